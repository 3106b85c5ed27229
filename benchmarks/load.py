"""The load of rooms, in a process of its own. Compiled code (picows) takes frames apart, so that it costs little.

It is told what to do by one JSON object on its standard input, and tells what it saw by one on its standard output. Its
`mode` is one of two:

- hot: sockets that each send their next bid as soon as they are answered, on one lot
- calm: sockets that each bid at their own pace, whether they are answered or not, and others that only watch, in one
  room or many; told is how long a bid's answer and its event take. Before the object it writes a line when all sockets
  are open and the first may bid, and one when all has come.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count, cycle
from typing import Any
from uuid import uuid4

import orjson
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

ANSWER = b'{"type":"result"', b'{"type": "result"'
ACCEPTED = b'"ok":true', b'"ok": true'
EVENTS = b'{"type":"events"', b'{"type": "bid_placed"'
SNAPSHOT = b'{"type":"snapshot"'
GREETED_SECONDS = 30
AT_ONCE = 20
"""So many handshakes of calm sockets are under way at a time."""
SETTLING_SECONDS = 0.5
LATE_SECONDS = 5.0
"""So long after the last bid calm sockets wait for what hasn't come yet."""
MAX_FRAME = 64 * 1024 * 1024


async def open_socket(socket: "HotSocket | Seat", url: str, token: str, *, greets: bool) -> None:
    """Open it, signed in if there is a token; say hello and wait for what the room begins with, if it greets."""
    offered = [("Sec-WebSocket-Protocol", f"auction.v1, bearer.{token}")] if token else []
    transport, _ = await ws_connect(
        lambda: socket, url, extra_headers=offered, max_frame_size=MAX_FRAME, enable_auto_ping=False
    )
    if greets:
        transport.send(WSMsgType.TEXT, b'{"type":"hello"}')
        await asyncio.wait_for(socket.greeted.wait(), GREETED_SECONDS)


# Hot ------------------------------------------------------------------------------------------------
@dataclass
class LoadTally:
    """The counts of a load: answers, of them accepted bids, seconds from a bid to its answer, and frames in all."""

    answered: int = 0
    accepted: int = 0
    frames: int = 0
    octets: int = 0
    waits: list[float] = field(default_factory=list)


class HotSocket(WSListener):
    """A socket. The amounts rise over all sockets; `together` of them bid the same, so that all but one are refused."""

    def __init__(self, tally: LoadTally, amounts: "count[int]", lot: str, together: int) -> None:
        super().__init__()
        self._tally, self._amounts, self._lot, self._together = tally, amounts, lot, together
        self._sent = 0.0
        self._bids = False
        self.greeted = asyncio.Event()
        self.transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Be ready to bid."""
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Count what comes, and bid again after an answer."""
        text = frame.get_payload_as_bytes()
        self._tally.frames += 1
        self._tally.octets += len(text)
        if not text.startswith(ANSWER):
            self.greeted.set()
            return
        now = time.perf_counter()
        self._tally.answered += 1
        self._tally.accepted += any(each in text for each in ACCEPTED)
        self._tally.waits.append(now - self._sent)
        if self._bids:
            self.bid()

    def bid(self) -> None:
        """Send the next bid."""
        self._bids = True
        amount = next(self._amounts) // self._together + 1
        self._sent = time.perf_counter()
        bid = f'{{"type":"bid","id":"{uuid4()}","lot":"{self._lot}","amount":{amount}}}'
        assert self.transport is not None
        self.transport.send(WSMsgType.TEXT, bid.encode())

    def leave(self) -> None:
        """Hang up."""
        assert self.transport is not None
        self.transport.disconnect(graceful=False)

    def rest(self) -> None:
        """Bid no more."""
        self._bids = False


async def play(
    urls: list[str], lot: str, tokens: list[str], seconds: float, together: int, *, greets: bool
) -> dict[str, Any]:
    """Let a socket for each token bid for so long, at the addresses in turn; return what was seen."""
    tally, amounts = LoadTally(), count(together)
    bidders = [HotSocket(tally, amounts, lot, together) for _ in tokens]
    for token, bidder, url in zip(tokens, bidders, cycle(urls), strict=False):
        await open_socket(bidder, url, token, greets=greets)
    began, cpu = time.perf_counter(), time.process_time()
    for bidder in bidders:
        bidder.bid()
    await asyncio.sleep(seconds)
    took, cpu, seen = time.perf_counter() - began, time.process_time() - cpu, tally.answered
    for bidder in bidders:
        bidder.rest()
    waits = sorted(tally.waits[:seen])
    await asyncio.sleep(0.5)
    for bidder in bidders:
        bidder.leave()
    return {
        "decided_per_s": round(seen / took),
        "accepted_per_s": round(tally.accepted / took),
        "frames_per_s": round(tally.frames / took),
        "mb_per_s": round(tally.octets / took / 1e6, 1),
        "p50_ms": round(waits[len(waits) // 2] * 1000, 1),
        "p99_ms": round(waits[len(waits) * 99 // 100] * 1000, 1),
        "load_cpu": round(cpu / took, 2),
    }


# Calm -----------------------------------------------------------------------------------------------
@lru_cache(maxsize=1024)
def amounts_in(text: bytes) -> list[int]:
    """Of the bids whose events a frame has. The same frame goes to many sockets."""
    frame = orjson.loads(text)
    if frame["type"] == "bid_placed":  # of the straightforward auction
        return [frame["amount"]]
    return [each["data"]["detail"]["amount"] for each in frame["events"] if each["kind"] == "bid_placed"]


@dataclass
class Waits:
    """Seconds from sending a bid, in all rooms: to its answer, to its event at each socket, and at the last of them."""

    answer: list[float] = field(default_factory=list)
    each: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)


@dataclass
class CalmRoom:
    """A lot, on which all amounts differ, so that an amount says whose bid it is and when that was sent."""

    lot: str
    sockets: int
    amounts: Iterator[int]
    waits: Waits
    sent: dict[int, float] = field(default_factory=dict)
    unanswered: dict[str, int] = field(default_factory=dict)
    heard: Counter[int] = field(default_factory=Counter)
    accepted: set[int] = field(default_factory=set)

    def next_bid(self) -> bytes:
        """A bid over all others of the room, as it is sent now."""
        key, amount = str(uuid4()), next(self.amounts)
        self.unanswered[key] = amount
        self.sent[amount] = time.perf_counter()
        return f'{{"type":"bid","id":"{key}","lot":"{self.lot}","amount":{amount}}}'.encode()

    def answer(self, text: bytes, now: float) -> None:
        """A bid's result has come."""
        frame = orjson.loads(text)
        amount = self.unanswered.pop(frame["id"])
        self.waits.answer.append(now - self.sent[amount])
        if frame["ok"]:
            self.accepted.add(amount)

    def hear(self, amount: int, now: float) -> None:
        """A bid's event has come to one more socket."""
        wait = now - self.sent[amount]
        self.waits.each.append(wait)
        self.heard[amount] += 1
        if self.heard[amount] == self.sockets:
            self.waits.last.append(wait)

    def unheard(self) -> int:
        """Return the number of accepted bids of which not every socket has heard."""
        return sum(self.heard[amount] < self.sockets for amount in self.accepted)


class Seat(WSListener):
    """A socket of a room: it watches, and bids if it is told to."""

    def __init__(self, room: CalmRoom) -> None:
        super().__init__()
        self._room = room
        self.greeted = asyncio.Event()
        self.transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Be ready to bid."""
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Note when an answer or an event has come."""
        now = time.perf_counter()
        text = frame.get_payload_as_bytes()
        if text.startswith(ANSWER):
            self._room.answer(text, now)
        elif text.startswith(EVENTS):
            for amount in amounts_in(text):
                self._room.hear(amount, now)
        elif text.startswith(SNAPSHOT):
            self.greeted.set()

    async def bid(self, every: float, until: float) -> None:
        """Bid about every so many seconds, from a random moment on, without waiting for answers."""
        assert self.transport is not None
        at = time.perf_counter() + random.uniform(0, every)  # noqa: S311 # spreads the load
        while at < until:
            await asyncio.sleep(at - time.perf_counter())
            self.transport.send(WSMsgType.TEXT, self._room.next_bid())
            at += random.uniform(0.7 * every, 1.3 * every)  # noqa: S311 # spreads the load

    def leave(self) -> None:
        """Hang up."""
        if self.transport is not None:
            self.transport.disconnect(graceful=False)


async def play_calmly(rooms: list[dict[str, Any]], seconds: float, every: float, *, greets: bool) -> dict[str, Any]:
    """Let the bidders of all rooms bid for so long, about every so many seconds; return what was seen.

    Of a room: `urls`, whose sockets are at them in turn; `lot`; `above`, an amount that nobody has bid more than;
    `bidders` and `watchers`, a token for each.
    """
    waits, turns = Waits(), asyncio.Semaphore(AT_ONCE)
    played: list[CalmRoom] = []
    bidders: list[Seat] = []
    seats: list[tuple[Seat, str, str]] = []
    for told in rooms:
        tokens = [*told["bidders"], *told["watchers"]]
        played.append(CalmRoom(told["lot"], len(tokens), count(told["above"] + 1), waits))
        inside = [Seat(played[-1]) for _ in tokens]
        bidders += inside[: len(told["bidders"])]
        seats += zip(inside, cycle(told["urls"]), tokens, strict=False)

    async def open_in_turn(seat: Seat, url: str, token: str) -> None:
        async with turns:
            await open_socket(seat, url, token, greets=greets)

    await asyncio.gather(*(open_in_turn(*each) for each in seats))
    await asyncio.sleep(SETTLING_SECONDS)
    took, cpu = await bid_calmly(bidders, seconds, every)
    for _ in range(int(LATE_SECONDS / 0.1)):
        await asyncio.sleep(0.1)
        if not any(room.unanswered or room.unheard() for room in played):
            break
    print("ended", flush=True)
    for seat, _, _ in seats:
        seat.leave()
    unheard = sum(room.unheard() for room in played)
    waits.last += [LATE_SECONDS] * unheard  # at least
    bids, accepted = sum(len(room.sent) for room in played), sum(len(room.accepted) for room in played)
    return {
        "bids_per_s": round(bids / took, 1),
        "bids": bids,
        "refused": len(waits.answer) - accepted,
        "unanswered": sum(len(room.unanswered) for room in played),
        "unheard": unheard,
        **in_ms("answer", waits.answer),
        **in_ms("each", waits.each),
        **in_ms("last", waits.last),
        "load_cpu": round(cpu / took, 2),
    }


async def bid_calmly(bidders: list[Seat], seconds: float, every: float) -> tuple[float, float]:
    """Let them bid, and say when they begin; return the seconds that it took, and those of CPU."""
    print("begun", flush=True)
    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(bidder.bid(every, began + seconds) for bidder in bidders))
    await asyncio.sleep(began + seconds - time.perf_counter())
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    return took, cpu


def in_ms(name: str, waits: list[float]) -> dict[str, float]:
    """Their p50 and p99; without any, what was waited at least."""
    ordered = sorted(waits) or [LATE_SECONDS]
    return {f"{name}_p{share}_ms": round(ordered[len(ordered) * share // 100] * 1000, 1) for share in (50, 99)}


MODES: dict[str, Callable[..., Coroutine[Any, Any, dict[str, Any]]]] = {"hot": play, "calm": play_calmly}

if __name__ == "__main__":
    asked = json.load(sys.stdin)
    print(json.dumps(uvloop.run(MODES[asked.pop("mode")](**asked))))
