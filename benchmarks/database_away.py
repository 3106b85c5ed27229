"""Measure how soon everybody is told that the database is away.

    .venv/bin/python -m auctionsite.local exec -- .venv/bin/python -m benchmarks.database_away

A real web process, whose way to Postgres is shut as of a database that was stopped, and then as of one that hangs. It
prints how long a page, a handshake of a socket and a command wait for their answer, in ms: the first page after the
fault, and the slowest of 50 once the process knows.
"""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
os.environ.setdefault("RATE_LIMITS", "off")
django.setup()

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from benchmarks.room import free_port, wait_healthy
from tests.database_gate import DatabaseGate

ROUNDS = 50
KNOWN_SECONDS = 2.0
SESSION = {"Cookie": f"sessionid={'x' * 32}"}
AUCTION = "00000000-0000-0000-0000-000000000000"


def main() -> None:
    """Measure with each fault."""
    subprocess.run((sys.executable, "manage.py", "migrate", "--verbosity", "0"), check=True)
    with DatabaseGate() as gate, web_process(gate.url) as port:
        usual = took(lambda: command(gate.url))
        print(f"a command (flags) with its database: {usual:.0f} ms")
        for name, fault in (("stopped", gate.shut), ("hanging", gate.hang)):
            fault()
            first = took(lambda: page(port))
            time.sleep(KNOWN_SECONDS)
            pages = max(took(lambda: page(port)) for _ in range(ROUNDS))
            sockets = max(took(lambda: handshake(port)) for _ in range(ROUNDS))
            print(f"{name}: first page {first:.0f} ms, then pages {pages:.0f} ms, handshakes {sockets:.0f} ms at most")
            print(f"{name}: a command {took(lambda: command(gate.url)):.0f} ms")
            gate.open()
            wait_healthy(port)


@contextmanager
def web_process(url: str) -> Iterator[int]:
    """A web process on the database at `url`, ended on every way out; yields its port."""
    port = free_port()
    argv = (sys.executable, "-m", "daphne", "-v", "0", "-p", str(port), "auctionsite.asgi:application")
    clock = (sys.executable, "manage.py", "run_clock")
    env = {**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
    parts = [subprocess.Popen(argv, env=env), subprocess.Popen(clock)]
    try:
        wait_healthy(port)
        yield port
    finally:
        for part in parts:
            part.kill()
            part.wait()


def took(do: Callable[[], None]) -> float:
    """Return how long it took, in ms."""
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def page(port: int) -> None:
    """Ask for a page that needs the database."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", "/", headers=SESSION)  # whose owner is looked up
    status = line.getresponse().status
    line.close()
    if status != 503:
        raise SystemExit(f"A page was answered with {status}, and the database is away.")


def handshake(port: int) -> None:
    """Open a socket, and wait until it is closed."""
    with connect(f"ws://127.0.0.1:{port}/ws/auction/{AUCTION}/", additional_headers=SESSION) as line:
        try:
            line.recv(timeout=60)
        except ConnectionClosed:
            if line.close_code != 4504:
                raise


def command(url: str) -> None:
    """Run a command that looks."""
    env = {**os.environ, "DATABASE_URL": url}
    subprocess.run((sys.executable, "manage.py", "flags"), env=env, capture_output=True, check=False)


if __name__ == "__main__":
    main()
