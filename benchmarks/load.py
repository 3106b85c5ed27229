"""The load of a hot lot, in a process of its own: sockets that each send their next bid as soon as they are answered.

Frames are taken apart by compiled code (picows), so that the load costs little of what the server needs. It is told
what to do by one JSON object on its standard input, and tells what it saw by one on its standard output.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any
from uuid import uuid4

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

ANSWER = b'{"type":"result"', b'{"type": "result"'
ACCEPTED = b'"ok":true', b'"ok": true'
GREETED_SECONDS = 30
MAX_FRAME = 64 * 1024 * 1024


@dataclass
class Tally:
    """What was seen: answers, of them accepted bids, seconds from a bid to its answer, and frames in all."""

    answered: int = 0
    accepted: int = 0
    frames: int = 0
    octets: int = 0
    waits: list[float] = field(default_factory=list)


class Bidder(WSListener):
    """A socket. The amounts rise over all sockets; `together` of them bid the same, so that all but one are refused."""

    def __init__(self, tally: Tally, amounts: "count[int]", lot: str, together: int) -> None:
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
    tally, amounts = Tally(), count(together)
    bidders = [Bidder(tally, amounts, lot, together) for _ in tokens]
    for token, bidder, url in zip(tokens, bidders, cycle(urls), strict=False):
        offered = [("Sec-WebSocket-Protocol", f"auction.v1, bearer.{token}")] if token else []
        transport, _ = await ws_connect(
            lambda bidder=bidder: bidder,
            url,
            extra_headers=offered,
            max_frame_size=MAX_FRAME,
            enable_auto_ping=False,
        )
        if greets:
            transport.send(WSMsgType.TEXT, b'{"type":"hello"}')
            await asyncio.wait_for(bidder.greeted.wait(), GREETED_SECONDS)
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


if __name__ == "__main__":
    print(json.dumps(uvloop.run(play(**json.load(sys.stdin)))))
