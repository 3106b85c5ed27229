"""A process that is told to end hands its sockets over, answers what it has in hand, and only then ends."""

import subprocess
import sys

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
        (sys.executable, "-c", SERVER, str(seconds), times), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_sockets_leave_and_requests_are_answered_before_the_server_ends() -> None:
    assert sorted(drain(0.5, "once").split(", ")) == ["answered", "handed over", "handed over"]


def test_second_signal_skips_the_wait() -> None:
    assert "answered" not in drain(15, "twice")
