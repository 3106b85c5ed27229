"""autobahn's debug lines without their colours: it forms them for each frame that comes or goes, and nobody sees them.

That took a fifth of the time of reading a frame on daphne.
"""

import sys
from typing import Any

_MODULES = ("autobahn.twisted.websocket", "autobahn.websocket.protocol")
_COLOURING = ("hltype", "hlval")


def leave_uncoloured() -> None:
    """Hand what autobahn would log on as it is; a logger that shows debug lines makes a text of it then.

    Daphne imports autobahn before the application; where nobody has, there is nothing to leave.
    """
    for module in filter(None, map(sys.modules.get, _MODULES)):
        for name in _COLOURING:
            if not hasattr(module, name):
                raise AttributeError(f"{module.__name__} has no {name} any more: see what it does for each frame.")
            setattr(module, name, _as_it_is)


def _as_it_is(value: Any) -> Any:
    return value
