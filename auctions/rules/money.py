"""Money: ledger entries applied to it, and limits of bids. Whole units, no floats, no rounding."""

from dataclasses import replace
from heapq import nsmallest

from auctions.rules.events import LedgerEntry, LedgerEntryKind
from auctions.rules.state import AuctionState, LotState, LotStatus, ParticipantState
from leagues.settings.auction import AuctionSettings


class MoneyError(Exception):
    """An entry that would make money out of nothing: a fault of ours, never of a bidder."""


def post(participant: ParticipantState, entry: LedgerEntry) -> ParticipantState:
    """Return the participant after one ledger entry. Raises MoneyError if an amount would fall below zero."""
    amount = entry.amount
    match entry.kind:
        case LedgerEntryKind.GRANT:
            after = replace(participant, granted=participant.granted + amount)
        case LedgerEntryKind.HOLD:
            after = replace(participant, held=participant.held + amount)
        case LedgerEntryKind.RELEASE:
            after = replace(participant, held=participant.held - amount)
        case LedgerEntryKind.CAPTURE:
            after = replace(participant, held=participant.held - amount, spent=participant.spent + amount)
        case LedgerEntryKind.REVERSE:
            after = replace(participant, spent=participant.spent - amount)
        case LedgerEntryKind.PAY:
            after = replace(participant, adjusted=participant.adjusted - amount)
        case LedgerEntryKind.RECEIVE | LedgerEntryKind.REFUND:
            after = replace(participant, adjusted=participant.adjusted + amount)
    if amount < 0 or min(after.available, after.held, after.spent) < 0:
        raise MoneyError(f"{entry} on {participant}")
    return after


def min_next(lot: LotState, settings: AuctionSettings) -> int:
    """The least that may be bid on the lot: the opening price, else one increment over the price."""
    return lot.opening_price if lot.price is None else settings.price_after(lot.price)


def reserve(state: AuctionState, participant: ParticipantState, lot: int | None) -> int:
    """Return the least that the rest of the participant's roster will cost after winning `lot` (None: the next one).

    (minimum roster - owned - lots led elsewhere - 1) slots, never below 0 and never more than there are lots left to
    fill them, at the minimum price; where opening prices differ, the cheapest of those lots.
    Source: docs/auction-rules.md.
    """
    slots = max(0, state.auction.settings.slots_min - participant.filled - state.led_elsewhere(participant.id, lot) - 1)
    if slots == 0:
        return 0
    if state.uniform:
        return min(slots, _count_winnable(state, participant, lot)) * state.auction.settings.min_price
    this = _next_up(state) if lot is None else lot
    winnable = (
        each.opening_price for each in state.lots.values() if each.id != this and _winnable(state, participant, each)
    )
    return sum(nsmallest(slots, winnable))


def _winnable(state: AuctionState, participant: ParticipantState, lot: LotState) -> bool:
    """True if the lot can still come up for the participant, or is up and led by another."""
    if lot.status is LotStatus.UNSOLD:
        return state.auction.another_round
    return lot.status in {LotStatus.QUEUED, LotStatus.OPEN} and lot.leader != participant.id


def _count_winnable(state: AuctionState, participant: ParticipantState, lot: int | None) -> int:
    """Return how many lots but `lot` (None: the next one) the participant may still win, without a walk over all."""
    coming = state.queued_lots + (state.auction.lots_unsold if state.auction.another_round else 0)
    coming += sum(state.lots[each].leader != participant.id for each in state.open_lots)
    return max(0, coming - (lot is None or _winnable(state, participant, state.lots[lot])))


def _next_up(state: AuctionState) -> int | None:
    """Return the lot that comes up next: the first of the queue, else of those that come again; None: none does."""
    queued = [lot for lot in state.lots.values() if lot.status is LotStatus.QUEUED]
    unsold = [lot for lot in state.lots.values() if lot.status is LotStatus.UNSOLD and state.auction.another_round]
    return min(queued or unsold, key=lambda lot: lot.number).id if queued or unsold else None


def max_bid(state: AuctionState, participant: ParticipantState, lot: LotState | None) -> int:
    """The most the participant may bid on the lot: available + own hold on it - reserve, never below 0."""
    own_hold = lot.hold if lot is not None and lot.leader == participant.id else 0
    return max(0, participant.available + own_hold - reserve(state, participant, lot.id if lot else None))


def roster_full(state: AuctionState, participant: ParticipantState, lot: int | None) -> bool:
    """True if winning one more lot than those led elsewhere would overfill the roster."""
    taken = participant.filled + state.led_elsewhere(participant.id, lot)
    return taken >= state.auction.settings.slots_max


def shown_limit(state: AuctionState, participant: ParticipantState, lot: LotState | None) -> int:
    """The limit that people see beside the lot (None: the next one): `max_bid`, and 0 when the roster is full."""
    full = roster_full(state, participant, lot.id if lot else None)
    return 0 if full else max_bid(state, participant, lot)


def shown_max_bid(state: AuctionState, participant: ParticipantState) -> int:
    """The limit everybody sees beside a manager: on the open lot, else on the next one."""
    lot = state.lots[state.open_lots[0]] if len(state.open_lots) == 1 else None
    return shown_limit(state, participant, lot)


def can_bid(state: AuctionState, participant: ParticipantState, lot: LotState) -> bool:
    """True if the participant has the money and the slot for the next bid on the lot."""
    if roster_full(state, participant, lot.id):
        return False
    return min_next(lot, state.auction.settings) <= max_bid(state, participant, lot)
