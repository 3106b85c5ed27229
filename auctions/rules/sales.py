"""Undoing a sale."""

from auctions.rules import clock, lots
from auctions.rules.codes import Code
from auctions.rules.commands import UndoSale
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import EventKind, LedgerEntryKind
from auctions.rules.lifecycle import only_commissioner
from auctions.rules.state import AuctionStatus, LotStatus


def undo_sale(draft: Draft, command: UndoSale) -> Rejection | None:
    """Undo one sale, however old: the money returns, the lot comes up again, nothing else changes.

    What its buyer has traded away or given up is another's, or nobody's: such a sale stays.
    The lot goes back to its place in the queue, so it is the next; after the end of the auction it stays unsold.
    """
    if rejection := only_commissioner(command):
        return rejection
    lot = draft.state.lots.get(command.lot)
    if lot is None:
        return refuse(Code.NO_SUCH_LOT, lot=command.lot)
    if lot.status is not LotStatus.SOLD or lot.sold_to is None or lot.sold_for is None:
        return refuse(Code.NOT_SOLD, status=lot.status)
    if draft.state.owner_of(lot.id) != lot.sold_to:
        return refuse(Code.CHANGED_HANDS, asset=lot.asset, participant=lot.sold_to)
    over = draft.auction.status is AuctionStatus.COMPLETED
    owner, price = lot.sold_to, lot.sold_for
    draft.post(LedgerEntryKind.REVERSE, owner, price, lot.id)
    roster = tuple(slot for slot in draft.participant(owner).roster if slot.lot != lot.id)
    draft.set_participant(owner, roster=roster)
    draft.set_lot(
        lot.id,
        status=LotStatus.UNSOLD if over else LotStatus.QUEUED,
        price=None,
        sold_to=None,
        sold_for=None,
        opened_at=None,
        bids=0,
        closed_seq=None,
        keeper=False,
        **clock.cleared(lot),
    )
    lots.let_next_come(draft)
    draft.emit(EventKind.SALE_UNDONE, lot=lot.id, participant=owner, price=price, reason=command.reason)
    return None
