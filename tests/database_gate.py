"""A way to the tests' Postgres that can be shut: a database that is away, or that hangs, for one site or one pool."""

import contextlib
import selectors
import socket
import threading
from pathlib import Path
from typing import Self

from django.db import connection
from psycopg.conninfo import make_conninfo

from tests.live import free_port


class DatabaseGate:
    """Listens on a port of its own, and carries what comes to Postgres. For use as `with DatabaseGate() as gate`."""

    def __init__(self) -> None:
        self.port = free_port()
        self._listener: socket.socket | None = None
        self._lines: list[socket.socket] = []
        self._flows = threading.Event()
        self._flows.set()

    @property
    def url(self) -> str:
        """The address of the tests' database, through the gate."""
        parts = connection.settings_dict
        return make_conninfo(dbname=parts["NAME"], user=parts["USER"], host="127.0.0.1", port=self.port)

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.shut()

    def open(self) -> None:
        """Let everybody through, from now on."""
        self._flows.set()
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port), backlog=100)
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def shut(self) -> None:
        """Cut all lines, and refuse new ones: as of a database that was stopped."""
        self._flows.set()
        listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        lines, self._lines = self._lines, []
        for line in lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def hang(self) -> None:
        """Keep all lines, take new ones, and carry nothing: as of a database whose processes are stopped."""
        self._flows.clear()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(str(_postgres_socket()))
                self._lines += [near, far]
                threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError), near, far, selectors.DefaultSelector() as lines:
            for one, other in ((near, far), (far, near)):
                lines.register(one, selectors.EVENT_READ, (one, other))
            while True:
                ready = [key.data for key, _ in lines.select()]
                self._flows.wait()
                for one, other in ready:
                    if not (data := one.recv(65536)):
                        return
                    other.sendall(data)


def _postgres_socket() -> Path:
    parts = connection.settings_dict
    return Path(parts["HOST"]) / f".s.PGSQL.{parts['PORT'] or 5432}"
