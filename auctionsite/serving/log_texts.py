"""autobahn's debug lines without their colours: it forms them for each frame that comes or goes, and nobody sees them.

That took a fifth of the time of reading a frame on daphne.
"""

from typing import Any

from autobahn.twisted import websocket as lines
from autobahn.websocket import protocol

_COLOURING = ("hltype", "hlval")


def leave_uncoloured() -> None:
    """Hand what autobahn would log on as it is; a logger that shows debug lines makes a text of it then."""
    for module in (lines, protocol):
        for name in _COLOURING:
            if not hasattr(module, name):
                raise AttributeError(f"{module.__name__} has no {name} any more: see what it does for each frame.")
            setattr(module, name, _as_it_is)


def _as_it_is(value: Any) -> Any:
    return value
