"""Sales by the commissioner's word: a sale is corrected, an asset given to a manager."""

from dataclasses import replace

from auctions.rules import money
from auctions.rules.bidding import refuse_place
from auctions.rules.codes import Code
from auctions.rules.commands import AwardAsset, CorrectSale
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import EventKind, LedgerEntryKind
from auctions.rules.lifecycle import only_commissioner
from auctions.rules.proxies import contest
from auctions.rules.state import LotState, LotStatus, ParticipantState, Slot

"""Later the money and the rosters may have gone on to a further auction."""


def correct_sale(draft: Draft, command: CorrectSale) -> Rejection | None:
    """Give a sale another price, another owner, or both, as if it had been so from the first. No other sale changes."""
    if rejection := _unless_possible(draft, command) or _unless_sold_here(draft, command.lot):
        return rejection
    lot = draft.lot(command.lot)
    before, price = lot.sold_to, lot.sold_for
    assert before is not None and price is not None  # noqa: S101, PT018 # _unless_sold_here refused all others
    if (before, price) == (command.participant, command.price):
        return refuse(Code.WRONG_STATUS, status="sold so already")
    if rejection := _unless_affordable(draft, command, _without(draft.participant(command.participant), lot)):
        return rejection
    draft.post(LedgerEntryKind.REVERSE, before, price, lot.id)
    draft.set_participant(before, roster=_without(draft.participant(before), lot).roster)
    _sell(draft, lot, command.participant, command.price)
    draft.emit(
        EventKind.SALE_CORRECTED,
        lot=lot.id,
        participant=command.participant,
        price=command.price,
        other=before,
        before=price,
        reason=command.reason,
    )
    return None


def award_asset(draft: Draft, command: AwardAsset) -> Rejection | None:
    """Sell a lot that isn't open to a manager, at a price, without an auction. Maxima on it are taken back."""
    if rejection := _unless_possible(draft, command):
        return rejection
    lot, winner = draft.lot(command.lot), draft.participant(command.participant)
    if lot.status not in {LotStatus.QUEUED, LotStatus.UNSOLD}:
        return refuse(Code.WRONG_STATUS, status=lot.status)
    if rejection := _unless_affordable(draft, command, winner):
        return rejection
    if winner.proxy_on(lot.id):
        contest.take_back(draft, winner.id, lot.id)
    _sell(draft, lot, winner.id, command.price)
    draft.emit(EventKind.ASSET_AWARDED, lot=lot.id, participant=winner.id, price=command.price, reason=command.reason)
    return None


def _sell(draft: Draft, lot: LotState, winner: int, price: int) -> None:
    if price > money.max_bid(draft.state, draft.participant(winner), lot):
        contest.withdraw(draft, winner)  # the commissioner's word outweighs maxima, which nobody else can know of
    for each in draft.state.open_lots:  # in any case, or their being there would tell that a maximum went
        draft.set_lot(each)
    draft.post(LedgerEntryKind.HOLD, winner, price, lot.id)
    draft.post(LedgerEntryKind.CAPTURE, winner, price, lot.id)
    slots = (*draft.participant(winner).roster, Slot(lot.id, lot.asset, price))
    draft.set_participant(winner, roster=tuple(sorted(slots, key=lambda slot: draft.lot(slot.lot).number)))
    contest.withdraw_without_place(draft, winner)
    draft.set_lot(lot.id, status=LotStatus.SOLD, price=price, sold_to=winner, sold_for=price)


def _without(participant: ParticipantState, lot: LotState) -> ParticipantState:
    """Return the participant as if the sale of the lot, where it was to them, had not been."""
    if lot.sold_to != participant.id:
        return participant
    roster = tuple(slot for slot in participant.roster if slot.lot != lot.id)
    return replace(participant, spent=participant.spent - (lot.sold_for or 0), roster=roster)


def _unless_possible(draft: Draft, command: AwardAsset | CorrectSale) -> Rejection | None:
    if rejection := only_commissioner(command) or _unless_running(draft, command.lot):
        return rejection
    if command.participant not in draft.state.participants:
        return refuse(Code.NOT_A_PARTICIPANT)
    return None if command.reason else refuse(Code.REASON_MISSING)


def _unless_running(draft: Draft, lot_id: int) -> Rejection | None:
    if not draft.auction.status.under_way:
        return refuse(Code.WRONG_STATUS, status=draft.auction.status)
    return None if lot_id in draft.state.lots else refuse(Code.NO_SUCH_LOT, lot=lot_id)


def _unless_sold_here(draft: Draft, lot_id: int) -> Rejection | None:
    lot = draft.lot(lot_id)
    if lot.kept and not lot.keeper:  # its price came out of the grant
        return refuse(Code.NOT_SOLD, status="brought along from an auction before")
    return None if lot.status is LotStatus.SOLD else refuse(Code.NOT_SOLD, status=lot.status)


def _unless_affordable(draft: Draft, command: AwardAsset | CorrectSale, winner: ParticipantState) -> Rejection | None:
    """Refuse a price that isn't one, more than the winner could have bid, or a roster that would grow too large.

    It is judged by what everybody sees: a refusal must not tell how high the winner's maxima are.
    """
    if command.price < 1:
        return refuse(Code.TOO_LOW, price=None, leader=None, min_next=1)
    if money.roster_full(draft.state, winner, command.lot):
        facts = {"filled": winner.filled + 1, "slots": winner.size(draft.auction.settings).most}
        return refuse(Code.ROSTER_FULL, participant=winner.id, **facts)
    if rejection := refuse_place(draft, winner, draft.lot(command.lot), participant=winner.id):
        return rejection
    seen = money.as_seen(winner)
    most = money.max_bid(draft.state, seen, draft.lot(command.lot))
    if command.price > most:
        reserve = money.reserve(draft.state, seen, command.lot)
        return refuse(Code.OVER_MAX_BID, participant=winner.id, max_bid=most, reserve=reserve, amount=command.price)
    return None
