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
    """Return the clocks of a dataclass of the state, by field."""
    return tuple((each.name, each.clock) for each in described(kind) if each.clock)


def _clocks_of(each: Any) -> tuple[tuple[str, Clock], ...]:
    return clocks(each.__class__)


# Pauses and ends ----------------------------------------------------------------------------------
def stopped(each: AuctionHeader | LotState, auction: AuctionHeader, at: int) -> Changes:
    """Return the changes that stop all its clocks at `at`, keeping what each has left."""
    changes: Changes = {}
    for name, clock in _clocks_of(each):
        changes |= {name: None, clock.remainder: remaining(getattr(each, name), auction, at)}
    return changes


def remaining(instant: int | None, auction: AuctionHeader, at: int) -> int | None:
    """Return the exact milliseconds left until an instant, for a pause at `at`; during a 3-2-1 no time runs."""
    return None if instant is None else max(0, instant - max(at, auction.resumes_at or at))


def started(each: AuctionHeader | LotState, at: int) -> Changes:
    """Return the changes that start its stopped clocks at `at`, each with what it had left."""
    changes: Changes = {}
    for name, clock in _clocks_of(each):
        left = getattr(each, clock.remainder)
        changes |= {name: None if left is None else at + left, clock.remainder: None}
    return changes


def ended(each: AuctionHeader | LotState) -> Changes:
    """Return the changes that end its clocks. The instants stay as they were: late bids are compared with them."""
    return {clock.remainder: None for _, clock in _clocks_of(each)}


def cleared(each: AuctionHeader | LotState) -> Changes:
    """Return the changes that leave it without a clock, running or stopped."""
    return dict.fromkeys(name for name, _ in _clocks_of(each)) | ended(each)


# Deadlines ----------------------------------------------------------------------------------------
def due_at(lot: LotState, auction: AuctionHeader) -> int | None:
    """Return when an open lot may be closed: `grace` after its end, so that bids which arrived in time are decided."""
    return None if lot.ends_at is None else lot.ends_at + auction.settings.grace_ms


def next_deadline(state: AuctionState) -> int | None:
    """Return the instant at which the clock has something to do; None while waiting, paused or over."""
    auction = state.auction
    if auction.status is not AuctionStatus.ACTIVE:
        return None
    running: tuple[list[Any], ...] = ([auction], [state.lots[lot] for lot in state.open_lots])
    due: list[int] = []
    for several in running:
        for name, grace in _due(several[0].__class__) if several else ():
            if instants := [at for each in several if (at := getattr(each, name)) is not None]:
                due.append(min(instants) + grace * auction.settings.grace_ms)
    return min(due, default=None)


@cache
def _due(kind: type) -> tuple[tuple[str, bool], ...]:
    """The clocks of a dataclass that are ever due, by field, and whether the grace is added."""
    return tuple((name, clock.due is Due.AFTER_GRACE) for name, clock in clocks(kind) if clock.due)


def late_by(lot: LotState, arrived: int) -> int | None:
    """Return the milliseconds by which a bid is late: 0 up to the deadline itself; None for a lot without one."""
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
