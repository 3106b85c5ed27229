"""The clock of an auction: deadlines, anti-snipe, grace, pause, stalls. Instants are epoch ms, lengths ms.

In quiet hours it stands still: lengths are of the time in which it runs, and no deadline is set within them.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from auctions.rules.pace.quiet_hours import Span, earlier, later, running
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
    if instant is None:
        return None
    return max(0, left_at(auction, running_from(auction, at), instant))


def started(each: AuctionHeader | LotState, auction: AuctionHeader, at: int) -> Changes:
    """Return the changes that start its stopped clocks at `at`, each with what it had left."""
    changes: Changes = {}
    for name, clock in _clocks_of(each):
        left = getattr(each, clock.remainder)
        changes |= {name: None if left is None else after(auction, at, left), clock.remainder: None}
    return changes


def ended(each: AuctionHeader | LotState) -> Changes:
    """Return the changes that end its clocks. The instants stay as they were: late bids are compared with them."""
    return {clock.remainder: None for _, clock in _clocks_of(each)}


def cleared(each: AuctionHeader | LotState) -> Changes:
    """Return the changes that leave it without a clock, running or stopped."""
    return dict.fromkeys(name for name, _ in _clocks_of(each)) | ended(each)


# Deadlines ----------------------------------------------------------------------------------------
def after(auction: AuctionHeader, at: int, ms: int) -> int:
    """Return the instant at which a clock that has `ms` left at `at` has run out."""
    return later(auction.settings.pace.quiet, at, ms)


def before(auction: AuctionHeader, instant: int, ms: int) -> int:
    """Return when a clock that has run out at an instant had `ms` left."""
    return earlier(auction.settings.pace.quiet, instant, ms)


def left_at(auction: AuctionHeader, at: int, instant: int) -> int:
    """Return the time that a clock runs from `at` until an instant; below zero once that is past."""
    return running(auction.settings.pace.quiet, at, instant)


def due_at(lot: LotState, auction: AuctionHeader) -> int | None:
    """Return when an open lot may be closed: `grace` after its end, so that bids which arrived in time are decided."""
    return None if lot.ends_at is None else lot.ends_at + auction.settings.grace_ms


def in_order_of_ends(state: AuctionState) -> list[int]:
    """Return the open lots in the order in which they end; of those that end together the lower number is first."""
    lots = (state.lots[each] for each in state.open_lots)
    return [lot.id for lot in sorted(lots, key=lambda lot: (lot.ends_at or 0, lot.number))]


def is_decided(lot: LotState, closed_up_to: int | None) -> bool:
    """True if no bid that arrived by the lot's end is undecided; `closed_up_to` as in a tick."""
    return closed_up_to is None or lot.ends_at is None or lot.ends_at <= closed_up_to


def turn_is_over(auction: AuctionHeader, now: int, closed_up_to: int | None) -> bool:
    """True if a turn to put a lot up has ended, with the grace, and what arrived in it is decided."""
    ends_at = auction.turn_ends_at
    if ends_at is None:
        return True
    return ends_at + auction.settings.grace_ms <= now and (closed_up_to is None or ends_at <= closed_up_to)


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


def turn_late_by(auction: AuctionHeader, arrived: int) -> int:
    """Return the milliseconds by which a nomination is late for the turn that runs: 0 up to its end itself."""
    return 0 if auction.turn_ends_at is None else max(0, arrived - auction.turn_ends_at)


def resumes_later(auction: AuctionHeader, at: int) -> bool:
    """True while the room counts 3-2-1; at `resumes_at` itself bids count again."""
    return auction.resumes_at is not None and at < auction.resumes_at


def running_from(auction: AuctionHeader, now: int) -> int:
    """Return now, or the end of the 3-2-1 while the room counts it."""
    return max(now, auction.resumes_at or now)


def extended(lot: LotState, auction: AuctionHeader, arrived: int) -> int | None:
    """Return the deadline after a bid that arrived at `arrived`, or None if it stays.

    A bid with less than the pace's window left moves it to arrival + window, up to the hard cap.
    """
    if lot.ends_at is None:
        return None
    ends_at = after(auction, arrived, auction.settings.pace.window_ms)
    if lot.cap_at is not None:
        ends_at = min(ends_at, lot.cap_at)
    return ends_at if ends_at > lot.ends_at else None


# Stalls -------------------------------------------------------------------------------------------
# Whiles in which the server said nothing are not the lot's time, nor that of a turn to put one up. Those of several
# processes overlap, and one may be known later than another: each gets the time that is in any of them and was counted
# in none before.
def owed_for(lot: LotState, auction: AuctionHeader, stalls: Iterable[Span], counted: Iterable[Span]) -> int:
    """Return how much time an open lot is owed for stalls, less what it got for those that were counted.

    One that begins before the lot, or during a pause, counts from then; one that begins at its end gives it nothing.
    """
    if lot.ends_at is None:
        return 0
    return _owed(auction, running_since(lot, auction), lot.ends_at, stalls, counted)


def owed_for_turn(auction: AuctionHeader, stalls: Iterable[Span], counted: Iterable[Span]) -> int:
    """Return the same of a turn to put a lot up."""
    ends_at = auction.turn_ends_at
    return 0 if ends_at is None else _owed(auction, turn_running_since(auction), ends_at, stalls, counted)


def _owed(auction: AuctionHeader, begin: int, ends_at: int, stalls: Iterable[Span], counted: Iterable[Span]) -> int:
    quiet, end, owed = auction.settings.pace.quiet, ends_at, 0
    for since, until in _without(_merged(stalls), _merged(counted)):
        if (stopped_at := max(since, begin)) < min(until, end):
            owed += running(quiet, stopped_at, until)
            end = later(quiet, ends_at, owed)
    return owed


def running_since(lot: LotState, auction: AuctionHeader) -> int:
    """Return since when an open lot's clock has run without a pause."""
    return max(lot.opened_at or 0, auction.resumes_at or 0)


def turn_running_since(auction: AuctionHeader) -> int:
    """Return since when a turn has run without a pause; no later than its whole length before its end."""
    if auction.turn_ends_at is None:
        return auction.resumes_at or 0
    whole = auction.settings.nomination_seconds * 1000
    return max(before(auction, auction.turn_ends_at, whole), auction.resumes_at or 0)


def first_running_since(state: AuctionState) -> int:
    """Return since when the clock of any open lot, or a turn, has run without a pause; 0 if none does."""
    running = [running_since(state.lots[lot], state.auction) for lot in state.open_lots]
    if state.auction.turn_ends_at is not None:
        running.append(turn_running_since(state.auction))
    return min(running, default=0)


def moved(lot: LotState, auction: AuctionHeader, by: int) -> Changes:
    """Return the changes that move its running clocks: the hard cap moves with the deadline."""
    return {name: after(auction, at, by) for name, _ in _clocks_of(lot) if (at := getattr(lot, name)) is not None}


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return the time in any of the spans, as spans in order that don't touch."""
    together: list[Span] = []
    for since, until in sorted(spans):
        if together and since <= together[-1][1]:
            together[-1] = together[-1][0], max(until, together[-1][1])
        else:
            together.append((since, until))
    return together


def _without(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Return the time in `spans` that isn't in `others`; both in order. A span that ends before it begins is none."""
    left: list[Span] = []
    for since, until in spans:
        for other_since, other_until in others:
            left.append((since, min(until, other_since)))
            since = max(since, other_until)  # what is left of the span
        left.append((since, until))
    return left
