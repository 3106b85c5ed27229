"""In each process one subscription per room; what comes in is handed to every socket as the same text.

A standard Channels consumer subscribes each socket by itself and copies every message for each: a hundred to three
hundred microseconds per socket and message. Here it is one deque append and one wake-up.
"""

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

from auctions.publish import broadcast, presence
from auctions.sockets import subscription
from auctions.sockets.subscription import AWAY
from auctions.store import heartbeat
from auctionsite.observability import metrics
from auctionsite.observability.logging import new_log_context

QUEUE_FRAMES = 256
"""Frames a socket may be behind before it is closed and comes back to resume."""
QUEUE_BYTES = 4 * 1024 * 1024
JOIN_SECONDS = 1.0
PRESENCE_SECONDS = 0.7
_numbers = itertools.count(1)


class Subscriber:
    """A socket in a room: a bounded queue and the task that empties it, so that its frames keep their order.

    `told` is the (epoch, seq) of the last event sent. While the socket catches up, events are held back until it is
    known which of them it has been told already; before it said hello they are dropped.
    """

    def __init__(
        self,
        send: Callable[[str], Awaitable[None]],
        *,
        seat: str = "",
        too_slow: Callable[[], None],
        private: Callable[[int, Any], str] | None = None,
    ) -> None:
        self.take_seat(seat)
        self.told: tuple[int, int] | None = None
        self._private = private  # makes the frame for this person alone from (seq, what concerns the seat)
        self._private_known: Any = None
        self._presence = ""
        self._held: list[tuple[tuple[int, int], str, Any]] | None = None
        self._send = send
        self._too_slow = too_slow
        self._queue: deque[str] = deque()
        self._bytes = 0
        self._stopped = self._sending = False
        self._wake = asyncio.Event()
        self._writer = asyncio.create_task(self._write())

    def take_seat(self, seat: str) -> None:
        """Be counted as this seat; empty for one who watches."""
        self.seat = seat
        self.key = f"{seat}:{presence.PROCESS}-{next(_numbers)}"

    def offer(self, *texts: str) -> None:
        """Queue frames; a socket too far behind is told to come back instead."""
        if self._stopped:
            return
        self._queue.extend(texts)
        self._bytes += sum(map(len, texts))
        if len(self._queue) > QUEUE_FRAMES or self._bytes > QUEUE_BYTES:
            self.stop()
            self._too_slow()
        else:
            self._wake.set()

    def hold(self) -> None:
        """From now on keep events back: what the socket knows is being read."""
        self._held = []

    def greet(self, told: tuple[int, int], *texts: str) -> None:
        """Send what was read, which tells all up to `told`, then the events held back that are newer."""
        self.offer(*texts)
        self.told, self._private_known = told, None
        held, self._held = self._held or [], None
        for each in held:
            self.tell(*each)

    def tell(self, last: tuple[int, int], text: str, news: Any = None) -> None:
        """Pass on the events of a commit, of which `last` is the (epoch, seq) of the last one.

        `news` is what the commit means for this person alone, told if it isn't what they were told last: a bid leaves
        the limits of most bidders as they were, since what is held for it counts as theirs on that lot.
        """
        if self._held is not None:
            self._held.append((last, text, news))
        elif self.told is not None and last > self.told:
            self.told = last
            self.offer(text)
            if self._private is not None and news is not None and news != self._private_known:
                self._private_known = news
                self.offer(self._private(last[1], news))

    def show_presence(self, text: str) -> None:
        """Pass on who is here, unless the socket knows."""
        if text != self._presence:
            self._presence = text
            self.offer(text)

    @property
    def written(self) -> bool:
        """Whether all that was offered is sent, or never will be."""
        return self._writer.done() or not (self._queue or self._sending)

    def announce(self, text: str) -> None:
        """Pass on what is outside of the journal, to one who has been greeted."""
        if self.told is not None:
            self.offer(text)

    def stop(self) -> None:
        """Send nothing more."""
        self._stopped = True
        self._queue.clear()
        self._writer.cancel()

    async def _write(self) -> None:
        with contextlib.suppress(OSError):  # the peer is gone; its socket will hear of it and leave
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._queue:
                    text = self._queue.popleft()
                    self._bytes -= len(text)
                    self._sending = True
                    await self._send(text)
                    self._sending = False


Describe = Callable[[frozenset[str], int], Awaitable[str]]
"""Makes the presence frame from (seats here, sockets without a seat)."""


class Room:
    """The sockets of one group in this process."""

    def __init__(self, group: str, describe: Describe | None) -> None:
        self.group = group
        self.members: set[Subscriber] = set()
        self._describe = describe
        self._loop = asyncio.get_running_loop()
        self._ready = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._look: asyncio.TimerHandle | None = None

    async def join(self, member: Subscriber) -> None:
        """Add a socket, once the subscription stands; without Redis, after a second without it."""
        self.members.add(member)
        if not self._tasks:
            # They serve all who come after the first, too.
            self._tasks = [
                asyncio.create_task(work, context=new_log_context(room=self.group))
                for work in (subscription.listen(self.group, self._handle, self._ready), self._keep_announcing())
            ]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(JOIN_SECONDS):
                await self._ready.wait()
        await self._announce([member.key])

    async def reseat(self, member: Subscriber, seat: str) -> None:
        """Give a socket another seat; the room sees one leave and another come."""
        with contextlib.suppress(*AWAY):
            await presence.leave(self.group, member.key)
        member.take_seat(seat)
        await self._announce([member.key])

    async def leave(self, member: Subscriber) -> None:
        """Remove a socket."""
        self.members.discard(member)
        member.stop()
        with contextlib.suppress(*AWAY):
            await presence.leave(self.group, member.key)
        await broadcast.presence_changed(self.group)

    def close(self) -> None:
        """Stop listening: the last socket has left."""
        for task in self._tasks:
            task.cancel()
        self._tasks = []
        if self._look:
            self._look.cancel()

    def announce_soon(self, text: str) -> None:
        """Pass a text on to everybody here who has been greeted; may be called from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed, and with it all sockets
            self._loop.call_soon_threadsafe(self._announce_all, text)

    def _announce_all(self, text: str) -> None:
        for member in tuple(self.members):
            member.announce(text)

    def look_soon(self) -> None:
        """Ask who is here, at most every `PRESENCE_SECONDS`."""
        if self._look is None:
            self._look = asyncio.get_running_loop().call_later(PRESENCE_SECONDS, self._look_now)

    def _look_now(self) -> None:
        self._look = None
        self._tasks = [task for task in self._tasks if not task.done()]
        self._tasks.append(asyncio.create_task(self._show_presence(), context=new_log_context(room=self.group)))

    async def _show_presence(self) -> None:
        if self._describe is None:
            return
        with contextlib.suppress(*AWAY):
            text = await self._describe(*await presence.present(self.group))
            for member in tuple(self.members):
                member.show_presence(text)

    def _handle(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "room.events":
                self._tell(message)
            case "room.message":
                for member in tuple(self.members):
                    member.offer(message["text"])
            case "room.presence":
                self.look_soon()

    def _tell(self, message: dict[str, Any]) -> None:
        last = (message["epoch"], message["last"])
        private = message["private"]
        for member in tuple(self.members):
            member.tell(last, message["text"], private.get(member.seat))
        if message["at"] is not None:
            metrics.BROADCAST_SECONDS.observe(max(0, heartbeat.now_ms() - message["at"]) / 1000)

    async def _keep_announcing(self) -> None:
        while True:
            await asyncio.sleep(presence.REFRESH_SECONDS)
            await self._announce([member.key for member in self.members], hint=False)
            self.look_soon()

    async def _announce(self, keys: Iterable[str], *, hint: bool = True) -> None:
        with contextlib.suppress(*AWAY):
            await presence.refresh(self.group, keys)
        if hint:
            await broadcast.presence_changed(self.group)


_rooms: dict[str, Room] = {}


def count_sockets() -> int:
    """How many sockets this process serves; may be asked from any thread."""
    return sum(len(room.members) for room in tuple(_rooms.values()))


def _sockets_of(kind: str) -> int:
    return sum(len(room.members) for room in tuple(_rooms.values()) if room.group.startswith(f"{kind}."))


for _kind in metrics.ROOMS:
    metrics.SOCKETS.labels(_kind).set_function(partial(_sockets_of, _kind))


def send_to_all_rooms(text: str) -> None:
    """Pass the same text on to every socket of this process that has been greeted; may be called from any thread."""
    for room in tuple(_rooms.values()):
        room.announce_soon(text)


async def join(group: str, member: Subscriber, describe: Describe | None = None) -> Room:
    """Put a socket into a room, opening it if it is the first."""
    room = _rooms.get(group)
    if room is None:
        room = _rooms[group] = Room(group, describe)
    await room.join(member)
    return room


async def leave(room: Room, member: Subscriber) -> None:
    """Take a socket out of its room, closing it after the last."""
    await room.leave(member)
    if not room.members and _rooms.get(room.group) is room:
        del _rooms[room.group]
        room.close()
