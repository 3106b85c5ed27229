"""Loops that go on, whatever their steps raise."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import redis
from django.db import OperationalError

from auctionsite.observability import loops, metrics
from tests.live import eventually

WRONG = (OperationalError("away"), redis.ConnectionError("away"), OSError(), RuntimeError("ours"), KeyError("ours"))


def silent_seconds(name: str) -> float | None:
    return metrics.REGISTRY.get_sample_value("auctionsite_loop_silent_seconds", {"loop": name})


def failures(name: str) -> float:
    return metrics.REGISTRY.get_sample_value("auctionsite_loop_failures_total", {"loop": name}) or 0.0


class Steps:
    """A loop whose steps raise what they are told, one after the other; the one after them ends it."""

    def __init__(self, *raised: Exception) -> None:
        self._raised = iter(raised)
        self.stop = threading.Event()
        self.done = 0

    def __call__(self) -> None:
        for error in self._raised:
            raise error
        self.done += 1
        self.stop.set()


@pytest.mark.django_db
@pytest.mark.parametrize("error", WRONG, ids=repr)
def test_next_step_is_taken_whatever_the_last_raised(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    before, steps = failures("clock"), Steps(error, error)
    loops.run_until(steps.stop, "clock", steps)
    assert (steps.done, failures("clock") - before) == (1, 2)
    levels = {record.levelname for record in caplog.records}
    assert levels == ({"ERROR"} if "ours" in str(error) else {"WARNING"}), "what is away is nobody's mistake"


@pytest.mark.parametrize("error", WRONG, ids=repr)
def test_task_goes_on_until_it_is_cancelled(error: Exception) -> None:
    steps = Steps(error, error)

    async def step() -> None:
        steps()
        await asyncio.Event().wait()

    async def main() -> None:
        task = asyncio.create_task(loops.run_for_ever("room", step))
        while not steps.done:  # noqa: ASYNC110 # it tells nobody
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(asyncio.wait_for(main(), 30))


class Pauses:
    """A stop that notes how long is waited, and comes after so many waits."""

    def __init__(self, most: int) -> None:
        self.waited: list[float] = []
        self._most = most

    def is_set(self) -> bool:
        return len(self.waited) >= self._most

    def wait(self, seconds: float, /) -> bool:
        self.waited.append(seconds)
        return self.is_set()


def fail() -> None:
    raise RuntimeError("again")


@pytest.mark.django_db
def test_pause_grows_up_to_a_second() -> None:
    pauses = Pauses(8)
    loops.run_until(pauses, "clock", fail)
    assert pauses.waited == sorted(pauses.waited)
    assert (pauses.waited[0], pauses.waited[-1]) == (loops.FIRST_PAUSE_SECONDS, loops.LONGEST_PAUSE_SECONDS)


@pytest.fixture
def in_a_thread() -> Iterator[Callable[[Callable[[], object]], threading.Event]]:
    """Starts a loop named `season` in a thread; the event ends it."""
    stops: list[threading.Event] = []

    def start(step: Callable[[], object]) -> threading.Event:
        stops.append(threading.Event())
        threading.Thread(target=loops.run_until, args=(stops[-1], "season", step), daemon=True).start()
        return stops[-1]

    yield start
    for each in stops:
        each.set()


@pytest.mark.django_db
def test_silence_of_a_loop_that_fails_grows_and_goes_with_its_end(
    in_a_thread: Callable[[Callable[[], object]], threading.Event],
) -> None:
    stop = in_a_thread(fail)
    eventually(lambda: (silent_seconds("season") or 0) > 0.3, "it is seen that nothing is done")
    stop.set()
    eventually(lambda: silent_seconds("season") is None, "a loop that was ended is missed by nobody")


@pytest.mark.django_db
def test_loop_that_does_its_work_is_not_silent(
    in_a_thread: Callable[[Callable[[], object]], threading.Event],
) -> None:
    taken = threading.Semaphore(0)
    go = threading.Semaphore(0)

    def step() -> None:
        taken.release()
        assert go.acquire(timeout=120)

    in_a_thread(step)
    assert taken.acquire(timeout=120)
    eventually(lambda: (silent_seconds("season") or 0) > 0.2, "the step takes its time")
    began = time.monotonic()
    go.release()
    assert taken.acquire(timeout=120)
    assert (silent_seconds("season") or 0) <= time.monotonic() - began, "since then at most"
    go.release()
