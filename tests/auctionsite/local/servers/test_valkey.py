"""The embedded Valkey."""

import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from auctionsite.local.servers import valkey


@pytest.fixture
def address() -> Iterator[Path]:
    """Short: the path of a Unix socket may have some hundred characters."""
    with tempfile.TemporaryDirectory(prefix="valkey") as folder:
        yield Path(folder) / "socket"


def test_nobody_is_ready_where_nobody_listens(address: Path) -> None:
    assert not valkey.is_ready(address)
    valkey.shut_down(address)


@pytest.mark.parametrize(("answer", "ready"), [(b"+PONG\r\n", True), (b"-LOADING\r\n", False)])
def test_server_is_ready_when_it_says_so(address: Path, answer: bytes, ready: bool) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(address))
        server.listen()

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                assert connection.recv(64) == b"PING\r\n"
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        assert valkey.is_ready(address) is ready
        thread.join(60)


def test_server_listens_on_its_socket_alone_and_keeps_nothing(address: Path) -> None:
    argv = valkey.server_process(Path("valkey-server"), address, None).argv
    options = dict(zip(argv[1::2], argv[2::2], strict=True))
    assert (options["--port"], options["--unixsocket"]) == ("0", str(address))
    assert (options["--save"], options["--appendonly"]) == ("", "no")
