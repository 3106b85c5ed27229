"""Money: ledger entries applied to it, and limits of bids. Whole units, no floats, no rounding."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from auctions.rules.events import LedgerEntry, LedgerEntryKind
from auctions.rules.state import AuctionHeader, AuctionState, LotState, LotStatus, ParticipantState, Proxy
from leagues.settings.auction import AuctionSettings


class MoneyError(Exception):
    """An entry that would make money out of nothing: a fault of ours, never of a bidder."""


def post(participant: ParticipantState, entry: LedgerEntry) -> ParticipantState:
    """Return the participant after one ledger entry. Raises MoneyError if an amount would fall below zero."""
    amount = entry.amount
    match entry.kind:
        case LedgerEntryKind.GRANT:
            after = replace(participant, granted=participant.granted + amount)
        case LedgerEntryKind.REVOKE:
            after = replace(participant, granted=participant.granted - amount)
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


def secret(lots: Mapping[int, LotState], participant: ParticipantState) -> int:
    """Return what is held for the participant's maxima and others don't see."""
    led = (lots[each.lot] for each in participant.proxies if lots[each.lot].leader == participant.id)
    return sum(each.maximum for each in participant.proxies) - sum(lot.price or 0 for lot in led)


def as_seen(participant: ParticipantState) -> ParticipantState:
    """Return the participant as others see it: it holds visible prices, and has left no maximum.

    Whatever others can tell from (limits beside a name, the early end of a lot) is worked out from this, or a hold
    would tell how high a maximum is.
    """
    if not participant.proxies:
        return participant
    return replace(participant, held=participant.held - participant.secret, proxies=(), secret=0)


def reserve(state: AuctionState, participant: ParticipantState, lot: int | None) -> int:
    """Return the least that the rest of the participant's roster will cost after winning `lot` (None: the next one).

    (minimum roster - owned - lots led elsewhere - 1) slots, never below 0 and never more than there are lots left to
    fill them, at the opening prices of the cheapest of those lots. A lot with a maximum of the participant's counts as
    led: either it fills a slot, or what is held for it comes back. Source: docs/auction-rules.md.
    """
    funded = state.led_elsewhere(participant.id, lot) + len(_maxima_on_queued(state, participant, lot))
    slots = max(0, participant.size(state.auction.settings).least - participant.filled - funded - 1)
    if slots == 0:
        return 0
    prices = _winnable_prices(state, participant)
    one_price = lot is None and len(prices) < 2 and not participant.proxies  # then any lot may be the next one
    prices.subtract(prices.keys() if one_price else _price_of(state, participant, lot))
    return cheapest(prices, slots)


def cheapest(prices: Counter[int], lots: int) -> int:
    """Return what the cheapest lots cost together; of fewer than `lots` all of them."""
    cost = 0
    for price, there in sorted(prices.items()):
        bought = min(lots, there)
        cost += bought * price
        lots -= bought
    return cost


def coming_price(auction: AuctionHeader, lot: LotState) -> int:
    """Return the lot's opening price when it comes up: one that went unsold may come back at a lower one."""
    return auction.settings.price_again(lot.opening_price) if lot.status is LotStatus.UNSOLD else lot.opening_price


def _winnable_prices(state: AuctionState, participant: ParticipantState) -> Counter[int]:
    """Return how many lots the participant can still win, by opening price: those to come, and open ones not led."""
    prices = Counter(state.queued_prices)
    if state.auction.another_round:
        for price, there in state.unsold_prices.items():
            prices[state.auction.settings.price_again(price)] += there
    prices.update(
        lot.opening_price
        for lot in (state.lots[each] for each in state.open_lots)
        if _winnable(state, participant, lot)
    )
    prices.subtract(state.lots[each.lot].opening_price for each in _maxima_on_queued(state, participant, None))
    return prices


def _maxima_on_queued(state: AuctionState, participant: ParticipantState, lot: int | None) -> list[Proxy]:
    """Return the maxima on queued lots other than `lot`."""
    elsewhere = (each for each in participant.proxies if each.lot != lot)
    return [each for each in elsewhere if state.lots[each.lot].status is LotStatus.QUEUED]


def _winnable(state: AuctionState, participant: ParticipantState, lot: LotState) -> bool:
    """True if the lot can still come up for the participant, or is up and led by another."""
    if lot.status is LotStatus.UNSOLD:
        return state.auction.another_round
    if lot.status not in {LotStatus.QUEUED, LotStatus.OPEN} or lot.leader == participant.id:
        return False
    return lot.status is LotStatus.OPEN or participant.proxy_on(lot.id) is None


def _price_of(state: AuctionState, participant: ParticipantState, lot_id: int | None) -> list[int]:
    """Return the price of a lot (None: of the next one) among the winnable ones; nothing if it isn't one of them."""
    this = _next_up(state) if lot_id is None else lot_id
    if this is None or not _winnable(state, participant, state.lots[this]):
        return []
    return [coming_price(state.auction, state.lots[this])]


def _next_up(state: AuctionState) -> int | None:
    """Return the lot that comes up next: the first of the queue, else of those that come again; None: none does."""
    queued = [lot for lot in state.lots.values() if lot.status is LotStatus.QUEUED]
    unsold = [lot for lot in state.lots.values() if lot.status is LotStatus.UNSOLD and state.auction.another_round]
    return min(queued or unsold, key=lambda lot: lot.order).id if queued or unsold else None


def max_bid(state: AuctionState, participant: ParticipantState, lot: LotState | None) -> int:
    """The most the participant may bid on the lot: available + own hold on it - reserve, never below 0."""
    return max(
        0, participant.available + _own_hold(participant, lot) - reserve(state, participant, lot.id if lot else None)
    )


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


def shown_limit(state: AuctionState, participant: ParticipantState, lot: LotState | None) -> int:
    """The limit that people see beside the lot (None: the next one): `max_bid`, and 0 when the roster is full."""
    full = roster_full(state, participant, lot.id if lot else None)
    return 0 if full else max_bid(state, participant, lot)


def shown_max_bid(state: AuctionState, participant: ParticipantState) -> int:
    """The limit everybody sees beside a manager: on the open lot, else on the next one."""
    lot = state.lots[state.open_lots[0]] if len(state.open_lots) == 1 else None
    return shown_limit(state, as_seen(participant), lot)


def can_bid(state: AuctionState, participant: ParticipantState, lot: LotState) -> bool:
    """True if the participant has, as far as others see, the money and the slot for the next bid on the lot."""
    if roster_full(state, participant, lot.id):
        return False
    return min_next(lot, state.auction.settings) <= max_bid(state, as_seen(participant), lot)
