"""A web process says how far it is, and nothing at all while its event loop doesn't turn."""

import asyncio
import threading
from uuid import UUID

import pytest

from auctions.store import web_process
from auctions.store.arrivals import Arrivals
from auctions.store.served_rooms import ServedRooms
from auctionsite.serving.loop_watch import LoopWatch
from tests.live import eventually

AUCTION = UUID(int=1)


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of the test's own."""
    monkeypatch.setattr(web_process, "loop_watch", LoopWatch(lambda: 5_000_000))


def test_process_says_how_far_it_is_what_it_decides_and_whom_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    arrivals = Arrivals(lambda: 5_000_000)
    rooms = ServedRooms(arrivals.now)
    monkeypatch.setattr(web_process, "arrivals", arrivals)
    monkeypatch.setattr(web_process, "served_rooms", rooms)
    rooms.join(AUCTION, 7)
    with arrivals.stamped(AUCTION) as arrived:
        said = web_process.report()
    assert said is not None
    assert (said.turned_at, said.undecided) == (5_000_000, {str(AUCTION): arrived})
    assert (said.rooms, said.seats, said.ending) == ({str(AUCTION): {"7": 5_000_000}}, {7}, False)
    rooms.keep()
    ending = web_process.report()
    assert ending is not None
    assert ending.ending


def test_process_whose_loop_is_blocked_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [5_000_000]
    arrivals = Arrivals(lambda: now[0])
    monkeypatch.setattr(web_process, "arrivals", arrivals)
    monkeypatch.setattr(web_process, "loop_watch", LoopWatch(arrivals.now))
    blocked, free = threading.Event(), threading.Event()

    async def main() -> None:
        web_process.loop_watch.watch(asyncio.get_running_loop())
        blocked.set()
        free.wait(30)  # the loop doesn't turn
        while web_process.report() is None:  # noqa: ASYNC110 # the watch has no event
            await asyncio.sleep(0.01)

    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    assert blocked.wait(60)
    now[0] += web_process.FRESH_MS + 1
    eventually(lambda: web_process.report() is None, "the process is silent")
    assert web_process.loop_watch.turned_at() == 5_000_000
    free.set()
    thread.join(60)
    assert not thread.is_alive(), "it speaks again once the loop turns"
