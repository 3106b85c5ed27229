"""Money: ledger entries applied to it, and limits of bids. Whole units, no floats."""

from collections.abc import Iterable, Mapping

from auctions.rules.events import LedgerEntry, LedgerEntryKind
from auctions.rules.limits.places import no_place, rest_of_roster
from auctions.rules.state import BY_ORDER, AuctionState, LotState, LotStatus, ParticipantState, changed, comes_up
from leagues.settings.auction import AuctionSettings
from leagues.settings.limits import LotKind


class MoneyError(Exception):
    """An entry that would make money out of nothing: a fault of ours, never of a bidder."""


def post(participant: ParticipantState, entry: LedgerEntry) -> ParticipantState:
    """Return the participant after one ledger entry. Raises MoneyError if an amount would fall below zero."""
    amount = entry.amount
    match entry.kind:
        case LedgerEntryKind.GRANT | LedgerEntryKind.ADJUST:
            after = changed(participant, granted=participant.granted + amount)
        case LedgerEntryKind.REVOKE:
            after = changed(participant, granted=participant.granted - amount)
        case LedgerEntryKind.HOLD:
            after = changed(participant, held=participant.held + amount)
        case LedgerEntryKind.RELEASE:
            after = changed(participant, held=participant.held - amount)
        case LedgerEntryKind.CAPTURE:
            after = changed(participant, held=participant.held - amount, spent=participant.spent + amount)
        case LedgerEntryKind.REVERSE:
            after = changed(participant, spent=participant.spent - amount)
        case LedgerEntryKind.PAY:
            after = changed(participant, adjusted=participant.adjusted - amount)
        case LedgerEntryKind.RECEIVE | LedgerEntryKind.REFUND:
            after = changed(participant, adjusted=participant.adjusted + amount)
    if (amount < 0 and entry.kind is not LedgerEntryKind.ADJUST) or min(after.available, after.held, after.spent) < 0:
        raise MoneyError(f"{entry} on {participant}")
    return after


def min_next(lot: LotState, settings: AuctionSettings) -> int:
    """The least that may be bid on the lot: the opening price, else one increment over the price."""
    return lot.opening_price if lot.price is None else settings.price_after(lot.price)


def secret(lots: Mapping[int, LotState], participant: ParticipantState) -> int:
    """Return what is held for the participant's maxima and others don't see."""
    if not participant.proxies:
        return 0
    led = (lots[each.lot] for each in participant.proxies if lots[each.lot].leader == participant.id)
    return sum(each.maximum for each in participant.proxies) - sum(lot.price or 0 for lot in led)


def as_seen(participant: ParticipantState) -> ParticipantState:
    """Return the participant as others see it: it holds visible prices, and has left no maximum.

    Whatever others can tell from (limits beside a name, the early end of a lot) is worked out from this, or a hold
    would tell how high a maximum is.
    """
    if not participant.proxies:
        return participant
    return changed(participant, held=participant.held - participant.secret, proxies=(), secret=0)


def reserve(state: AuctionState, participant: ParticipantState, lot: int | None) -> int:
    """Return the least that the rest of the participant's roster will cost after winning `lot` (None: the next one).

    That is (minimum roster - owned - lots led elsewhere - 1) slots, never below 0 and never more than there are lots
    left to fill them, at the opening prices of the cheapest of those lots that leave no position without its minimum
    and fit into the limits. A lot with a maximum of the participant's counts as led: either it fills a slot, or what is
    held for it comes back. Source: docs/auction-rules.md.
    """
    return _reserve_after(state, participant, _next_up(state, participant) if lot is None else state.lots[lot])


def _reserve_after(state: AuctionState, participant: ParticipantState, lot: LotState | None) -> int:
    """Return the reserve after winning a lot; None: one more, it doesn't matter which."""
    return rest_of_roster(state, participant, lot, _maxima_on_queued(state, participant, lot)).cost


def _maxima_on_queued(state: AuctionState, participant: ParticipantState, lot: LotState | None) -> list[LotState]:
    """Return the queued lots other than `lot` with a maximum of the participant's."""
    if not participant.proxies:
        return []
    lots = (state.lots[each.lot] for each in participant.proxies if lot is None or each.lot != lot.id)
    return [each for each in lots if each.status is LotStatus.QUEUED]


def _next_up(state: AuctionState, participant: ParticipantState) -> LotState | None:
    """Return the lot that comes up next: the first of the queue, else of those that come again; None: none does.

    Where all lots are alike it doesn't matter which: None, too.
    """
    alike = len(state.coming.in_order) < 2 and not state.auction.settings.roster_limits.groupings
    if alike and not participant.proxies and not state.open_lots:
        return None
    queued = [lot for lot in state.lots.values() if lot.status is LotStatus.QUEUED]
    coming = queued or [lot for lot in state.lots.values() if comes_up(state.auction, lot)]
    return min(coming, key=BY_ORDER, default=None)


def max_bid(state: AuctionState, participant: ParticipantState, lot: LotState | None) -> int:
    """The most the participant may bid on the lot (None: the next one): available + own hold on it - reserve.

    It is never below 0.
    """
    return _most_on(state, participant, lot or _next_up(state, participant))


def _most_on(state: AuctionState, participant: ParticipantState, lot: LotState | None) -> int:
    """The same on one lot; None: on one more, it doesn't matter which."""
    return max(0, participant.available + _own_hold(participant, lot) - _reserve_after(state, participant, lot))


def _own_hold(participant: ParticipantState, lot: LotState | None) -> int:
    if lot is None:
        return 0
    if proxy := participant.proxy_on(lot.id):
        return proxy.maximum
    return lot.price or 0 if lot.leader == participant.id else 0


def roster_full(state: AuctionState, participant: ParticipantState, lot: int | None) -> bool:
    """True if winning one more lot than those led elsewhere would overfill the roster."""
    taken = participant.filled + state.led_elsewhere(participant.id, lot)
    return taken >= participant.size(state.auction.settings).most


def has_place(state: AuctionState, participant: ParticipantState, lot: LotState | None) -> bool:
    """True if the roster has a slot left for the lot (None: any one), and a place by the limits of its groups."""
    if roster_full(state, participant, lot.id if lot else None):
        return False
    return lot is None or no_place(state, participant, lot) is None


def shown_limits(state: AuctionState, participant: ParticipantState) -> dict[int, int]:
    """The limit on each open lot. Those that the participant has no money in differ by their kind alone."""
    limits, of_kind = dict[int, int](), dict[LotKind, int]()
    for lot in (state.lots[each] for each in state.open_lots):
        if lot.leader == participant.id or participant.proxy_on(lot.id):
            limits[lot.id] = _limit_on(state, participant, lot)
            continue
        kind = lot.opening_price, lot.groups
        if kind not in of_kind:
            of_kind[kind] = _limit_on(state, participant, lot)
        limits[lot.id] = of_kind[kind]
    return limits


def _limit_on(state: AuctionState, participant: ParticipantState, lot: LotState | None) -> int:
    return _most_on(state, participant, lot) if has_place(state, participant, lot) else 0


def shown_max_bids(state: AuctionState, participants: Iterable[ParticipantState]) -> dict[int, int]:
    """The limit everybody sees beside each manager: on the open lot if it is the only one, else on the next one."""
    seats = [as_seen(each) for each in participants]
    if not seats:
        return {}
    # Which one that is, is the same for all: nobody's maxima are seen.
    lot = state.lots[state.open_lots[0]] if len(state.open_lots) == 1 else _next_up(state, seats[0])
    return {seat.id: _limit_on(state, seat, lot) for seat in seats}


def can_bid(state: AuctionState, participant: ParticipantState, lot: LotState) -> bool:
    """True if the participant has, as far as others see, the money and the place for the next bid on the lot."""
    if not has_place(state, participant, lot):
        return False
    return min_next(lot, state.auction.settings) <= max_bid(state, as_seen(participant), lot)
