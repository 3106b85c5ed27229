"""`/livez` and `/readyz`, for whoever starts, stops and balances processes; answered before Django is asked.

A probe comes by address, from inside: no host name, no HTTPS, nobody signed in. `/livez` is answered by the event
loop itself, so it says just this: the process isn't stuck. `/readyz` says whether visitors should be sent here.
A process that is about to end isn't ready (`auctionsite/serving/draining.py`).
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from auctionsite.serving import draining
from auctionsite.serving.asgi_types import Application, Scope, Send
from operations.health import checks

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readyz")
READY_SECONDS = 4.0


class ProbeMiddleware:
    """ASGI middleware for HTTP: answers the probes, and hands all else on."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """Answer, or go on."""
        if scope["path"] == "/livez":
            await _answer(send, 200, "alive")
        elif scope["path"] == "/readyz":
            reasons = await _reasons_not_ready()
            await _answer(send, 503 if reasons else 200, "; ".join(reasons) or "ready")
        else:
            await self._inner(scope, receive, send)


async def _reasons_not_ready() -> list[str]:
    if draining.is_end_announced():
        return ["draining"]
    try:
        async with asyncio.timeout(READY_SECONDS):
            return await asyncio.get_running_loop().run_in_executor(_thread, checks.reasons_not_ready)
    except TimeoutError:
        return ["the checks take too long"]


async def _answer(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})
