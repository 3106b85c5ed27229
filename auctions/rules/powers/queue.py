"""The queue of lots by the commissioner's word: added, withdrawn, skipped, moved, put up again."""

from auctions.rules import clock, lots
from auctions.rules.codes import Code
from auctions.rules.commands import AddLot, Command, MoveLot, PutUpAgain, SkipLot, WithdrawLot
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import EventKind, LedgerEntryKind
from auctions.rules.lifecycle import only_commissioner
from auctions.rules.state import NOT_OVER, LotState, LotStatus

OPEN_OR_QUEUED = frozenset({LotStatus.OPEN, LotStatus.QUEUED})


def withdraw_lot(draft: Draft, command: WithdrawLot) -> Rejection | None:
    """Take a lot that isn't over out of the auction. Bids and maxima on it are taken back, and their money is free."""
    if rejection := _unless_there(draft, command, command.lot, OPEN_OR_QUEUED):
        return rejection
    if not command.reason:
        return refuse(Code.REASON_MISSING)
    bids = take_down(draft, command.lot, LotStatus.WITHDRAWN)
    draft.emit(EventKind.LOT_WITHDRAWN, lot=command.lot, bids=bids, reason=command.reason)
    return None


def skip_lot(draft: Draft, command: SkipLot) -> Rejection | None:
    """Send the open lot to the end of the queue. Bids and maxima on it are taken back, and their money is free."""
    if rejection := _unless_there(draft, command, command.lot, frozenset({LotStatus.OPEN})):
        return rejection
    queued = draft.state.queued()
    bids = take_down(draft, command.lot, LotStatus.QUEUED)
    if queued:
        draft.set_lot(command.lot, place=queued[-1].place + 1)
    draft.emit(EventKind.LOT_SKIPPED, lot=command.lot, bids=bids, reason=command.reason)
    return None


def move_lot(draft: Draft, command: MoveLot) -> Rejection | None:
    """Let a queued lot come up as the first, the second, … of the queue. The others keep their order."""
    if rejection := _unless_there(draft, command, command.lot, frozenset({LotStatus.QUEUED})):
        return rejection
    others = [lot for lot in draft.state.queued() if lot.id != command.lot]
    _put_before(draft, command.lot, others[: command.position - 1], others[command.position - 1 :])
    position = min(command.position, len(others) + 1)
    draft.emit(EventKind.QUEUE_CHANGED, lot=command.lot, position=position, reason=command.reason)
    return None


def add_lot(draft: Draft, command: AddLot) -> Rejection | None:
    """Put an asset that the auction doesn't have at the end of the queue. Limits count it as if it had been there."""
    if rejection := only_commissioner(command):
        return rejection
    auction_lots = draft.state.lots.values()
    if draft.auction.status not in NOT_OVER:
        return refuse(Code.WRONG_STATUS, status=draft.auction.status)
    if any(command.asset == lot.asset or command.lot == lot.id for lot in auction_lots):
        return refuse(Code.WRONG_STATUS, status="in this auction already")
    if command.opening_price < 1:
        return refuse(Code.TOO_LOW, price=None, leader=None, min_next=1)
    lot = LotState(
        id=command.lot,
        number=max((lot.number for lot in auction_lots), default=0) + 1,
        asset=command.asset,
        opening_price=command.opening_price,
        groups=command.groups,
        place=max((lot.place for lot in draft.state.queued()), default=0),
    )
    draft.add_lot(lot)
    lots.let_next_come(draft)
    draft.emit(EventKind.LOT_ADDED, lot=lot.id, reason=command.reason)
    return None


def put_up_again(draft: Draft, command: PutUpAgain) -> Rejection | None:
    """Bring one unsold or withdrawn lot back at its opening price, to the place in the queue that it had."""
    if rejection := _unless_there(draft, command, command.lot, frozenset({LotStatus.UNSOLD, LotStatus.WITHDRAWN})):
        return rejection
    lot = draft.lot(command.lot)
    draft.set_lot(lot.id, status=LotStatus.QUEUED, opened_at=None, bids=0, closed_seq=None, **clock.cleared(lot))
    lots.let_next_come(draft)
    draft.emit(EventKind.QUEUE_CHANGED, lot=lot.id, reason=command.reason)
    return None


def take_down(draft: Draft, lot_id: int, status: LotStatus) -> int:
    """Let a lot be as if nobody had bid on it, and return how many bids that took back. No money is held for them."""
    lot = draft.lot(lot_id)
    if lot.leader is not None:
        draft.post(LedgerEntryKind.RELEASE, lot.leader, lot.hold, lot_id)
    blank = {"price": None, "leader": None, "hold": 0, "earlier": (), "opened_at": None, "bids": 0}
    draft.set_lot(lot_id, status=status, **blank, **clock.cleared(lot))
    if lot.status is LotStatus.OPEN:
        lots.forget_passes(draft, lot_id)
        lots.begin_break(draft)  # it may be what comes next itself
    return lot.bids


def _put_before(draft: Draft, lot_id: int, earlier: list[LotState], later: list[LotState]) -> None:
    """Give a lot a place between others; only those before it move, which are few where a queue is changed."""
    if not later:
        draft.set_lot(lot_id, place=earlier[-1].place + 1 if earlier else draft.lot(lot_id).place)
        return
    place = later[0].place - 1
    draft.set_lot(lot_id, place=place)
    by = earlier[-1].place - place + 1 if earlier else 0
    for each in earlier if by > 0 else ():
        draft.set_lot(each.id, place=each.place - by)


def _unless_there(draft: Draft, command: Command, lot_id: int, statuses: frozenset[LotStatus]) -> Rejection | None:
    """Refuse others than the commissioner, an auction that is over, and a lot that isn't in one of the statuses."""
    if rejection := only_commissioner(command):
        return rejection
    if draft.auction.status not in NOT_OVER:
        return refuse(Code.WRONG_STATUS, status=draft.auction.status)
    lot = draft.state.lots.get(lot_id)
    if lot is None:
        return refuse(Code.NO_SUCH_LOT, lot=lot_id)
    return None if lot.status in statuses else refuse(Code.WRONG_STATUS, status=lot.status)
