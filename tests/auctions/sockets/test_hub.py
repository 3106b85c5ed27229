"""A socket's end in its room: what it passes on, what it holds back, and when it gives up."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from auctions.publish import presence
from auctions.sockets import hub
from auctions.sockets.hub import QUEUE_BYTES, QUEUE_FRAMES, LocalRoom, Subscriber

Script = Callable[[Subscriber], Awaitable[None]]


def frames_sent(script: Script) -> list[str]:
    """Return what a peer was sent while the script ran; `slow` in it is the word that it is too slow."""
    sent: list[str] = []

    async def play() -> None:
        async def send(text: str) -> None:
            sent.append(text)

        subscriber = Subscriber(
            send, private=lambda seq, news: f"you {seq} {news}", too_slow=lambda: sent.append("slow")
        )
        await script(subscriber)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        subscriber.stop()

    asyncio.run(play())
    return sent


def test_before_it_catches_up_it_is_told_nothing() -> None:
    async def script(subscriber: Subscriber) -> None:
        subscriber.deliver((1, 5), "event 5", "A")

    assert frames_sent(script) == []


def test_what_came_while_it_caught_up_is_told_once_and_in_order() -> None:
    async def script(subscriber: Subscriber) -> None:
        subscriber.hold_back()
        subscriber.deliver((1, 5), "event 5")
        subscriber.deliver((1, 6), "event 6")
        subscriber.start_after((1, 5), "snapshot at 5")
        subscriber.deliver((1, 6), "event 6")
        subscriber.deliver((1, 7), "event 7")

    assert frames_sent(script) == ["snapshot at 5", "event 6", "event 7"]


def test_what_is_private_is_told_when_it_has_changed() -> None:
    async def script(subscriber: Subscriber) -> None:
        subscriber.start_after((1, 1), "snapshot")
        subscriber.deliver((1, 2), "event 2", "A")
        subscriber.deliver((1, 3), "event 3", "A")
        subscriber.deliver((1, 4), "event 4", "B")

    assert frames_sent(script) == ["snapshot", "event 2", "you 2 A", "event 3", "event 4", "you 4 B"]


def test_what_was_never_passed_on_does_not_count_as_told() -> None:
    async def script(subscriber: Subscriber) -> None:
        subscriber.deliver((1, 2), "event 2", "A")
        subscriber.start_after((1, 3), "snapshot with B")
        subscriber.deliver((1, 2), "event 2", "A")
        subscriber.deliver((1, 4), "event 4", "A")

    assert frames_sent(script) == ["snapshot with B", "event 4", "you 4 A"]


def test_after_it_caught_up_again_what_is_private_is_told_anew() -> None:
    async def script(subscriber: Subscriber) -> None:
        subscriber.start_after((1, 1), "snapshot")
        subscriber.deliver((1, 2), "event 2", "A")
        subscriber.start_after((1, 3), "event 3, you B")
        subscriber.deliver((1, 4), "event 4", "A")

    assert frames_sent(script)[-2:] == ["event 4", "you 4 A"]


def test_who_comes_back_to_a_seat_is_told_anew_what_is_private() -> None:
    async def script(subscriber: Subscriber) -> None:
        subscriber.take_seat("7")
        subscriber.start_after((1, 1), "snapshot")
        subscriber.deliver((1, 2), "event 2", "A")
        subscriber.take_seat("")
        subscriber.take_seat("7")
        subscriber.enqueue("you 3 B")
        subscriber.deliver((1, 4), "event 4", "A")

    assert frames_sent(script)[-2:] == ["event 4", "you 4 A"]


@pytest.mark.parametrize(("frames", "size"), [(QUEUE_FRAMES + 1, 1), (3, QUEUE_BYTES // 2)], ids=["frames", "bytes"])
def test_who_is_too_far_behind_is_told_once_and_then_left_alone(frames: int, size: int) -> None:
    async def script(subscriber: Subscriber) -> None:
        for _ in range(frames + QUEUE_FRAMES * 2):
            subscriber.enqueue("x" * size)

    assert frames_sent(script) == ["slow"]


def test_who_is_gone_is_left_alone() -> None:
    sent: list[str] = []

    async def play() -> None:
        async def send(text: str) -> None:
            sent.append(text)
            raise OSError("gone")

        subscriber = Subscriber(send, too_slow=lambda: sent.append("slow"))
        subscriber.enqueue("one")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        subscriber.enqueue("two")
        await asyncio.sleep(0)
        subscriber.stop()

    asyncio.run(play())
    assert sent == ["one"]


class SlowToLeave(hub.LocalRoom):
    """A room of which whoever leaves waits for Redis."""

    async def leave(self, subscriber: Subscriber) -> None:
        self.subscribers.discard(subscriber)
        await asyncio.sleep(60)


def test_last_to_leave_closes_the_room_though_the_task_is_cancelled_meanwhile() -> None:
    async def play() -> None:
        async def send(text: str) -> None:
            """Take a frame."""

        subscriber = Subscriber(send, too_slow=lambda: None)
        room = hub._rooms["auction.left"] = SlowToLeave("auction.left", None)
        room.subscribers.add(subscriber)
        leaving = asyncio.create_task(hub.leave(room, subscriber))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        subscriber.stop()
        assert "auction.left" not in hub._rooms

    asyncio.run(play())


def test_who_is_cancelled_on_the_way_in_is_not_in_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        async def send(text: str) -> None:
            """Take a frame."""

        waits = asyncio.Event()

        async def join(room: LocalRoom, subscriber: Subscriber) -> None:
            room.subscribers.add(subscriber)
            waits.set()
            await asyncio.sleep(60)

        monkeypatch.setattr(LocalRoom, "join", join)
        subscriber = Subscriber(send, too_slow=lambda: None)
        joining = asyncio.create_task(hub.join("auction.cancelled", subscriber))
        await waits.wait()
        joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)
        assert joining.cancelled()
        assert "auction.cancelled" not in hub._rooms
        await presence.close()

    asyncio.run(play())


def test_what_is_outside_of_the_journal_reaches_those_who_were_greeted() -> None:
    async def script(subscriber: Subscriber) -> None:
        subscriber.enqueue_if_started("too early")
        subscriber.hold_back()
        subscriber.enqueue_if_started("still too early")
        subscriber.start_after((1, 5), "snapshot at 5")
        subscriber.enqueue_if_started("now")
        subscriber.hold_back()
        subscriber.enqueue_if_started("now too")

    assert frames_sent(script) == ["snapshot at 5", "now", "now too"]


def test_names_are_told_once_until_they_change() -> None:
    async def script(subscriber: Subscriber) -> None:
        subscriber.start_after((1, 5), "snapshot")
        subscriber.show_people("here", "Carla")
        subscriber.show_people("here", "Carla")
        subscriber.show_people("gone", "Max")

    assert frames_sent(script) == ["snapshot", "here", "Carla", "gone", "Max"]


def test_names_are_told_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "NAMES_SECONDS", 0.0)

    async def script(subscriber: Subscriber) -> None:
        subscriber.start_after((1, 5), "snapshot")
        subscriber.show_people("here", "Carla")
        subscriber.show_people("here", "Carla")

    assert frames_sent(script) == ["snapshot", "here", "Carla", "Carla"]


def test_names_follow_what_was_read_meanwhile_which_may_have_older_ones() -> None:
    async def script(subscriber: Subscriber) -> None:
        subscriber.show_people("here", "Carla")  # before hello
        subscriber.start_after((1, 5), "snapshot")
        subscriber.show_people("here", "Max")
        subscriber.hold_back()
        subscriber.show_people("here", "Mia")
        subscriber.start_after((1, 5), "snapshot of Max or Mia")
        subscriber.show_people("here", "Mia")

    assert frames_sent(script) == ["here", "snapshot", "Max", "snapshot of Max or Mia", "Mia"]


def test_frames_are_written_at_once_while_the_line_takes_them_and_keep_their_order() -> None:
    told: list[str] = []
    takes = True

    async def play() -> None:
        nonlocal takes
        reads = asyncio.Event()

        def write(*texts: str) -> bool:
            if takes:
                told.append(f"written {' and '.join(texts)}")
            return takes

        async def send(text: str) -> None:
            await reads.wait()
            told.append(f"sent {text}")

        subscriber = Subscriber(send, write=write, too_slow=lambda: told.append("slow"))
        subscriber.enqueue("1")
        takes = False
        subscriber.enqueue("2", "3")
        takes = True
        subscriber.enqueue("4")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting = not subscriber.written
        subscriber.enqueue("5")  # behind the one that waits, though the line would take it
        reads.set()
        for _ in range(10):  # turns of the loop, more than it takes
            await asyncio.sleep(0)
        assert waiting
        assert subscriber.written
        subscriber.enqueue("6")
        subscriber.stop()

    asyncio.run(play())
    assert told == ["written 1", "sent 2", "sent 3", "sent 4", "sent 5", "written 6"]


def written_to(hear: Callable[[tuple[str, ...]], None]) -> Subscriber:
    """Return a socket's end whose line takes everything; `hear` is called with what is written in one piece."""

    async def send(text: str) -> None:
        raise AssertionError(text)

    def write(*texts: str) -> bool:
        hear(texts)
        return True

    return Subscriber(send, write=write, too_slow=lambda: None)


def test_frames_of_one_moment_are_written_together_and_in_order() -> None:
    written: list[tuple[str, ...]] = []

    async def play() -> None:
        bidder, watcher = written_to(written.append), written_to(written.append)
        bidder.start_after((1, 1), "snapshot")
        watcher.start_after((1, 1), "snapshot")
        with hub.frames_together():
            bidder.enqueue("answer")
            for subscriber in (bidder, watcher):
                subscriber.deliver((1, 2), "event 2")
            assert len(written) == 2, "nothing yet"
        with contextlib.suppress(ZeroDivisionError), hub.frames_together():
            bidder.enqueue("answer")
            raise ZeroDivisionError
        bidder.enqueue("later")
        bidder.stop()
        watcher.stop()

    asyncio.run(play())
    assert written[2:] == [("answer", "event 2"), ("event 2",), ("answer",), ("later",)]


def test_room_hears_of_a_commit_of_its_process_once_and_in_order_with_those_of_others() -> None:
    written: list[str] = []

    def commit(seq: int) -> dict[str, Any]:
        text = f"event {seq}"
        return {"type": "room.events", "epoch": 1, "first": seq, "last": seq, "at": None, "text": text, "own": {}}

    async def play() -> None:
        room, subscriber = LocalRoom("auction.1", None), written_to(written.extend)
        room.subscribers.add(subscriber)
        subscriber.start_after((1, 4))
        room._hear_here(commit(5))
        room._handle(commit(5))  # which Redis brings again
        room._hear_here(commit(7))
        room._handle(commit(7))
        assert written == ["event 5"], "another process made number 6"
        room._handle(commit(6))
        assert not room._echoes
        subscriber.stop()
        room.close()

    asyncio.run(play())
    assert written == ["event 5", "event 6", "event 7"]


def test_commit_that_comes_too_late_reaches_those_who_were_greeted_behind_what_came_after_it() -> None:
    written: list[str] = []

    def commit(seq: int) -> dict[str, Any]:
        text = f"event {seq}"
        return {"type": "room.events", "epoch": 1, "first": seq, "last": seq, "at": None, "text": text, "own": {}}

    async def play() -> None:
        room, subscriber, stranger = (
            LocalRoom("auction.1", None),
            written_to(written.extend),
            written_to(written.extend),
        )
        room.subscribers |= {subscriber, stranger}
        subscriber.start_after((1, 4))
        room._handle(commit(5))
        room._handle(commit(7))
        room._in_order._go_on_without()
        room._handle(commit(6))
        assert subscriber.delivered == (1, 7)
        subscriber.stop()
        stranger.stop()
        room.close()

    asyncio.run(play())
    assert written == ["event 5", "event 7", "event 6"]


def test_room_forgets_what_redis_never_brings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "ECHOES_AT_MOST", 2)

    async def play() -> list[tuple[int, int]]:
        room = LocalRoom("auction.1", None)
        for seq in range(5, 9):
            room._hear_here({"epoch": 1, "first": seq, "last": seq, "at": None, "text": "", "own": {}})
        return [*room._echoes]

    assert asyncio.run(play()) == [(1, 7), (1, 8)]


def test_socket_that_cannot_be_written_to_keeps_nothing_from_the_others(caplog: pytest.LogCaptureFixture) -> None:
    written: list[tuple[str, ...]] = []

    async def play() -> None:
        def fail(texts: tuple[str, ...]) -> None:
            raise OSError("the line broke")

        broken, fine = written_to(fail), written_to(written.append)
        with hub.frames_together():
            broken.enqueue("1")
            fine.enqueue("1", "2")
        broken.stop()
        fine.stop()

    asyncio.run(play())
    assert written == [("1", "2")]
    assert "socket.not_written" in caplog.text
