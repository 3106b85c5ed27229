"""Limits on opening sockets: by address and by sign-in before anything is asked of the database, by person after.

A handshake costs a sign-in, an admission and a snapshot. So one program that comes back all the time, or a page with
dozens of lines, would slow everybody's coming in. Each limit is looked at in this process first, where that is free,
and then in Redis, for all processes together.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.conf import settings

from accounts.models import User
from accounts.rate_limits import limits
from accounts.rate_limits.limits import Limit
from accounts.rate_limits.throttles import nearest_address
from auctionsite.observability import metrics
from auctionsite.serving.asgi_types import Application, Scope
from auctionsite.serving.token_bucket import BucketsByKey, TokenBucket

Key = tuple[Limit, str]
HOLD_SECONDS = 2.0
"""A refused handshake is answered so much later: a client that comes back at once is slowed where it costs nothing."""
HELD_AT_MOST = 500
"""In this process at once; more are answered at once."""


def keys_of_line(scope: Scope) -> list[Key]:
    """Return the keys to count before the sign-in: the address, and the cookie or token, which need not be good."""
    headers = dict(scope.get("headers", ()))
    client = scope.get("client")
    address = nearest_address(headers.get(b"x-forwarded-for", b"").decode("latin-1"), client[0] if client else "")
    shown = headers.get(b"sec-websocket-protocol", b"") + headers.get(b"cookie", b"")
    keys = [(Limit.HANDSHAKE_ADDRESS, f"address.{address}")]
    return [*keys, (Limit.HANDSHAKE, f"sign-in.{hashlib.sha256(shown).hexdigest()[:16]}")] if shown else keys


def keys_of_person(scope: Scope) -> list[Key]:
    """Return the key to count after it: the person, however many sign-ins they have."""
    user = scope.get("user")
    return [(Limit.HANDSHAKE, f"user.{user.pk}")] if isinstance(user, User) else []


class HandshakeLimitMiddleware:
    """ASGI middleware for sockets: refuses a handshake with 403 if one of its keys is over the limit."""

    held = 0

    def __init__(self, inner: Application, keys: Callable[[Scope], list[Key]]) -> None:
        self._inner, self._keys = inner, keys

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Go on, or refuse a while later."""
        if not await _is_over(self._keys(scope)):
            await self._inner(scope, receive, send)
            return
        metrics.REFUSED.labels("too_many_handshakes").inc()
        if HandshakeLimitMiddleware.held < HELD_AT_MOST:
            HandshakeLimitMiddleware.held += 1
            try:
                await asyncio.sleep(HOLD_SECONDS)
            finally:
                HandshakeLimitMiddleware.held -= 1
        await send({"type": "websocket.close"})  # HTTP 403: it isn't accepted yet, and has no close code


async def _is_over(keys: Iterable[Key]) -> bool:
    if not settings.RATE_LIMITS:
        return False
    keys = list(keys)
    if not all(_buckets(limit).of(key).take() for limit, key in keys):
        return True
    for limit, key in keys:
        if await limits.seconds_to_wait_async(limit, key):
            return True
    return False


@cache
def _buckets(limit: Limit) -> BucketsByKey[str]:
    rate = settings.RATE_LIMITS[limit]
    return BucketsByKey(lambda: TokenBucket(rate.count / rate.seconds, rate.burst))
