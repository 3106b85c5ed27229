"""The pace of an auction: how many lots are open at once, and how their clocks run. Pure: no Django here.

A live auction is that of one open lot. The rules know no other difference between live and slow than these values.
"""

from dataclasses import dataclass
from functools import lru_cache

from leagues.settings.quiet_hours import QuietHours


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionPace:
    """Lengths are milliseconds."""

    lots: int  # so many are open before the next is put up by itself
    lot_ms: int
    window_ms: int  # a bid leaves at least so long to answer it
    cap_ms: int | None  # a lot ends after this long, whatever happens
    for_leaders_only: bool = False  # only a bid that changes who leads moves the clock
    apart_ms: int = 0  # between the ends of two lots, as they are when they open
    break_ms: int  # until the next lot is put up by itself
    nominations: int | None = None  # so many open lots each manager may have put up; None: they take turns
    quiet: QuietHours | None = None  # clocks stand still in them


pace_of = lru_cache(maxsize=500)(AuctionPace)
"""Return the pace of these values. Each bid asks for it several times, and there are few."""
