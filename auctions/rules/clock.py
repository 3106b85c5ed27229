"""The clock of an auction: deadlines, anti-snipe, grace, pause. Instants are epoch milliseconds, spans milliseconds."""

from functools import cache
from typing import Any

from auctions.rules.state import Auction, AuctionStatus, Clock, Due, Lot, State, described

Changes = dict[str, int | None]
"""New values of fields, by name."""
RESUME_COUNT_MS = 3000
"""After a pause the room counts 3-2-1 before clocks and bids go on."""


@cache
def clocks(kind: type) -> tuple[tuple[str, Clock], ...]:
    """The clocks of a dataclass of the state, by field."""
    return tuple((each.name, each.clock) for each in described(kind) if each.clock)


def _clocks_of(each: Any) -> tuple[tuple[str, Clock], ...]:
    return clocks(each.__class__)


# Pauses and ends ----------------------------------------------------------------------------------
def stopped(each: Auction | Lot, auction: Auction, at: int) -> Changes:
    """Every clock of it stops at `at`, and what it has left is kept."""
    changes: Changes = {}
    for name, clock in _clocks_of(each):
        changes |= {name: None, clock.remainder: remaining(getattr(each, name), auction, at)}
    return changes


def remaining(instant: int | None, auction: Auction, at: int) -> int | None:
    """The exact milliseconds left until an instant, for a pause at `at`; during a 3-2-1 no time runs."""
    return None if instant is None else max(0, instant - max(at, auction.resumes_at or 0))


def started(each: Auction | Lot, at: int) -> Changes:
    """Every clock of it that was stopped goes on at `at` with what it had left."""
    changes: Changes = {}
    for name, clock in _clocks_of(each):
        left = getattr(each, clock.remainder)
        changes |= {name: None if left is None else at + left, clock.remainder: None}
    return changes


def ended(each: Auction | Lot) -> Changes:
    """Nothing is kept to go on with. Its instants stay as they were: late bids are held against them."""
    return {clock.remainder: None for _, clock in _clocks_of(each)}


def cleared(each: Auction | Lot) -> Changes:
    """It has no clock, neither running nor stopped."""
    return dict.fromkeys(name for name, _ in _clocks_of(each)) | ended(each)


# Deadlines ----------------------------------------------------------------------------------------
def due_at(each: Auction | Lot, auction: Auction) -> int | None:
    """When the first of its clocks is due; None if none runs."""
    first: int | None = None
    for name, clock in _clocks_of(each):
        instant: int | None = getattr(each, name)
        if instant is None or clock.due is None:
            continue
        due = instant + auction.settings.grace_ms if clock.due is Due.AFTER_GRACE else instant
        first = due if first is None else min(first, due)
    return first


def next_deadline(state: State) -> int | None:
    """When the clock has something to do; None while waiting, paused or over."""
    auction = state.auction
    if auction.status is not AuctionStatus.ACTIVE:
        return None
    running: tuple[Auction | Lot, ...] = (auction, *(state.lots[lot] for lot in state.open_lots))
    return min((due for each in running if (due := due_at(each, auction)) is not None), default=None)


def extended(lot: Lot, auction: Auction, arrived: int) -> int | None:
    """The deadline after a bid that arrived at `arrived`, or None if it stays.

    A bid with less than `anti_snipe_seconds` left moves it to arrival + `anti_snipe_seconds`, up to the hard cap.
    """
    window = auction.settings.anti_snipe_seconds * 1000
    if lot.ends_at is None or lot.ends_at - arrived >= window:
        return None
    later = arrived + window if lot.cap_at is None else min(arrived + window, lot.cap_at)
    return later if later > lot.ends_at else None
