"""Rate limits, counted in Redis so that all processes count together.

Each limit is a GCRA, the token bucket that needs one number: `burst` at once, then one every `seconds / count`. One Lua
script looks at all keys of a question and takes from all of them or from none. In an event loop, questions that come
while others are asked go together in the next round trip: a hundred handshakes after a restart cost one, not a hundred.
If Redis is away, people may go on, but nobody signs in: guessing codes must not become free. What a socket sends is
counted in its process (`counted_here.py`).
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
import structlog
from django.conf import settings

from auctionsite.http.rates import Rate
from auctionsite.observability.logging import new_log_context

log = structlog.get_logger("accounts")
ANSWER_SECONDS = 0.25
"""Longer than this nobody waits for Redis: a bid is worth more than its count."""
PAUSE_SECONDS = 1.0
"""For so long after Redis didn't answer it isn't asked again."""
TOGETHER_AT_MOST = 200
"""Questions that one round trip takes: it answers nobody else meanwhile, for a fifth of a millisecond or so."""


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
local waits, last = {}, 0
for question = 1, #ARGV, 3 do
    local interval, ahead = tonumber(ARGV[question]), tonumber(ARGV[question + 1])
    local first, wait, due = last + 1, 0, {}
    last = last + tonumber(ARGV[question + 2])
    for i = first, last do
        due[i] = math.max(tonumber(redis.call('GET', KEYS[i]) or now), now)
        wait = math.max(wait, due[i] - now - ahead)
    end
    for i = first, wait > 0 and 0 or last do
        local later = due[i] + interval
        redis.call('SET', KEYS[i], string.format('%.0f', later), 'PX', math.ceil((later - now) / 1000))
    end
    waits[#waits + 1] = wait
end
return waits
"""
"""Of questions with (µs from one to the next, µs ahead of the clock, number of keys) each: the waits in µs."""
AWAY = (redis.RedisError, OSError, asyncio.TimeoutError)
"""What is raised while Redis doesn't answer."""
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
    refuse_while_away()
    question = _Question.of(limit, who)
    try:
        [wait] = _script()(question.keys, question.arguments)
    except AWAY as error:
        raise note_away(error) from error
    return _seconds(wait)


async def seconds_to_wait_async(limit: Limit, *who: object) -> float:
    """As `seconds_to_wait`, for the event loop. Those who ask get their answers in the order in which they asked."""
    if not settings.RATE_LIMITS:
        return 0.0
    return await _questions_of_loop().ask(_Question.of(limit, who))


@dataclass(frozen=True, slots=True)
class _Question:
    """The script's question about one limit: the keys to count under, and the limit's arguments."""

    keys: tuple[str, ...]
    arguments: tuple[int, ...]

    @classmethod
    def of(cls, limit: Limit, who: tuple[object, ...]) -> "_Question":
        """Ask whether `who` may do something now. Raises KeyError for a limit without a rate, before anybody waits."""
        rate: Rate = settings.RATE_LIMITS[limit]
        return cls(tuple(key_of(limit, each) for each in who), (*rate.arguments(), len(who)))


class _Questions:
    """The questions of one event loop. Those that come while others are asked wait, and are asked together next."""

    def __init__(self) -> None:
        self.script = new_client_of_loop().register_script(_SCRIPT)
        self._waiting: deque[tuple[_Question, asyncio.Future[float]]] = deque()
        self._asking: asyncio.Task[None] | None = None

    async def ask(self, question: _Question) -> float:
        """Return the seconds to wait; 0 while Redis is away."""
        answer: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask_all(), context=new_log_context())
        return await answer

    async def _ask_all(self) -> None:
        while self._waiting:
            asked = [self._waiting.popleft() for _ in range(min(TOGETHER_AT_MOST, len(self._waiting)))]
            try:
                waits = await self._waits([question for question, _ in asked])
            except Exception as error:  # noqa: BLE001 # whatever it is, who asked must hear of it and others go on
                for _, answer in asked:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for (_, answer), wait in zip(asked, waits, strict=True):
                if not answer.done():  # whoever asked may be gone
                    answer.set_result(wait)

    async def _waits(self, asked: Sequence[_Question]) -> list[float]:
        try:
            refuse_while_away()
            keys = [key for question in asked for key in question.keys]
            arguments = [argument for question in asked for argument in question.arguments]
            return [_seconds(wait) for wait in await self.script(keys, arguments)]
        except LimitsUnavailable:
            return [0.0] * len(asked)
        except AWAY as error:
            note_away(error)
            return [0.0] * len(asked)


def key_of(limit: Limit, who: object) -> str:
    """Return the key under which Redis has when what somebody took is paid off, in epoch µs."""
    return f"limit:{limit}:{who}"


def new_client_of_loop() -> "redis.asyncio.Redis":
    """Return a client whose connections belong to the loop that uses it first; it waits a quarter of a second."""
    seconds = ANSWER_SECONDS
    return redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=seconds, socket_connect_timeout=seconds)


def _seconds(wait_us: float) -> float:
    return float(wait_us) / 1_000_000


def refuse_while_away() -> None:
    """Raise LimitsUnavailable for a second after Redis didn't answer: so long it isn't asked."""
    if time.monotonic() < _away_until:
        raise LimitsUnavailable


def note_away(error: BaseException) -> LimitsUnavailable:
    """Log that Redis doesn't answer, and return what is raised then."""
    global _away_until  # one for the process
    _away_until = time.monotonic() + PAUSE_SECONDS
    log.warning("limits.away", error=str(error))
    return LimitsUnavailable(str(error))


@lru_cache(maxsize=4)
def _script_at(url: str) -> Callable[..., Any]:
    client = redis.Redis.from_url(url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS)
    return client.register_script(_SCRIPT)


def _script() -> Callable[..., Any]:
    return _script_at(settings.REDIS_URL)


_questions: "WeakKeyDictionary[asyncio.AbstractEventLoop, _Questions]" = WeakKeyDictionary()


def _questions_of_loop() -> _Questions:
    loop = asyncio.get_running_loop()
    if loop not in _questions:
        _questions[loop] = _Questions()
    return _questions[loop]
