"""A process that is told to end hands its sockets over, answers what it has in hand, and only then ends."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from auctionsite.local.checks import Address
from auctionsite.local.product import web_command
from auctionsite.settings import BASE_DIR
from tests.live import eventually, free_port

SERVER = """
import asyncio, os, signal, sys
from auctionsite.serving import draining

said = []

class Connection:
    def __init__(self, fails): self.fails = fails
    async def hand_over(self):
        said.append("handed over")
        draining.unregister_socket(self)
        if self.fails: raise RuntimeError("it fails")

async def application(scope, receive, send):
    await asyncio.sleep(scope["seconds"])
    said.append("answered")

async def main():
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    signal.signal(signal.SIGTERM, lambda number, frame: loop.call_soon_threadsafe(ended.set))
    draining.announce_on_signal()
    middleware = draining.DrainingMiddleware(application)
    for fails in (True, False):
        draining.register_socket(Connection(fails))
    request = asyncio.create_task(middleware({"type": "http", "seconds": float(sys.argv[1])}, None, None))
    await asyncio.sleep(0)
    assert not draining.is_end_announced()
    os.kill(os.getpid(), signal.SIGUSR1)
    assert draining.is_end_announced() and not draining.is_draining()
    os.kill(os.getpid(), signal.SIGTERM)
    if sys.argv[2] == "twice":
        os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(ended.wait(), 20)
    print(*said, sep=", ")
    request.cancel()

asyncio.run(main())
"""


def drain(seconds: float, times: str) -> str:
    """Print what was done before the server's own handler of SIGTERM was called."""
    done = subprocess.run(
        (sys.executable, "-c", SERVER, str(seconds), times), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_sockets_leave_and_requests_are_answered_before_the_server_ends() -> None:
    assert sorted(drain(0.5, "once").split(", ")) == ["answered", "handed over", "handed over"]


def test_second_signal_skips_the_wait() -> None:
    assert "answered" not in drain(15, "twice")


class Server:
    """A process that serves `occupied.py`."""

    def __init__(self, name: str) -> None:
        self._place = ("127.0.0.1", free_port())
        ours = {"auctionsite.asgi:application": "tests.auctionsite.serving.occupied:application"}
        argv = [ours.get(part, part) for part in web_command(Address(*self._place), name)]
        self.process = subprocess.Popen((sys.executable, "-m", *argv), stdout=subprocess.PIPE, text=True, cwd=BASE_DIR)

    def listens(self) -> bool:
        """True if it takes connections."""
        with socket.socket() as line:
            return line.connect_ex(self._place) == 0

    def connect(self) -> socket.socket:
        """A line to it."""
        return socket.create_connection(self._place, timeout=120)

    def occupy(self) -> socket.socket:
        """Have it do one thing alone for a second."""
        line = self.connect()
        ask(line, "/occupy/")
        assert self.process.stdout
        while self.process.stdout.readline() != "occupied\n":
            pass
        return line


def ask(line: socket.socket, path: str = "/") -> None:
    """Ask for a change, which a proxy can't send a second time."""
    line.sendall(f"PATCH {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())


def status(line: socket.socket) -> str:
    """The first line of the answer, or how the line ended without one."""
    with line:
        try:
            return line.recv(100).decode().partition("\r\n")[0]
        except ConnectionResetError:
            return "reset"


@pytest.fixture(params=["daphne", "uvicorn"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    server = Server(request.param)
    try:
        eventually(server.listens, "it listens")
        yield server
    finally:
        server.process.kill()
        server.process.communicate()


def test_everybody_who_had_connected_is_answered(server: Server) -> None:
    busy = server.occupy()
    waiting = [server.connect() for _ in range(20)]  # in the kernel's queue: nobody has taken them in
    for line in waiting[::2]:
        ask(line)
    server.process.send_signal(signal.SIGTERM)
    answers = [status(busy)]
    for line in waiting[1::2]:  # connected, and said what they want only now
        ask(line)
    answers += [status(line) for line in waiting]
    assert set(answers) == {"HTTP/1.1 200 OK"}
    with pytest.raises(ConnectionRefusedError):
        server.connect()
    assert server.process.wait(60) in (0, -signal.SIGTERM)
