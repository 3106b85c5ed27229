"""A text that goes to many sockets is made a WebSocket frame once, and written past what servers do for each socket.

A server's `send` costs each socket a task that wakes, some calls and copies: on uvicorn a third of what a frame to one
more socket took. What can't be written like this is sent by `send`, which waits while a peer doesn't read.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from websockets.frames import Frame, Opcode
from websockets.protocol import State

if TYPE_CHECKING:
    from autobahn.websocket.protocol import PreparedMessage
    from daphne.ws_protocol import WebSocketProtocol

WriteText = Callable[[str], bool]
"""Writes a text in no time and returns True; False, and nothing is written, if the line isn't open or is full."""
KEPT = 8
"""Frames made last; what a commit sends to a room goes out to all of it before many others do."""


def write_on_daphne(line: "WebSocketProtocol", text: str) -> bool:
    """Write a text to a line of daphne's, which takes whatever it is given; False if it isn't open."""
    if line.state != line.STATE_OPEN:
        return False
    line.sendPreparedMessage(_daphne_frame(text))
    return True


def write_on_uvicorn(line: Any, text: str) -> bool:
    """Write a text to a line of uvicorn's; False if it isn't open, has too much unsent, or compresses."""
    is_open = line.conn.state is State.OPEN and not line.close_sent and not line.transport.is_closing()
    if not is_open or not line.writable.is_set() or line.conn.extensions:
        return False
    line.transport.write(_uvicorn_frame(text))
    return True


@lru_cache(maxsize=KEPT)
def _daphne_frame(text: str) -> "PreparedMessage":
    from autobahn.websocket.protocol import PreparedMessage  # daphne has imported it; nobody else needs it

    return PreparedMessage(text.encode(), isBinary=False, applyMask=False, doNotCompress=False)


@lru_cache(maxsize=KEPT)
def _uvicorn_frame(text: str) -> bytes:
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
