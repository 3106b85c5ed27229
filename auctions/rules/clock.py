"""The clock of an auction: deadlines, anti-snipe, grace, pause. Instants are epoch milliseconds, spans milliseconds."""

from auctions.rules.state import AuctionHeader, AuctionState, AuctionStatus, LotState

RESUME_COUNT_MS = 3000
"""After a pause the room counts 3-2-1 before clocks and bids go on."""


def due_at(lot: LotState, auction: AuctionHeader) -> int | None:
    """When an open lot may be closed: `grace` after its deadline, so that bids which arrived in time are decided."""
    return None if lot.ends_at is None else lot.ends_at + auction.settings.grace_ms


def next_deadline(state: AuctionState) -> int | None:
    """When the clock has something to do; None while waiting, paused or over."""
    auction = state.auction
    if auction.status is not AuctionStatus.ACTIVE:
        return None
    instants = [due_at(state.lots[lot], auction) for lot in state.open_lots]
    return min((each for each in (*instants, auction.next_lot_at) if each is not None), default=None)


def late_by(lot: LotState, arrived: int) -> int | None:
    """How late a bid is that arrived at `arrived`: 0 up to the deadline itself; None for a lot without one."""
    return None if lot.ends_at is None else max(0, arrived - lot.ends_at)


def resumes_later(auction: AuctionHeader, at: int) -> bool:
    """True while the room counts 3-2-1; at `resumes_at` itself bids count again."""
    return auction.resumes_at is not None and at < auction.resumes_at


def extended(lot: LotState, auction: AuctionHeader, arrived: int) -> int | None:
    """The deadline after a bid that arrived at `arrived`, or None if it stays.

    A bid with less than `anti_snipe_seconds` left moves it to arrival + `anti_snipe_seconds`, up to the hard cap.
    """
    if lot.ends_at is None:
        return None
    later = arrived + auction.settings.anti_snipe_seconds * 1000
    if lot.cap_at is not None:
        later = min(later, lot.cap_at)
    return later if later > lot.ends_at else None


def remaining(instant: int | None, auction: AuctionHeader, at: int) -> int | None:
    """The exact milliseconds left until an instant, for a pause at `at`; during a 3-2-1 no time runs."""
    return None if instant is None else max(0, instant - max(at, auction.resumes_at or at))
