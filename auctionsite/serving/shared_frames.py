"""A text that goes to many sockets on daphne is made a WebSocket frame once, not once for each of them."""

from functools import lru_cache

from autobahn.websocket.protocol import PreparedMessage
from daphne.ws_protocol import WebSocketProtocol

KEPT = 8
"""Frames made last; what a commit sends to a room goes out to all of it before many others do."""


def send_text(line: WebSocketProtocol, text: str) -> bool:
    """Send a text by a line of daphne's and return True; False, and nothing is sent, if the line isn't open."""
    if line.state != line.STATE_OPEN:
        return False
    line.sendPreparedMessage(_frame(text))
    return True


@lru_cache(maxsize=KEPT)
def _frame(text: str) -> PreparedMessage:
    return PreparedMessage(text.encode(), isBinary=False, applyMask=False, doNotCompress=False)
