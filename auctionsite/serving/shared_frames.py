"""A text that goes to many sockets is made a WebSocket frame once, and written past what servers do for each socket.

A server's `send` costs each socket a task that wakes, some calls and copies: on uvicorn a third of what a frame to one
more socket took. What can't be written like this is sent by `send`, which waits while a peer doesn't read.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from websockets.frames import Frame, Opcode
from websockets.protocol import State

if TYPE_CHECKING:
    from autobahn.websocket.protocol import PreparedMessage
    from daphne.ws_protocol import WebSocketProtocol


class WriteText(Protocol):
    """Writes texts in no time and returns True; False, and nothing is written, if the line isn't open or is full."""

    def __call__(self, *texts: str) -> bool:
        """Write them, in their order, in one piece where the server can."""


KEPT = 8
"""Frames made last; what a commit sends to a room goes out to all of it before many others do."""


def write_on_daphne(line: "WebSocketProtocol", *texts: str) -> bool:
    """Write texts to a line of daphne's, which takes whatever it is given; False if it isn't open."""
    if line.state != line.STATE_OPEN:
        return False
    for text in texts:
        line.sendPreparedMessage(_daphne_frame(text))
    return True


def write_on_uvicorn(line: Any, *texts: str) -> bool:
    """Write texts to a line of uvicorn's in one piece; False if it isn't open, has too much unsent, or compresses."""
    is_open = line.conn.state is State.OPEN and not line.close_sent and not line.transport.is_closing()
    if not is_open or not line.writable.is_set() or line.conn.extensions:
        return False
    line.transport.write(_uvicorn_frame(texts[0]) if len(texts) == 1 else b"".join(map(_uvicorn_frame, texts)))
    return True


@lru_cache(maxsize=KEPT)
def _daphne_frame(text: str) -> "PreparedMessage":
    from autobahn.websocket.protocol import PreparedMessage  # daphne has imported it; nobody else needs it

    return PreparedMessage(text.encode(), isBinary=False, applyMask=False, doNotCompress=False)


@lru_cache(maxsize=KEPT)
def _uvicorn_frame(text: str) -> bytes:
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
