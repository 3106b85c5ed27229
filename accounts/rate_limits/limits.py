"""Rate limits, counted in Redis so that all processes count together.

Each limit is a GCRA, the token bucket that needs one number: `burst` at once, then one every `seconds / count`. One Lua
script looks at all keys of a question and takes from all of them or from none, in one round trip.
If Redis is away, people may go on (`Away.OPEN`), but nobody signs in: guessing codes must not become free.
"""

import asyncio
import time
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
import structlog
from django.conf import settings

from auctionsite.http.rates import Rate

log = structlog.get_logger("accounts")
ANSWER_SECONDS = 0.25
"""Longer than this nobody waits for Redis: a bid is worth more than its count."""
PAUSE_SECONDS = 1.0
"""For so long after Redis didn't answer it isn't asked again."""


class Limit(StrEnum):
    """The actions that are limited; settings.py holds the rate of each."""

    ANNOUNCEMENT = "announcement"
    AUTH = "auth"
    AUTH_ADDRESS = "auth_address"
    CREATE_AUCTION = "create_auction"
    BID = "bid"
    BID_SLOW = "bid_slow"
    CLIENT_ERRORS = "client_errors"
    HANDSHAKE = "handshake"
    HANDSHAKE_ADDRESS = "handshake_address"
    MESSAGE = "message"
    ROOM_MESSAGES = "room_messages"
    SHOWCASE = "showcase"
    SPECTATORS = "spectators"
    OTHER = "other"


class LimitsUnavailable(Exception):
    """Nobody can say whether this is within the limit; the caller must refuse."""


_SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, ahead = tonumber(ARGV[1]), tonumber(ARGV[2])
local wait, due = 0, {}
for i, key in ipairs(KEYS) do
    due[i] = math.max(tonumber(redis.call('GET', key) or now), now)
    wait = math.max(wait, due[i] - now - ahead)
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
    local later = due[i] + interval
    redis.call('SET', key, string.format('%.0f', later), 'PX', math.ceil((later - now) / 1000))
end
return 0
"""
_AWAY = (redis.RedisError, OSError, asyncio.TimeoutError)
_away_until = 0.0


def seconds_to_wait(limit: Limit, *who: object) -> float:
    """0, and it is counted, or for how long `who` must wait. 0 too without limits, and while Redis is away."""
    try:
        return _ask(limit, who)
    except LimitsUnavailable:
        return 0.0


def seconds_to_wait_or_refuse(limit: Limit, *who: object) -> float:
    """As above, but raises LimitsUnavailable when Redis is away, however long it was."""
    global _away_until  # one for the process
    _away_until = 0.0
    return _ask(limit, who)


def _ask(limit: Limit, who: tuple[object, ...]) -> float:
    if not settings.RATE_LIMITS:
        return 0.0
    _refuse_while_away()
    try:
        return float(_script()(_keys(limit, who), _rate(limit).arguments())) / 1_000_000
    except _AWAY as error:
        raise _gone(error) from error


async def seconds_to_wait_async(limit: Limit, *who: object) -> float:
    """As `seconds_to_wait`, for the event loop."""
    if not settings.RATE_LIMITS:
        return 0.0
    try:
        _refuse_while_away()
        return float(await _script_of_loop()(_keys(limit, who), _rate(limit).arguments())) / 1_000_000
    except LimitsUnavailable:
        return 0.0
    except _AWAY as error:
        _gone(error)
        return 0.0


def _refuse_while_away() -> None:
    if time.monotonic() < _away_until:
        raise LimitsUnavailable


def _gone(error: BaseException) -> LimitsUnavailable:
    global _away_until  # one for the process
    _away_until = time.monotonic() + PAUSE_SECONDS
    log.warning("limits.away", error=str(error))
    return LimitsUnavailable(str(error))


def _keys(limit: Limit, who: tuple[object, ...]) -> list[str]:
    return [f"limit:{limit}:{each}" for each in who]


def _rate(limit: Limit) -> Rate:
    rate: Rate = settings.RATE_LIMITS[limit]
    return rate


@lru_cache(maxsize=4)
def _script_at(url: str) -> Callable[..., Any]:
    client = redis.Redis.from_url(url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS)
    return client.register_script(_SCRIPT)


def _script() -> Callable[..., Any]:
    return _script_at(settings.REDIS_URL)


_scripts: "WeakKeyDictionary[asyncio.AbstractEventLoop, Any]" = WeakKeyDictionary()


def _script_of_loop() -> Any:
    """A client of its own for each event loop, because its connections belong to one."""
    loop = asyncio.get_running_loop()
    if loop not in _scripts:
        client = redis.asyncio.Redis.from_url(
            settings.REDIS_URL, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
        )
        _scripts[loop] = client.register_script(_SCRIPT)
    return _scripts[loop]
