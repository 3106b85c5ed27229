"""The cost of one person's frames to this process: each kind has a price, and all sockets of a person pay together.

Redis counts commands too, for all processes (`accounts/rate_limits`); what is refused here doesn't get that far.
"""

from django.conf import settings

from auctionsite.serving.token_bucket import BucketsByKey, TokenBucket

BURST_SECONDS = 3.0
"""A client that comes back says several things at once: so many seconds' worth is let through."""
COSTS = {
    "ping": 1,
    "bid": 2,
    "pass": 2,
    "proxy": 2,
    "nominate": 2,
    "command": 4,
    "sync": 5,
    "hello": 10,
}
"""By kind of frame, in pings: about in what relation their work in this process is."""
MALFORMED_COST = 5
_budgets: BucketsByKey[int | None] = BucketsByKey(
    lambda: TokenBucket(settings.SOCKET_FRAMES_PER_SECOND, settings.SOCKET_FRAMES_PER_SECOND * BURST_SECONDS)
)


def budget_of(user_id: int | None) -> TokenBucket:
    """Return the budget of a person, the same for all their sockets in this process."""
    return _budgets.of(user_id)
