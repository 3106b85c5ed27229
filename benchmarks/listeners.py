"""Sockets that only listen, in a process of its own: it says when all of them have heard a message.

It is told where to listen by one JSON object on its standard input. On its standard output it writes `ready` once all
sockets are open, and then a line for each message, once every socket has it: the message. Messages are the frames of
bids that were placed; other frames are passed over. Should a socket be closed, the process ends.
"""

import asyncio
import json
import sys

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

MESSAGE, SNAPSHOT, BID = b'{"type":"events"', b'{"type":"snapshot"', b'"kind":"bid_placed"'
GREETED_SECONDS = 60
AT_ONCE = 20
"""So many handshakes are under way at a time."""
MAX_FRAME = 64 * 1024 * 1024


class HeardCounter:
    """All sockets: counts those that have heard the message."""

    def __init__(self, sockets: int) -> None:
        self._sockets, self._heard = sockets, 0
        self.broken = asyncio.Event()

    def hear(self, message: bytes) -> None:
        """Count one more; say so if it was the last."""
        self._heard += 1
        if self._heard == self._sockets:
            self._heard = 0
            sys.stdout.buffer.write(message + b"\n")
            sys.stdout.buffer.flush()


class Listener(WSListener):
    """A socket."""

    def __init__(self, heard: HeardCounter) -> None:
        super().__init__()
        self._heard = heard
        self.greeted = asyncio.Event()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Hear a message, or what a room begins with."""
        text = frame.get_payload_as_bytes()
        if text.startswith(MESSAGE) and BID in text:
            self._heard.hear(text)
        elif text.startswith(SNAPSHOT):
            self.greeted.set()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """End, since not all can hear any more."""
        self._heard.broken.set()


async def listen(url: str, tokens: list[str]) -> None:
    """Open a socket for each token; those whose token isn't empty say hello, and wait for the snapshot."""
    heard, turns = HeardCounter(len(tokens)), asyncio.Semaphore(AT_ONCE)

    async def open_one(token: str) -> None:
        offered = [("Sec-WebSocket-Protocol", f"auction.v1, bearer.{token}")] if token else []
        listener = Listener(heard)
        async with turns:
            transport, _ = await ws_connect(
                lambda: listener, url, extra_headers=offered, max_frame_size=MAX_FRAME, enable_auto_ping=False
            )
            if token:
                transport.send(WSMsgType.TEXT, b'{"type":"hello"}')
                await asyncio.wait_for(listener.greeted.wait(), GREETED_SECONDS)

    await asyncio.gather(*map(open_one, tokens))
    print("ready", flush=True)
    await heard.broken.wait()
    sys.exit("A socket was closed.")


if __name__ == "__main__":
    uvloop.run(listen(**json.loads(sys.stdin.readline())))
