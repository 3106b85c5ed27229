"""The clock of an open lot, moved by the commissioner."""

from auctions.rules import clock
from auctions.rules.codes import Code
from auctions.rules.commands import ChangeClock, SellNow
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import EventKind
from auctions.rules.lifecycle import only_commissioner
from auctions.rules.state import AuctionStatus, LotStatus


def sell_now(draft: Draft, command: SellNow) -> Rejection | None:
    """End a lot that somebody leads. The grace still runs, so that bids on their way count, as ever."""
    if rejection := only_commissioner(command) or _unless_running(draft, command.lot):
        return rejection
    if draft.lot(command.lot).leader is None:
        return refuse(Code.WRONG_STATUS, status="without a bid")
    at_once = clock.after(draft.auction, clock.running_from(draft.auction, draft.now), 0)
    _end_at(draft, command.lot, at_once, hurried=True, reason=command.reason)
    return None


def change_clock(draft: Draft, command: ChangeClock) -> Rejection | None:
    """Give an open lot some seconds more, or take some: never more than are left. A hard cap gives way."""
    if rejection := only_commissioner(command) or _unless_running(draft, command.lot):
        return rejection
    auction, now = draft.auction, clock.running_from(draft.auction, draft.now)
    left = clock.left_at(auction, now, draft.lot(command.lot).ends_at or draft.now) + command.seconds * 1000
    _end_at(draft, command.lot, clock.after(auction, now, max(0, left)), seconds=command.seconds, reason=command.reason)
    return None


def _end_at(draft: Draft, lot_id: int, ends_at: int, **detail: object) -> None:
    cap_at = draft.lot(lot_id).cap_at
    draft.set_lot(lot_id, ends_at=ends_at, cap_at=None if cap_at is None else max(cap_at, ends_at))
    draft.emit(EventKind.LOT_EXTENDED, lot=lot_id, ends_at=ends_at, **detail)


def _unless_running(draft: Draft, lot_id: int) -> Rejection | None:
    if draft.auction.status is not AuctionStatus.ACTIVE:
        return refuse(Code.WRONG_STATUS, status=draft.auction.status)
    lot = draft.state.lots.get(lot_id)
    if lot is None:
        return refuse(Code.NO_SUCH_LOT, lot=lot_id)
    if lot.status is not LotStatus.OPEN:
        return refuse(Code.WRONG_STATUS, status=lot.status)
    return None
