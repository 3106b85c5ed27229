"""The news of releases and the banner, as this process read them last: what is shown while the database is away, too.

A thread of each web process reads them anew every few seconds; whoever shows them asks nobody.
"""

import time
from collections.abc import Iterator
from datetime import timedelta

from auctionsite.postgresql.clock import database_now
from rollouts.messages import banners
from rollouts.messages.facts import read_facts
from rollouts.messages.release_news import ReleaseNews, write_news
from rollouts.models import Plan
from rollouts.plans import queries
from rollouts.plans.machine import ALIVE, PlanStatus
from rollouts.plans.reading import UnreadablePlan

READ_EVERY_SECONDS = 2.0
KEPT = timedelta(days=7)
"""News of a release that is over are shown for so long."""
MOST = 10
_MOST_PLANS = 50
_OVER = (PlanStatus.ROLLED_BACK, PlanStatus.COMPLETED)
_copy: tuple[ReleaseNews, ...] = ()
_banner = ""
_read_at = 0.0


def latest_news() -> tuple[ReleaseNews, ...]:
    """Return the news that were read last, the newest first; none before they were."""
    return _copy


def latest_banner() -> str:
    """Return the banner that was read last; empty: there is none."""
    return _banner


def read_if_due() -> None:
    """Read the news anew if the copy is some seconds old. Raises what reading raises, and keeps the copy then."""
    global _read_at  # one for the process
    if time.monotonic() < _read_at + READ_EVERY_SECONDS:
        return
    _read_at = time.monotonic()
    read_now()


def read_now() -> None:
    """Read the news anew. Raises what reading raises, and keeps the copy then."""
    global _copy, _banner  # one of each for the process
    _banner = banners.shown_text()
    _copy = tuple(sorted(_read_news(), key=lambda each: each.at, reverse=True))[:MOST]


def _read_news() -> Iterator[ReleaseNews]:
    since = database_now() - KEPT
    for plan in Plan.objects.filter(status__in=(*ALIVE, *_OVER)).order_by("-id")[:_MOST_PLANS]:
        events = queries.events_of(plan, 1)
        at = events[0].at if events else plan.since
        if plan.status in _OVER and at < since:
            continue
        try:
            news = write_news(read_facts(plan), at)
        except UnreadablePlan:
            continue  # its own page says so
        if news is not None:
            yield news
