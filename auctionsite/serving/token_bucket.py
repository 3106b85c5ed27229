"""Token buckets in memory: what somebody may do at once, and on average. They cost nothing to ask.

Limits that all processes count together are in Redis (`accounts/rate_limits`); a bucket here stands before them, so
that a flood doesn't get as far as a round trip.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class TokenBucket:
    """`rate` tokens a second on average, `burst` at once."""

    def __init__(self, rate: float, burst: float, now: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._now = rate, burst, now
        self._tokens, self._at = burst, now()

    def take(self, cost: float = 1.0) -> bool:
        """Take so many tokens; False, and none is taken, if there are fewer."""
        now = self._now()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < cost:
            return False
        self._tokens -= cost
        return True

    def seconds_until(self, cost: float = 1.0) -> float:
        """Seconds until there will be so many tokens."""
        return max(0.0, (cost - self._tokens) / self._rate - (self._now() - self._at))


class BucketsByKey(Generic[K]):
    """A bucket for each person, address or whatever the key is; those not asked for longest are forgotten."""

    def __init__(self, make: Callable[[], TokenBucket], most: int = 10_000) -> None:
        self._make, self._most = make, most
        self._buckets: OrderedDict[K, TokenBucket] = OrderedDict()

    def of(self, key: K) -> TokenBucket:
        """Return the bucket of a key, a full one for a new key."""
        bucket = self._buckets.get(key)
        if bucket is None:
            while len(self._buckets) >= self._most:
                self._buckets.popitem(last=False)
            bucket = self._buckets[key] = self._make()
        self._buckets.move_to_end(key)
        return bucket
