"""Rooms take turns in the threads."""

import threading
from concurrent.futures import Future

import pytest

from auctionsite.serving.fair_pool import FairPool


def busy(pool: FairPool) -> tuple[threading.Event, "Future[bool]"]:
    """Keep the pool's one thread busy until the event is set."""
    release, begun = threading.Event(), threading.Event()

    def wait() -> bool:
        begun.set()
        return release.wait(30)

    held = pool.submit(wait)
    assert begun.wait(30)
    return release, held


def test_a_room_with_much_to_do_lets_the_others_in_between() -> None:
    pool, order = FairPool(1, "fair"), list[str]()
    release, _ = busy(pool)
    work = [pool.turn("noisy").submit(order.append, f"noisy {number}") for number in range(4)]
    work += [pool.turn(room).submit(order.append, room) for room in ("quiet", "calm", "quiet")]
    release.set()
    for each in work:
        each.result(30)
    assert order == ["noisy 0", "quiet", "calm", "noisy 1", "quiet", "noisy 2", "noisy 3"]


def test_results_and_errors_reach_who_asked() -> None:
    pool = FairPool(2, "fair")
    assert pool.turn("a").submit(int, "ff", base=16).result(30) == 255
    with pytest.raises(ValueError, match="invalid literal"):
        pool.turn("a").submit(int, "no").result(30)
    assert pool.turn("a").submit(lambda: 1).result(30) == 1, "the thread goes on"


def test_what_is_cancelled_while_it_waits_is_not_done() -> None:
    pool, done = FairPool(1, "fair"), list[int]()
    release, _ = busy(pool)
    cancelled, kept = (pool.turn("a").submit(done.append, number) for number in (1, 2))
    assert cancelled.cancel()
    release.set()
    kept.result(30)
    assert done == [2]


def test_no_room_is_kept_once_its_work_is_done() -> None:
    pool = FairPool(2, "fair")
    for number in range(100):
        pool.turn(number).submit(int).result(30)
    assert not pool._waiting


def test_work_that_asks_for_more_is_followed_by_it_in_its_own_thread() -> None:
    pool, threads, done = FairPool(4, "fair"), list[str](), threading.Event()

    def go_on(left: int) -> None:
        threads.append(threading.current_thread().name)
        if left:
            pool.turn("room").submit(go_on, left - 1)
        else:
            done.set()

    for _ in range(3):  # so that other threads are there, and idle
        release, held = busy(pool)
        release.set()
        held.result(30)
    pool.turn("room").submit(go_on, 50)
    assert done.wait(30)
    assert len(threads) == 51
    assert len({*threads}) == 1


def test_room_that_goes_on_and_on_lets_the_others_in_between() -> None:
    pool, order, done = FairPool(1, "fair"), list[str](), threading.Event()

    def go_on() -> None:
        order.append("noisy")
        if "quiet" in order:
            done.set()
            return
        if order == ["noisy", "noisy"]:
            other = threading.Thread(target=lambda: pool.turn("quiet").submit(order.append, "quiet"))
            other.start()
            other.join()
        pool.turn("noisy").submit(go_on)

    pool.turn("noisy").submit(go_on)
    assert done.wait(30)
    assert order == ["noisy", "noisy", "quiet", "noisy"]
