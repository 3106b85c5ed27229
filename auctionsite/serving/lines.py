"""A socket's line: the server's own object for it, behind the `send` that an application is given.

On uvicorn nobody imports daphne, which would bring twisted along: a seventh of the CPU of all imports, and 14 MB.
"""

import sys
from functools import partial
from typing import Any


def line_of(send: Any) -> Any:
    """Return what `send` belongs to: daphne ties it on by a partial, uvicorn by a method; None for neither."""
    return send.args[0] if isinstance(send, partial) and send.args else getattr(send, "__self__", None)


def is_daphnes(line: Any) -> bool:
    """True for a line of daphne's; there is none where daphne itself wasn't imported."""
    daphne = sys.modules.get("daphne.ws_protocol")
    return daphne is not None and isinstance(line, daphne.WebSocketProtocol)


def is_uvicorns(line: Any) -> bool:
    """True for a line of uvicorn's `websockets-sansio`."""
    return hasattr(line, "handle_ping")
