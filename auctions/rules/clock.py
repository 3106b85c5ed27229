"""The clock of an auction: deadlines, anti-snipe, grace, pause. Instants are epoch milliseconds, spans milliseconds."""

from functools import cache
from typing import Any

from auctions.rules.state import AuctionHeader, AuctionState, AuctionStatus, Clock, Due, LotState, described

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
def stopped(each: AuctionHeader | LotState, auction: AuctionHeader, at: int) -> Changes:
    """Every clock of it stops at `at`, and what it has left is kept."""
    changes: Changes = {}
    for name, clock in _clocks_of(each):
        changes |= {name: None, clock.remainder: remaining(getattr(each, name), auction, at)}
    return changes


def remaining(instant: int | None, auction: AuctionHeader, at: int) -> int | None:
    """The exact milliseconds left until an instant, for a pause at `at`; during a 3-2-1 no time runs."""
    return None if instant is None else max(0, instant - max(at, auction.resumes_at or at))


def started(each: AuctionHeader | LotState, at: int) -> Changes:
    """Every clock of it that was stopped goes on at `at` with what it had left."""
    changes: Changes = {}
    for name, clock in _clocks_of(each):
        left = getattr(each, clock.remainder)
        changes |= {name: None if left is None else at + left, clock.remainder: None}
    return changes


def ended(each: AuctionHeader | LotState) -> Changes:
    """Nothing is kept to go on with. Its instants stay as they were: late bids are held against them."""
    return {clock.remainder: None for _, clock in _clocks_of(each)}


def cleared(each: AuctionHeader | LotState) -> Changes:
    """It has no clock, neither running nor stopped."""
    return dict.fromkeys(name for name, _ in _clocks_of(each)) | ended(each)


# Deadlines ----------------------------------------------------------------------------------------
@cache
def _due(kind: type) -> tuple[tuple[str, bool], ...]:
    """The clocks of a dataclass that are ever due, by field, and whether the grace comes first."""
    return tuple((name, clock.due is Due.AFTER_GRACE) for name, clock in clocks(kind) if clock.due)


def due_at(each: AuctionHeader | LotState, auction: AuctionHeader) -> int | None:
    """When the first of its clocks is due; None if none runs."""
    first: int | None = None
    of: Any = each.__class__
    for name, after_grace in _due(of):
        instant: int | None = getattr(each, name)
        if instant is not None:
            due = instant + auction.settings.grace_ms if after_grace else instant
            first = due if first is None or due < first else first
    return first


def next_deadline(state: AuctionState) -> int | None:
    """Return the instant at which the clock has something to do; None while waiting, paused or over."""
    auction = state.auction
    if auction.status is not AuctionStatus.ACTIVE:
        return None
    running: tuple[AuctionHeader | LotState, ...] = (auction, *(state.lots[lot] for lot in state.open_lots))
    return min((due for each in running if (due := due_at(each, auction)) is not None), default=None)


def late_by(lot: LotState, arrived: int) -> int | None:
    """How late a bid is that arrived at `arrived`: 0 up to the deadline itself; None for a lot without one."""
    return None if lot.ends_at is None else max(0, arrived - lot.ends_at)


def resumes_later(auction: AuctionHeader, at: int) -> bool:
    """True while the room counts 3-2-1; at `resumes_at` itself bids count again."""
    return auction.resumes_at is not None and at < auction.resumes_at


def extended(lot: LotState, auction: AuctionHeader, arrived: int) -> int | None:
    """Return the deadline after a bid that arrived at `arrived`, or None if it stays.

    A bid with less than `anti_snipe_seconds` left moves it to arrival + `anti_snipe_seconds`, up to the hard cap.
    """
    if lot.ends_at is None:
        return None
    later = arrived + auction.settings.anti_snipe_seconds * 1000
    if lot.cap_at is not None:
        later = min(later, lot.cap_at)
    return later if later > lot.ends_at else None
