"""A mark goes round the loop: what came before it is with its handlers once it is round."""

import asyncio
import itertools
import socket
import threading

from auctionsite.serving.loop_watch import LoopWatch
from tests.live import eventually


def counting() -> LoopWatch:
    """A watch whose time is one more each time it is asked."""
    numbers = itertools.count(1)
    return LoopWatch(lambda: next(numbers))


def test_without_a_loop_nothing_waits() -> None:
    watch = counting()
    assert watch.turned_at() < watch.turned_at()
    assert watch.silent_seconds() == 0.0


def test_marks_come_round_while_the_loop_turns_and_not_while_it_is_blocked() -> None:
    watch, blocked, free = counting(), threading.Event(), threading.Event()

    async def main() -> None:
        watch.watch(asyncio.get_running_loop())
        began = watch.turned_at()
        while watch.turned_at() == began:  # noqa: ASYNC110 # the watch has no event
            await asyncio.sleep(0.01)
        blocked.set()
        free.wait(30)
        stood = watch.turned_at()
        while watch.turned_at() == stood:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    assert blocked.wait(60)
    stood = watch.turned_at()
    silent = watch.silent_seconds()
    eventually(lambda: watch.silent_seconds() > silent + 0.3, "it is silent for longer and longer")
    assert watch.turned_at() == stood
    free.set()
    thread.join(60)
    assert not thread.is_alive()
    assert watch.turned_at() > stood


def test_what_the_kernel_held_before_a_mark_is_handled_before_the_mark_is_round() -> None:
    """As when a process that was stopped comes back: what waits in the kernel goes through queues and tasks first."""
    ours, theirs = socket.socketpair()
    watch, handled = counting(), bytearray()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        reader, writer = await asyncio.open_connection(sock=ours)
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        tasks = [asyncio.create_task(_pump(reader, queue)), asyncio.create_task(_handle(queue, handled))]
        watch.watch(loop)
        for number in range(1, 21):
            theirs.send(b"x")  # it is in the kernel now
            sent_at = watch._clock()
            while watch.turned_at() < sent_at:  # noqa: ASYNC110 # the watch has no event
                await asyncio.sleep(0)
            assert len(handled) == number
        for task in tasks:
            task.cancel()
        writer.close()
        await writer.wait_closed()

    asyncio.run(main())
    theirs.close()


async def _pump(reader: asyncio.StreamReader, queue: asyncio.Queue[bytes]) -> None:
    while data := await reader.read(100):
        await queue.put(data)


async def _handle(queue: asyncio.Queue[bytes], handled: bytearray) -> None:
    while True:
        handled.extend(await asyncio.create_task(queue.get()))


def test_watching_the_same_loop_again_is_one_watch() -> None:
    watch = counting()

    async def main() -> int:
        for _ in range(3):
            watch.watch(asyncio.get_running_loop())
        return sum(thread.name == "loop watch" and thread.is_alive() for thread in threading.enumerate())

    others = sum(thread.name == "loop watch" and thread.is_alive() for thread in threading.enumerate())
    assert asyncio.run(main()) == others + 1
    ended = lambda: sum(each.name == "loop watch" for each in threading.enumerate()) <= others  # noqa: E731
    assert eventually(ended, "its thread ends with the loop")
