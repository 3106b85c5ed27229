"""An application for an ASGI server of its own whose loop can be kept busy: a request for `/occupy/` does it."""

import asyncio
import time
from typing import Any

from auctionsite.serving.draining import DrainingMiddleware

OCCUPIED_SECONDS = 1.0


async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        raise NotImplementedError("there are only requests here")
    if scope["path"] == "/occupy/":
        print("occupied", flush=True)
        time.sleep(OCCUPIED_SECONDS)  # noqa: ASYNC251 # that is its purpose
    else:
        await asyncio.sleep(0.05)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


application = DrainingMiddleware(answer)
