"""Limits of what must not wait for Redis: each process counts at once, and all of them together a moment later.

A bid is worth more than its count, so no round trip stands before it. A process takes from buckets of its own, tells
Redis every tenth of a second what was taken, and hears what all processes have taken. Whoever reaches two processes may
so have a burst at both; a moment later either knows of it, and they wait for both. Without Redis each process goes on
by itself.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from django.conf import settings

from accounts.rate_limits import limits
from accounts.rate_limits.limits import Limit
from auctionsite.http.rates import Rate
from auctionsite.observability.logging import new_log_context

TELL_SECONDS = 0.1
TOLD_AT_MOST = 200
"""Buckets that Redis is told of in one round trip: it answers nobody else meanwhile."""

_SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local ahead = {}
for i = 1, #KEYS do
    local taken, ago = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
    local due = math.max(tonumber(redis.call('GET', KEYS[i]) or 0), now - ago) + taken
    if taken > 0 and due > now then
        redis.call('SET', KEYS[i], string.format('%.0f', due), 'PX', math.ceil((due - now) / 1000))
    end
    ahead[i] = due - now
end
return ahead
"""
"""Of what was taken from each key, and how long ago, in µs: how far ahead of the clock the key is then, in µs."""


@dataclass(slots=True)
class _Bucket:
    """A GCRA of this process: what was taken is paid off at `due`, in monotonic µs, by all that is known here."""

    due: float
    untold: int = 0
    """What Redis wasn't told of yet, in µs."""
    since: float = 0.0
    """When the first of that was taken, in monotonic µs."""


class Buckets:
    """The buckets of one event loop."""

    def __init__(self) -> None:
        self.script = limits.new_client_of_loop().register_script(_SCRIPT)
        self._buckets: dict[str, _Bucket] = {}
        self._telling: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: str, rate: Rate) -> float:
        """Return 0, and it is counted, or the seconds to wait."""
        interval, ahead = rate.arguments()
        now = _now()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(now)
        due = max(bucket.due, now)
        if due - now > ahead:
            return (due - now - ahead) / 1_000_000
        if not bucket.untold:
            bucket.since = now
        bucket.due = due + interval
        bucket.untold += interval
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell_until_all_is_paid_off(), context=new_log_context())
        return 0.0

    async def _tell_until_all_is_paid_off(self) -> None:
        try:
            while self._buckets:
                await asyncio.sleep(TELL_SECONDS)
                await self.tell()
        finally:
            self._telling = None

    async def tell(self) -> None:
        """Tell Redis what was taken, and learn what all have taken. What is paid off is forgotten."""
        buckets = [*self._buckets.items()]
        for start in range(0, len(buckets), TOLD_AT_MOST):
            await self._tell(buckets[start : start + TOLD_AT_MOST])
        now = _now()
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if bucket.untold or bucket.due > now}

    async def _tell(self, buckets: Sequence[tuple[str, _Bucket]]) -> None:
        now = _now()
        arguments = [argument for _, bucket in buckets for argument in (bucket.untold, int(now - bucket.since))]
        for _, bucket in buckets:
            bucket.untold = 0
        try:
            limits.refuse_while_away()
            ahead = await self.script([key for key, _ in buckets], arguments)
        except limits.LimitsUnavailable:  # nobody else hears of it
            return
        except limits.AWAY as error:
            limits.note_away(error)
            return
        for (_, bucket), ahead_us in zip(buckets, ahead, strict=True):
            bucket.due = max(bucket.due, now + ahead_us + bucket.untold)


def _now() -> float:
    return time.monotonic() * 1_000_000


_buckets: "WeakKeyDictionary[asyncio.AbstractEventLoop, Buckets]" = WeakKeyDictionary()


def seconds_to_wait(limit: Limit, who: str) -> float:
    """Return 0, and it is counted, or for how many seconds `who` must wait. 0 too without limits. In an event loop."""
    if not settings.RATE_LIMITS:
        return 0.0
    return buckets_of_loop().take(limits.key_of(limit, who), settings.RATE_LIMITS[limit])


def buckets_of_loop() -> Buckets:
    """Return those of the running event loop."""
    loop = asyncio.get_running_loop()
    if (buckets := _buckets.get(loop)) is None:
        buckets = _buckets[loop] = Buckets()
    return buckets
