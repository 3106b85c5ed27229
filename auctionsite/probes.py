"""`/livez` and `/readyz`, for whoever starts, stops and balances processes; answered before Django is asked.

A probe comes by address, from inside: no host name, no HTTPS, nobody signed in. `/livez` is answered by the event
loop itself, so it says just this: the process isn't stuck. `/readyz` says whether visitors should be sent here.
`SIGUSR1` makes a process drain: it goes on serving, but says that it isn't ready, until it is ended.
"""

import asyncio
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any

from auctionsite import checks
from auctionsite.requests import Application, Scope, Send

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readyz")
_draining = threading.Event()
READY_SECONDS = 4.0


def drain_on_signal() -> None:
    """From now on SIGUSR1 means: take no new visitors. For a process that may set signals, in its main thread."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGUSR1, _drain)


def _drain(number: int, frame: FrameType | None) -> None:
    _draining.set()


class Probed:
    """ASGI middleware for HTTP: answers the probes, and hands all else on."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """Answer, or go on."""
        if scope["path"] == "/livez":
            await _answer(send, 200, "alive")
        elif scope["path"] == "/readyz":
            reasons = await _reasons()
            await _answer(send, 503 if reasons else 200, "; ".join(reasons) or "ready")
        else:
            await self._inner(scope, receive, send)


async def _reasons() -> list[str]:
    if _draining.is_set():
        return ["draining"]
    try:
        async with asyncio.timeout(READY_SECONDS):
            return await asyncio.get_running_loop().run_in_executor(_thread, checks.not_ready)
    except TimeoutError:
        return ["the checks take too long"]


async def _answer(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})
