"""Trades and drops after the auction. The sale itself stays what it was."""

from auctions.rules.codes import Code
from auctions.rules.commands import DropAsset, TradeAssets
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import EventKind, LedgerEntryKind
from auctions.rules.lifecycle import only_commissioner
from auctions.rules.limits.places import worse_by_limits
from auctions.rules.state import AuctionStatus, Slot


def trade_assets(draft: Draft, command: TradeAssets) -> Rejection | None:
    """Exchange assets, and money if there is any in it; both must have the slots and the money, within the limits."""
    if rejection := (
        only_commissioner(command)
        or _only_after_the_end(draft)
        or _not_seated(draft, command.participant, command.other)
        or _not_a_trade(command)
        or _not_theirs(draft, command.participant, command.gives)
        or _not_theirs(draft, command.other, command.takes)
        or _too_many(draft, command.participant, len(command.takes) - len(command.gives))
        or _too_many(draft, command.other, len(command.gives) - len(command.takes))
        or _against_limits(draft, command.participant, command.gives, command.takes)
        or _against_limits(draft, command.other, command.takes, command.gives)
        or _over_available(draft, command.participant, command.pays)
        or _over_available(draft, command.other, -command.pays)
    ):
        return rejection
    payer, payee = command.participant, command.other
    if command.pays < 0:
        payer, payee = payee, payer
    draft.post(LedgerEntryKind.PAY, payer, abs(command.pays))
    draft.post(LedgerEntryKind.RECEIVE, payee, abs(command.pays))
    given, taken = _take_out(draft, command.participant, command.gives), _take_out(draft, command.other, command.takes)
    _put_in(draft, command.participant, taken)
    _put_in(draft, command.other, given)
    draft.emit(
        EventKind.ASSETS_TRADED,
        participant=command.participant,
        other=command.other,
        gives=list(command.gives),
        takes=list(command.takes),
        pays=command.pays,
    )
    return None


def drop_asset(draft: Draft, command: DropAsset) -> Rejection | None:
    """Take an asset out of its owner's roster; it is nobody's then. The price of its sale comes back with `refund`."""
    owner = command.participant
    if rejection := (
        only_commissioner(command)
        or _only_after_the_end(draft)
        or _not_seated(draft, owner)
        or _not_theirs(draft, owner, (command.lot,))
    ):
        return rejection
    [slot] = _take_out(draft, owner, (command.lot,))
    refund = slot.price if command.refund else 0
    draft.post(LedgerEntryKind.REFUND, owner, refund, slot.lot)
    draft.emit(EventKind.ASSET_DROPPED, lot=slot.lot, asset=slot.asset, participant=owner, refund=refund)
    return None


def _only_after_the_end(draft: Draft) -> Rejection | None:
    status = draft.auction.status
    return None if status is AuctionStatus.COMPLETED else refuse(Code.WRONG_STATUS, status=status)


def _not_seated(draft: Draft, *participants: int) -> Rejection | None:
    return None if draft.state.participants.keys() >= {*participants} else refuse(Code.NOT_A_PARTICIPANT)


def _not_a_trade(command: TradeAssets) -> Rejection | None:
    lots = (*command.gives, *command.takes)
    if command.participant == command.other or not lots or len(set(lots)) < len(lots):
        return refuse(Code.NOT_A_TRADE)
    return None


def _not_theirs(draft: Draft, participant: int, lots: tuple[int, ...]) -> Rejection | None:
    owned = {slot.lot for slot in draft.participant(participant).roster}
    for lot in lots:
        if lot not in draft.state.lots:
            return refuse(Code.NO_SUCH_LOT, lot=lot)
        if lot not in owned:
            return refuse(Code.NOT_OWNED, asset=draft.state.lots[lot].asset, participant=participant)
    return None


def _too_many(draft: Draft, participant: int, more: int) -> Rejection | None:
    seat = draft.participant(participant)
    filled, slots = seat.filled + more, seat.size(draft.auction.settings).most
    if filled > slots:
        return refuse(Code.ROSTER_FULL, slots=slots, participant=participant, filled=filled)
    return None


def _against_limits(draft: Draft, participant: int, gives: tuple[int, ...], takes: tuple[int, ...]) -> Rejection | None:
    lots = draft.state.lots
    before = [lots[slot.lot] for slot in draft.participant(participant).roster]
    after = [lot for lot in before if lot.id not in gives] + [lots[each] for each in takes]
    reason = worse_by_limits(draft.auction.settings.roster_limits, before, after)
    return refuse(reason.code, **reason.facts, participant=participant) if reason else None


def _over_available(draft: Draft, participant: int, amount: int) -> Rejection | None:
    available = draft.participant(participant).available
    if amount > available:
        return refuse(Code.OVER_AVAILABLE, available=available, amount=amount, participant=participant)
    return None


def _take_out(draft: Draft, participant: int, lots: tuple[int, ...]) -> list[Slot]:
    roster = draft.participant(participant).roster
    draft.set_participant(participant, roster=tuple(slot for slot in roster if slot.lot not in lots))
    return [slot for slot in roster if slot.lot in lots]


def _put_in(draft: Draft, participant: int, slots: list[Slot]) -> None:
    roster = (*draft.participant(participant).roster, *slots)
    draft.set_participant(participant, roster=tuple(sorted(roster, key=lambda slot: draft.lot(slot.lot).number)))
