"""In each process one subscription per room; what comes in is handed to every socket as the same text.

A standard Channels consumer subscribes each socket by itself and copies every message for each: a hundred to three
hundred microseconds per socket and message. Here it is one write of the same bytes.
"""

import asyncio
import contextlib
import itertools
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import partial
from typing import Any

import structlog

from auctions.publish import broadcast, local_rooms, presence
from auctions.sockets import subscription
from auctions.sockets.commit_order import CommitOrder
from auctions.sockets.subscription import REDIS_ERRORS
from auctions.store import heartbeat
from auctionsite.observability import loops, metrics
from auctionsite.observability.logging import new_log_context
from auctionsite.serving.shared_frames import WriteText

log = structlog.get_logger("auctions")
QUEUE_FRAMES = 256
"""Frames a socket may be behind before it is closed and comes back to resume."""
QUEUE_BYTES = 4 * 1024 * 1024
JOIN_SECONDS = 1.0
PRESENCE_SECONDS = 0.7
NAMES_SECONDS = 60.0
ECHOES_AT_MOST = 1000
_numbers = itertools.count(1)


class Subscriber:
    """A socket in a room: a bounded queue and the task that empties it, so that its frames keep their order.

    `delivered` is the (epoch, seq) of the last event queued; None before the client has said hello, and until then
    events are dropped. While what the client missed is read from the journal, events are held back; then those that
    the journal didn't have yet are queued. So an event that comes both ways is sent once, and none is lost.
    """

    def __init__(
        self,
        send: Callable[[str], Awaitable[None]],
        *,
        seat: str = "",
        too_slow: Callable[[], object],
        private: Callable[[int, Any], str] | None = None,
        write: WriteText | None = None,
    ) -> None:
        self.take_seat(seat)
        self.delivered: tuple[int, int] | None = None
        self._make_private = private  # makes the frame for this person alone from (seq, data of the seat)
        self._presence = self._names = ""
        self._names_until = 0.0
        self._held_back: list[tuple[tuple[int, int], str, Any]] | None = None
        self._send = send
        self._write = write or _write_nothing
        self._too_slow = too_slow
        self._queue: deque[str] = deque()
        self._bytes = 0
        self._stopped = self._sending = False
        self._wake = asyncio.Event()
        self._writer = asyncio.create_task(self._send_queued())

    def take_seat(self, seat: str) -> None:
        """Be counted as this seat; empty for one who watches."""
        self.seat, self._last_private = seat, None
        self.key = f"{seat}:{presence.PROCESS}-{next(_numbers)}"

    def enqueue(self, *texts: str) -> None:
        """Write frames at once, or queue them; a socket too far behind is closed, and its client comes back to resume.

        Most peers read what they are sent, so that nothing is queued, and no task needs to wake for them.
        """
        if self._stopped or not texts:
            return
        if _gathering is not None:
            _gathering.setdefault(self, []).extend(texts)
            return
        if not (self._queue or self._sending) and self._write(*texts):
            return
        self._queue.extend(texts)
        self._bytes += sum(len(text) for text in texts)
        # The queue is the only thing that grows with a peer that doesn't read: nothing here ever waits for one.
        if len(self._queue) > QUEUE_FRAMES or self._bytes > QUEUE_BYTES:
            self.stop()
            self._too_slow()
        else:
            self._wake.set()

    def hold_back(self) -> None:
        """Hold events back from now on: what the client missed is being read."""
        self._held_back = []

    def start_after(self, delivered: tuple[int, int], *texts: str) -> None:
        """Queue what was read, which covers all events up to `delivered`, then the newer ones held back."""
        self.enqueue(*texts)
        self.delivered, self._last_private = delivered, None
        self._names = ""  # what was read may have names of before the frame that was sent last
        held_back, self._held_back = self._held_back or [], None
        for commit in held_back:
            self.deliver(*commit)

    def deliver(self, last: tuple[int, int], text: str, private: Any = None) -> None:
        """Queue the events of a commit, of which `last` is the (epoch, seq) of the last one.

        `private` is the commit's data for this seat alone, sent if it isn't what was sent last: a bid leaves the
        limits of most bidders as they were, since what is held for it counts as theirs on that lot.
        """
        if self._held_back is not None:
            self._held_back.append((last, text, private))
        elif self.delivered is not None and last > self.delivered:
            # A commit at or before `delivered` was in the snapshot, or came through another process: it is dropped.
            self.delivered = last
            self.enqueue(text)
            if self._make_private is not None and private is not None and private != self._last_private:
                self._last_private = private
                self.enqueue(self._make_private(last[1], private))

    def show_people(self, presence_frame: str, names_frame: str) -> None:
        """Queue the frames of who is here and of what people are called, unless they are the ones sent last.

        Names are for who has a state to put them into, and follow what is being read: that may have older ones. After a
        minute they are sent anyway: a process that didn't hear of the newest may have put older ones into an event.
        """
        if presence_frame != self._presence:
            self._presence = presence_frame
            self.enqueue(presence_frame)
        is_due = names_frame != self._names or time.monotonic() >= self._names_until
        if is_due and self.delivered is not None and self._held_back is None:
            self._names, self._names_until = names_frame, time.monotonic() + NAMES_SECONDS
            self.enqueue(names_frame)

    @property
    def written(self) -> bool:
        """True if all that was queued is sent, or never will be."""
        return self._writer.done() or not (self._queue or self._sending)

    def enqueue_if_started(self, text: str) -> None:
        """Queue a frame that is outside of the journal, if the client has said hello."""
        if self.delivered is not None:
            self.enqueue(text)

    def stop(self) -> None:
        """Send nothing more."""
        self._stopped = True
        self._queue.clear()
        self._writer.cancel()

    async def _send_queued(self) -> None:
        with contextlib.suppress(OSError):  # the peer is gone; its socket will hear of it and leave
            while True:
                await self._wake.wait()
                self._wake.clear()  # before the queue is read: a frame that comes during a send wakes it again
                while self._queue:
                    text = self._queue.popleft()
                    self._bytes -= len(text)
                    self._sending = True
                    await self._send(text)
                    self._sending = False


def _write_nothing(*texts: str) -> bool:
    """Write nothing and return False: only `send` is there."""
    return False


_gathering: dict[Subscriber, list[str]] | None = None


@contextlib.contextmanager
def frames_together() -> Iterator[None]:
    """Write what each socket is sent in the block in one piece at its end. The block must not wait for anything."""
    global _gathering  # of the event loop's thread, in which all sockets are written to
    assert _gathering is None, "one block within another"  # noqa: S101 # the outer one would end early
    gathered: dict[Subscriber, list[str]] = {}
    _gathering = gathered
    try:
        yield
    finally:
        _gathering = None
        for subscriber, texts in gathered.items():
            try:
                subscriber.enqueue(*texts)
            except Exception as error:  # the others must hear
                log.exception("socket.not_written", error=str(error))


DescribePeople = Callable[[frozenset[str], int], Awaitable[tuple[str, str]]]
"""Makes the frames of who is here, from (seats here, sockets without a seat), and of what people are called."""


class LocalRoom:
    """The sockets of one group in this process."""

    def __init__(self, group: str, describe: DescribePeople | None) -> None:
        self.group = group
        self.subscribers: set[Subscriber] = set()
        self._describe = describe
        self._loop = asyncio.get_running_loop()
        self._ready = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._presence_timer: asyncio.TimerHandle | None = None
        self._in_order = CommitOrder(self._deliver_events, self._deliver_late)
        self._echoes: dict[tuple[int, int], None] = {}
        """Commits of this process that Redis will bring again, the oldest first: (epoch, seq) of their last events."""

    async def join(self, subscriber: Subscriber) -> None:
        """Add a socket, once the subscription stands; without Redis, after a second without it."""
        # First in the set, then the wait: the caller reads the journal after this, so whatever is published from now
        # on either reaches the subscriber here or is in what it reads.
        self.subscribers.add(subscriber)
        if not self._tasks:
            local_rooms.listen(self.group, self._hear_here)
            # The room's own tasks, which serve all who come after the first, too.
            listening = subscription.listen(self.group, self._handle, self._ready)
            keeping = loops.run_for_ever("room", self._keep_present)
            self._tasks = [
                asyncio.create_task(work, context=new_log_context(room=self.group)) for work in (listening, keeping)
            ]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(JOIN_SECONDS):
                await self._ready.wait()
        await self._mark_present([subscriber.key])

    async def reseat(self, subscriber: Subscriber, seat: str) -> None:
        """Give a socket another seat; the room sees one leave and another come."""
        with contextlib.suppress(*REDIS_ERRORS):
            await presence.leave(self.group, subscriber.key)
        subscriber.take_seat(seat)
        await self._mark_present([subscriber.key])

    async def leave(self, subscriber: Subscriber) -> None:
        """Remove a socket."""
        self.subscribers.discard(subscriber)
        subscriber.stop()
        with contextlib.suppress(*REDIS_ERRORS):
            await presence.leave(self.group, subscriber.key)
        await broadcast.presence_changed(self.group)

    def close(self) -> None:
        """Stop listening: the last socket has left."""
        local_rooms.forget(self.group)
        self._in_order.close()
        for task in self._tasks:
            task.cancel()
        self._tasks = []
        if self._presence_timer:
            self._presence_timer.cancel()

    def send_soon(self, text: str) -> None:
        """Queue a text for everybody here who has said hello; may be called from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed, and with it all sockets
            self._loop.call_soon_threadsafe(self._send_to_started, text)

    def _send_to_started(self, text: str) -> None:
        for subscriber in tuple(self.subscribers):
            subscriber.enqueue_if_started(text)

    def show_presence_soon(self) -> None:
        """Read who is here and called how, and show it, at most every `PRESENCE_SECONDS`: often many come together."""
        if self._presence_timer is None:
            self._presence_timer = asyncio.get_running_loop().call_later(PRESENCE_SECONDS, self._show_presence_now)

    def _show_presence_now(self) -> None:
        self._presence_timer = None
        self._tasks = [task for task in self._tasks if not task.done()]
        self._tasks.append(asyncio.create_task(self._show_presence(), context=new_log_context(room=self.group)))

    async def _show_presence(self) -> None:
        if self._describe is None:
            return
        with contextlib.suppress(*REDIS_ERRORS):
            frames = await self._describe(*await presence.read_present(self.group))
            for subscriber in tuple(self.subscribers):
                subscriber.show_people(*frames)

    def _handle(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "room.events":
                self._hear_of_commit(message)
            case "room.message":
                for subscriber in tuple(self.subscribers):
                    subscriber.enqueue(message["text"])
            case "room.talk":
                self._send_to_started(message["text"])
            case "room.presence":
                self.show_presence_soon()

    def _hear_here(self, message: dict[str, Any]) -> None:
        """Hear of a commit of this process, before Redis brings it."""
        self._echoes[message["epoch"], message["last"]] = None
        if len(self._echoes) > ECHOES_AT_MOST:  # Redis is away
            del self._echoes[next(iter(self._echoes))]
        self._in_order.take(message)

    def _hear_of_commit(self, message: dict[str, Any]) -> None:
        key = message["epoch"], message["last"]
        if key in self._echoes:
            del self._echoes[key]
        else:
            self._in_order.take(message)

    def _deliver_events(self, message: dict[str, Any]) -> None:
        last, own = (message["epoch"], message["last"]), message["own"]
        for subscriber in tuple(self.subscribers):
            subscriber.deliver(last, message["text"], own.get(subscriber.seat))
        if message["at"] is not None:
            metrics.BROADCAST_SECONDS.observe(max(0, heartbeat.now_ms() - message["at"]) / 1000)

    def _deliver_late(self, message: dict[str, Any]) -> None:
        """Send what was left out, behind what came after it: clients put it in its place, or ask for it no more."""
        self._send_to_started(message["text"])

    async def _keep_present(self) -> None:
        """Prolong the presence of this process's sockets, which ends by itself should the process die."""
        await asyncio.sleep(presence.REFRESH_SECONDS)
        await self._mark_present([subscriber.key for subscriber in self.subscribers], hint=False)
        self.show_presence_soon()

    async def _mark_present(self, keys: Iterable[str], *, hint: bool = True) -> None:
        with contextlib.suppress(*REDIS_ERRORS):
            await presence.refresh(self.group, keys)
        if hint:
            await broadcast.presence_changed(self.group)


_rooms: dict[str, LocalRoom] = {}


def count_sockets() -> int:
    """Return the number of sockets that this process serves; may be called from any thread."""
    return sum(len(room.subscribers) for room in tuple(_rooms.values()))


def _sockets_of(kind: str) -> int:
    return sum(len(room.subscribers) for room in tuple(_rooms.values()) if room.group.startswith(f"{kind}."))


for _kind in metrics.ROOMS:
    metrics.SOCKETS.labels(_kind).set_function(partial(_sockets_of, _kind))


def send_to_all_rooms(text: str) -> None:
    """Queue the same text for every socket of this process that has said hello; may be called from any thread."""
    for room in tuple(_rooms.values()):
        room.send_soon(text)


async def join(group: str, subscriber: Subscriber, describe: DescribePeople | None = None) -> LocalRoom:
    """Put a socket into a room, opening it if it is the first."""
    room = _rooms.get(group)
    if room is None:
        room = _rooms[group] = LocalRoom(group, describe)
    try:
        await room.join(subscriber)
    except BaseException:  # such as the end of its task: nobody else knows that it is in the room
        await leave(room, subscriber)
        raise
    return room


async def leave(room: LocalRoom, subscriber: Subscriber) -> None:
    """Take a socket out of its room, closing it after the last."""
    try:
        await room.leave(subscriber)
    finally:  # also where the task is cancelled meanwhile: nobody leaves a second time
        if not room.subscribers and _rooms.get(room.group) is room:
            del _rooms[room.group]
            room.close()
