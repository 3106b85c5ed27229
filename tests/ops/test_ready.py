"""ops/ready.py says whether a web process takes visitors, in its exit code."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from auctionsite.settings import BASE_DIR
from tests.live import MakeSite, free_port


def ready(port: int | str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "PORT": str(port)}
    argv = [sys.executable, str(BASE_DIR / "ops/ready.py"), *arguments]
    return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=120)


def test_process_is_ready_until_its_end_is_announced(make_site: MakeSite) -> None:
    site = make_site()
    web = site.add_web()
    site.ready()
    assert ready(web.address.port).returncode == 0
    web.signal(signal.SIGUSR1.name)
    said = ready(web.address.port, "0.5")
    assert (said.returncode, said.stderr) == (1, "503 draining\n")


class Stranger(BaseHTTPRequestHandler):
    """Something else that listens there."""

    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def stranger() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Stranger)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_somebody_else_at_the_port_is_no_site() -> None:
    with stranger() as port:
        said = ready(port)
    assert said.returncode == 1
    assert said.stderr.startswith("404 ")


def test_it_waits_for_whom_nobody_hears_only_as_long_as_it_is_told() -> None:
    began = time.monotonic()
    said = ready(free_port(), "1")
    assert 1 <= time.monotonic() - began < 10
    assert said.returncode == 1
    assert said.stderr.startswith("no answer at port ")


@pytest.mark.parametrize(("port", "seconds"), [("http", "1"), ("8000", "soon")])
def test_what_is_no_number_is_refused(port: str, seconds: str) -> None:
    assert ready(port, seconds).returncode == 2
