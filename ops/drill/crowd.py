"""Managers in a room who bid all the time, and keep of each bid when they pressed it and what became of it.

As a page does: a bid that isn't answered is sent again under the same id, sooner if the server says that it can decide
nothing just now; a line on which nothing follows a ping is left; and a line that is lost is opened anew, to another web
process. All run in one event loop, in a thread of their own.
"""

import asyncio
import json
import random
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from clients.room import PING_SECONDS, Patience

REPEAT_SECONDS = 2.5
BUSY_FIRST_SECONDS, BUSY_LONGEST_SECONDS = 0.3, 0.7
LINE_LOST = (OSError, ConnectionClosed, InvalidHandshake, TimeoutError)


def now_ms() -> int:
    """This machine's clock, which is the database's too: all is on one machine."""
    return time.time_ns() // 1_000_000


@dataclass
class PressedBid:
    """One press of the button. `web` is the process at the other end of its line; `cut`: that line was lost."""

    frame: dict[str, Any]
    web: int
    pressed_at: int
    sent_at: float
    cut: bool = False
    busy: int = 0
    answered_at: int | None = None
    code: str = ""
    deadline: int | None = None

    def in_time_by(self) -> int:
        """Return how long before the deadline it was pressed, in ms."""
        return (self.deadline or 0) - self.pressed_at


class DrillBidder:
    """One manager. `bids` are all that were pressed; `lot` is the open lot as this manager sees it."""

    def __init__(self, number: int, webs: Sequence[str], path: str, token: str) -> None:
        self.bids: list[PressedBid] = []
        self.lot: dict[str, Any] | None = None
        self.seat: str | None = None
        self.connected = False
        self.web = self.home = number % len(webs)
        self._webs, self._path, self._token = webs, path, token
        self._heard, self._patience = 0, Patience()
        self._goes_home = self._left = False
        self._dice = random.Random(number)  # noqa: S311 # no secret
        self._pending: PressedBid | None = None
        self._line: ClientConnection | None = None
        self._repeating: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None

    async def play(self) -> None:
        """Bid until cancelled."""
        while True:
            with suppress(*LINE_LOST):
                await self._play_on_a_line()
            self.connected = False
            if self._pending is not None and not self._left:
                self._pending.cut = True
            self._left = False
            self.web = self.home if self._goes_home else (self.web + 1) % len(self._webs)
            self._goes_home = False
            await asyncio.sleep(self._dice.uniform(0.1, 0.4))

    async def _play_on_a_line(self) -> None:
        protocols = [Subprotocol("auction.v1"), Subprotocol(f"bearer.{self._token}")]
        address = f"{self._webs[self.web].replace('http', 'ws', 1)}{self._path}"
        async with connect(
            address,
            subprotocols=protocols,
            compression=None,
            max_size=None,
            proxy=None,
            open_timeout=5,
            ping_interval=None,
        ) as self._line:
            self._patience = Patience()
            await self._line.send('{"type":"hello"}')
            working = [
                asyncio.create_task(work(self._line)) for work in (self._bid_now_and_then, self._ping_now_and_then)
            ]
            try:
                async for text in self._line:
                    self._heard += 1
                    self._take(json.loads(text))
            finally:
                for task in working:
                    task.cancel()

    def cut(self) -> None:
        """Cut the line without a word."""
        if self._line is not None:
            self._line.transport.abort()

    def go_home(self) -> None:
        """Leave in order for the web process where this manager began, if nothing is under way."""
        if self.web != self.home and self._line is not None and self._pending is None:
            self._goes_home = True
            self._leaving = asyncio.create_task(self._line.close())

    async def _ping_now_and_then(self, line: ClientConnection) -> None:
        while True:
            await self._ping(line)
            await asyncio.sleep(PING_SECONDS)

    async def _ping(self, line: ClientConnection) -> None:
        """Ask whether the line lives, and leave it if nothing at all follows."""
        await line.send(json.dumps(self._patience.ping()))
        asyncio.get_running_loop().call_later(self._patience.seconds, self._leave_if_silent, line, self._heard)

    def _leave_if_silent(self, line: ClientConnection, heard: int) -> None:
        if line is self._line and heard == self._heard:
            self._left = True  # by itself: a bid that was under way isn't lost, and must not be late either
            self.cut()

    async def _bid_now_and_then(self, line: ClientConnection) -> None:
        if self._pending is not None:
            await self._send(line, self._pending)
        while True:
            await asyncio.sleep(self._dice.uniform(0.2, 0.9))
            if self._pending is None:
                self._press()
            if self._pending is not None and time.monotonic() - self._pending.sent_at > REPEAT_SECONDS:
                await self._send(line, self._pending)

    def _press(self) -> None:
        lot = self.lot
        if self.connected and lot is not None and lot["status"] == "open" and lot["leader"] != self.seat:
            frame = {
                "type": "bid",
                "id": str(uuid4()),
                "lot": lot["id"],
                "amount": lot["min_next"],
                "seen": lot["price"],
            }
            self._pending = PressedBid(frame, self.web, now_ms(), 0.0)
            self.bids.append(self._pending)

    async def _send(self, line: ClientConnection, bid: PressedBid) -> None:
        bid.sent_at = time.monotonic()
        await line.send(json.dumps(bid.frame))
        await self._ping(line)

    def _take(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "snapshot":
                self.connected, self.lot = True, None
                self.seat = frame["you"]["participant"]
                self._see(frame["state"]["lots"])
            case "events":
                for event in frame["events"]:
                    self._see(event["data"].get("lots", ()))
            case "pong":
                self._patience.take_pong(frame)
            case "result" if self._pending is not None and frame["id"] == self._pending.frame["id"]:
                self._settle(self._pending, frame)

    def _see(self, lots: Sequence[dict[str, Any]]) -> None:
        for lot in lots:
            if lot["status"] == "open" or (self.lot is not None and lot["id"] == self.lot["id"]):
                self.lot = lot

    def _settle(self, bid: PressedBid, result: dict[str, Any]) -> None:
        if result["code"] == "busy":  # nothing was decided
            self._repeating = asyncio.create_task(self._ask_again_soon(bid))
        else:
            bid.answered_at, bid.code = now_ms(), result["code"]
            bid.deadline = (result["receipt"] or {}).get("deadline_ms")
            self._pending = None

    async def _ask_again_soon(self, bid: PressedBid) -> None:
        pause = min(BUSY_LONGEST_SECONDS, BUSY_FIRST_SECONDS * 2**bid.busy)
        bid.busy += 1
        await asyncio.sleep(pause * self._dice.uniform(0.5, 1))
        if self._pending is bid and self.connected and self._line is not None:
            with suppress(*LINE_LOST):
                await self._send(self._line, bid)


class Crowd(threading.Thread):
    """All bidders of a room, from `start` to `end`."""

    def __init__(self, webs: Sequence[str], auction: str, tokens: Sequence[str]) -> None:
        super().__init__(daemon=True, name="crowd")
        path = f"/ws/auction/{auction}/"
        self.bidders = [DrillBidder(number, webs, path, token) for number, token in enumerate(tokens)]
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()

    def run(self) -> None:
        """Let them play."""
        self._loop.run_until_complete(self._play())
        self._loop.close()

    async def _play(self) -> None:
        playing = [asyncio.create_task(bidder.play()) for bidder in self.bidders]
        await self._ended.wait()
        for task in playing:
            task.cancel()
        await asyncio.gather(*playing, return_exceptions=True)

    def all_connected(self) -> bool:
        """Return True if all are in the room."""
        return all(bidder.connected for bidder in self.bidders)

    def all_at_home(self) -> bool:
        """Send everybody back to the web process where they began, as many to each; whether all are there."""
        for bidder in self.bidders:
            self._loop.call_soon_threadsafe(bidder.go_home)
        return self.all_connected() and all(bidder.web == bidder.home for bidder in self.bidders)

    def open_lot(self) -> dict[str, Any] | None:
        """The open lot, as one of those who are in the room sees it."""
        seen = [bidder.lot for bidder in self.bidders if bidder.connected and bidder.lot is not None]
        newest = max(seen, key=lambda lot: int(lot["number"]), default=None)
        return newest if newest is not None and newest["status"] == "open" else None

    def cut_some(self, dice: random.Random) -> None:
        """Cut every third line."""
        for bidder in dice.sample(self.bidders, max(1, len(self.bidders) // 3)):
            self._loop.call_soon_threadsafe(bidder.cut)

    def end(self) -> None:
        """Hang up, all of them."""
        self._loop.call_soon_threadsafe(self._ended.set)
        self.join(30)
