"""The contest of the maxima on a lot: who leads, at what price, and whose money is held."""

from dataclasses import dataclass

from auctions.rules import money
from auctions.rules.draft import Draft
from auctions.rules.events import EventKind, LedgerEntryKind
from auctions.rules.limits.places import no_place_once_owned
from auctions.rules.state import EARLIER_KEPT, EarlierBid, LotState

_NOW = float("inf")
"""A bid by hand is later than every maximum: those stay only where they are at least as high."""


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody who bids on a lot up to a limit, from an event on."""

    participant: int
    limit: int
    since: float


def lead(draft: Draft, lot_id: int, participant: int, price: int) -> None:
    """Let a participant lead a lot at a price. Held is the maximum left on it, if there is one, else the price.

    The leader before gets back what is held, unless it is a maximum that answers: one that is at least as high.
    """
    lot = draft.lot(lot_id)
    if lot.leader is not None and lot.leader != participant:
        maximum = draft.participant(lot.leader).proxy_on(lot_id)
        if maximum is None:
            draft.post(LedgerEntryKind.RELEASE, lot.leader, lot.hold, lot_id)
        elif maximum.maximum < price:
            _give_back(draft, lot.leader, lot_id)
    seat = draft.participant(participant)
    own = seat.proxy_on(lot_id)
    if own is None:
        draft.post(LedgerEntryKind.HOLD, participant, price, lot_id)
    if lot_id in seat.passed:
        draft.set_participant(participant, passed=tuple(each for each in seat.passed if each != lot_id))
    hold = own.maximum if own else price
    earlier: tuple[EarlierBid, ...] = ()  # where nobody leads, none of those before it could lead again
    if lot.leader is not None and lot.price is not None:
        earlier = (*lot.earlier, EarlierBid(lot.leader, lot.price))[-EARLIER_KEPT:]
    draft.set_lot(lot_id, price=price, leader=participant, hold=hold, bids=lot.bids + 1, earlier=earlier)


def play(draft: Draft, lot_id: int) -> bool:
    """Let the maxima on an open lot bid against its leader and each other; return whether any did.

    The highest leads, the earlier of two equal ones, at one increment over the second highest and never above its own.
    The second highest is shown as a bid first, so that everybody sees what the price comes from. The others stay
    unknown. Afterwards only the leader has a maximum on the lot.
    """
    lot = draft.lot(lot_id)
    contenders = _contenders(draft, lot)
    if all(each.participant == lot.leader for each in contenders):
        if _give_back_to_others(draft, lot_id):
            draft.emit(EventKind.PROXY_CHANGED)
        return False
    first, *rest = sorted(contenders, key=lambda each: (-each.limit, each.since))
    price = money.min_next(lot, draft.auction.settings)
    if rest:
        second = rest[0]
        if lot.price is None or second.limit > lot.price:
            _bid(draft, lot_id, second.participant, second.limit)
        price = draft.auction.settings.price_after(second.limit)
    lead(draft, lot_id, first.participant, min(first.limit, price))
    _give_back_to_others(draft, lot_id)
    _emit_bid(draft, lot_id)
    return True


def withdraw(draft: Draft, participant: int) -> None:
    """Take back all maxima of a participant. Where they lead, they go on leading at the price."""
    for proxy in draft.participant(participant).proxies:
        take_back(draft, participant, proxy.lot)


def withdraw_without_place(draft: Draft, participant: int) -> None:
    """Take back the maxima on lots for which the participant's roster, which has grown, has no place any more."""
    for proxy in draft.participant(participant).proxies:
        if no_place_once_owned(draft.state, draft.participant(participant), draft.lot(proxy.lot)):
            take_back(draft, participant, proxy.lot)


def take_back(draft: Draft, participant: int, lot_id: int) -> None:
    """Take back a participant's maximum on a lot; of what was held, the price stays held where they lead."""
    lot = draft.lot(lot_id)
    _give_back(draft, participant, lot_id)
    if lot.leader == participant and lot.price is not None:
        draft.post(LedgerEntryKind.HOLD, participant, lot.price, lot_id)
        draft.set_lot(lot_id, hold=lot.price)


def _contenders(draft: Draft, lot: LotState) -> list[Contender]:
    """The leader, and those whose maximum is enough for the lot and within what they may spend."""
    contenders = []
    if lot.leader is not None:
        own = draft.participant(lot.leader).proxy_on(lot.id)
        contenders.append(Contender(lot.leader, lot.hold, own.since if own else _NOW))
    for seat in (draft.state.participants[each] for each in draft.state.with_maxima if each != lot.leader):
        proxy = seat.proxy_on(lot.id)
        if not proxy or not money.has_place(draft.state, seat, lot):
            continue
        limit = min(proxy.maximum, money.max_bid(draft.state, seat, lot))
        if limit >= (lot.opening_price if lot.price is None else lot.price):
            contenders.append(Contender(seat.id, limit, proxy.since))
    return contenders


def _bid(draft: Draft, lot_id: int, participant: int, price: int) -> None:
    lead(draft, lot_id, participant, price)
    _emit_bid(draft, lot_id)


def _emit_bid(draft: Draft, lot_id: int) -> None:
    lot = draft.lot(lot_id)
    draft.emit(EventKind.PROXY_BID, lot=lot_id, participant=lot.leader, amount=lot.price)


def _give_back_to_others(draft: Draft, lot_id: int) -> bool:
    """Take back the maxima of all but the leader; return whether there were any."""
    leader = draft.lot(lot_id).leader
    others = [seat for seat in draft.state.with_maxima if seat != leader]
    beaten = [seat for seat in others if draft.participant(seat).proxy_on(lot_id)]
    for seat in beaten:
        _give_back(draft, seat, lot_id)
    return bool(beaten)


def _give_back(draft: Draft, participant: int, lot_id: int) -> None:
    proxy = draft.participant(participant).proxy_on(lot_id)
    if proxy is not None:
        draft.post(LedgerEntryKind.RELEASE, participant, proxy.maximum, lot_id)
        draft.set_proxy(participant, lot_id, None)
