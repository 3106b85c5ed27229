"""Bids and commands that come over HTTP are stamped when all of a request is here, and held until it is answered."""

import contextlib
import re
from typing import Any
from uuid import UUID

from auctions.store.arrivals import arrivals
from auctions.store.served_rooms import served_rooms
from auctionsite.serving.asgi_types import Application, Scope

_OFFERS = re.compile(r"/api/auction/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?:bids|commands)")


class ArrivalStampMiddleware:
    """ASGI middleware for HTTP: puts a bid's or command's arrival, in epoch ms, into `scope["arrived_ms"]`.

    Before the end of its body a request has not arrived: one of whom nobody knows yet who sends it could keep a lot
    open by keeping the rest for itself.
    """

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Hand the request on; its arrival is stamped before it waits for a thread."""
        offer = _OFFERS.fullmatch(scope["path"]) if scope["method"] == "POST" else None
        if offer is None:
            await self._inner(scope, receive, send)
            return
        auction_id = UUID(offer[1])
        served_rooms.take_http_bid(auction_id)
        with contextlib.ExitStack() as held:

            async def receive_and_stamp() -> Any:
                message = await receive()
                is_whole = message["type"] == "http.request" and not message.get("more_body")
                if is_whole and "arrived_ms" not in scope:
                    scope["arrived_ms"] = held.enter_context(arrivals.stamped(auction_id))
                return message

            await self._inner(scope, receive_and_stamp, send)
