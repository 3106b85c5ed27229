"""The rules: what they ought to say, worked out a second time from docs/auction-rules.md in the plainest way.

It shares no function with `auctions/rules`: limits come from sorted lists.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from typing import Protocol

from auctions.rules.codes import Code
from auctions.rules.commands import (
    ActorRole,
    BidByBot,
    BidFor,
    DropAsset,
    LeaveProxy,
    Nominate,
    Offer,
    PlaceBid,
    TradeAssets,
)
from auctions.rules.state import AuctionState, AuctionStatus, LotState, LotStatus, ParticipantState
from auctions.rules.switches import Switches
from leagues.settings.auction import AuctionSettings
from tests.auctions.rules.reference_limits import best_rest, change_code, place_code

NOTHING: Mapping[int, int] = {}


class Deadlines(Protocol):
    """The ends of lots, and the time until which the room counts."""

    ends: dict[int, int]
    resumes: int


def expected_min_next(state: AuctionState, lot: LotState) -> int:
    """The least that may be bid."""
    return lot.opening_price if lot.price is None else lot.price + expected_increment(state.auction.settings, lot.price)


def expected_increment(settings: AuctionSettings, price: int) -> int:
    """Return what must be added to a price."""
    text = settings.increment_by_price
    if text is None:
        return settings.increment
    if text.endswith("%"):
        return max(1, ceil(Fraction(price * int(text[:-1]), 100)))
    *slabs, last = (slab.split(":") for slab in text.split(","))
    above = int(last[1])
    return next((int(step) for span, step in slabs if price in range(*map(int, span.split("–")))), above)


def expected_max_bid(
    state: AuctionState, seat: ParticipantState, lot: LotState | None, maxima: Mapping[int, int] = NOTHING
) -> int:
    """The most that may be bid, beside what is led elsewhere; None: on the next lot, or the cheapest if none follows.

    `maxima` are those that the seat left, by lot; without them it is what others see.
    """
    coming = expected_to_come(state)
    this = lot or next((each for each in coming if each.status is not LotStatus.OPEN), None)
    led = {each.id: each.price or 0 for each in coming if each.leader == seat.id}
    promised = {each: amount for each, amount in {**led, **maxima}.items() if this is None or each != this.id}
    others = sorted(
        (expected_opening(state, each), each.groups)
        for each in coming
        if each.id not in promised and (this is None or each.id != this.id)
    )
    if this is None:
        del others[:1]
    least, most = expected_size(state, seat)
    wanted = max(0, least - len(seat.roster) - len(promised) - 1)
    rest = sum(price for price, _ in others[:wanted])
    if state.auction.settings.limits:
        won = [*(slot.lot for slot in seat.roster), *promised, *((this.id,) if this else ())]
        taken = tuple(sorted(state.lots[each].groups for each in won))
        free = most - len(seat.roster) - len([each for each in led if each in promised]) - 1
        rest = best_rest(state.auction.settings.limits, tuple(others), taken, free, wanted)[2]
    return max(0, expected_available(state, seat) - sum(promised.values()) - rest)


def expected_place_code(
    state: AuctionState, seat: ParticipantState, lot: LotState, *, leads: bool = True
) -> Code | None:
    """Return why limits leave a roster no place for a lot; None: they do. `leads`: what is led elsewhere is taken."""
    text = state.auction.settings.limits
    if not text:
        return None
    taken = {slot.lot for slot in seat.roster}
    taken |= {each for each in state.open_lots if leads and each != lot.id and state.lots[each].leader == seat.id}
    coming = {each.id: (expected_opening(state, each), each.groups) for each in expected_to_come(state)}
    return place_code(
        text,
        [priced for each, priced in coming.items() if each not in {*taken, lot.id}],
        [state.lots[each].groups for each in taken],
        (lot.opening_price, lot.groups),
        expected_size(state, seat),
        comes=lot.id in coming,
    )


def expected_opening(state: AuctionState, lot: LotState) -> int:
    """Return what the lot opens at when it comes up, again if it went unsold."""
    settings, price = state.auction.settings, lot.opening_price
    if lot.status is not LotStatus.UNSOLD:
        return price
    if settings.unsold_price is not None:
        return min(price, settings.unsold_price)
    return ceil(Fraction(price * settings.unsold_percent, 100))


def expected_to_come(state: AuctionState) -> list[LotState]:
    """The lots that somebody may still buy, in the order they come up; unsold ones last, if they come again."""
    in_order = sorted(state.lots.values(), key=lambda lot: (lot.place, lot.number))
    wave = [lot for lot in in_order if lot.status in {LotStatus.OPEN, LotStatus.QUEUED}]
    again = state.auction.round - 1 < state.auction.settings.unsold_rounds
    return wave + [lot for lot in in_order if again and lot.status is LotStatus.UNSOLD]


def expected_size(state: AuctionState, seat: ParticipantState) -> tuple[int, int]:
    """The smallest and the largest roster: what the seat was given, else what everybody has."""
    least, most = state.auction.settings.slots_min, state.auction.settings.slots_max
    if seat.slots_min is not None:
        least = seat.slots_min
    if seat.slots_max is not None:
        most = seat.slots_max
    return least, most


def expected_available(state: AuctionState, seat: ParticipantState) -> int:
    """Return what a manager has left with nothing held: the budget, what trades brought, less what was bought."""
    bought = sum(lot.sold_for or 0 for lot in state.lots.values() if lot.sold_to == seat.id)
    return seat.granted + seat.adjusted - bought


def expected_shown_max_bid(state: AuctionState, seat: ParticipantState) -> int:
    """Return the highest bid that stands beside a manager's name."""
    alone = len(state.open_lots) == 1
    coming = [lot for lot in expected_to_come(state) if (lot.status is LotStatus.OPEN) == alone]
    lot = coming[0] if coming else None
    full = expected_slots_left(state, seat, lot) <= 0
    return 0 if full or (lot and expected_place_code(state, seat, lot)) else expected_max_bid(state, seat, lot)


def expected_slots_left(state: AuctionState, seat: ParticipantState, lot: LotState | None) -> int:
    """Return how many slots are neither filled nor of a lot that is led, other than this one."""
    leads = [each for each in state.open_lots if state.lots[each].leader == seat.id and (not lot or each != lot.id)]
    return expected_size(state, seat)[1] - len(seat.roster) - len(leads)


def expected_can_bid(state: AuctionState, seat: ParticipantState, lot: LotState) -> bool:
    """Return True if there is a slot, a place and the money."""
    if expected_slots_left(state, seat, lot) <= 0 or expected_place_code(state, seat, lot):
        return False
    return expected_min_next(state, lot) <= expected_max_bid(state, seat, lot)


def expected_bid_code(
    state: AuctionState, clock: Deadlines, bid: PlaceBid, switches: Switches, maxima: Mapping[int, int]
) -> Code:
    """The code that a bid must get. `maxima` are those that the bidder left, by lot."""
    if isinstance(bid, BidFor):
        if not switches.read_only and bid.actor.role not in (ActorRole.COMMISSIONER, ActorRole.SYSTEM):
            return Code.FORBIDDEN
        maxima = NOTHING  # it is judged by what everybody sees
    if isinstance(bid, BidByBot) and not switches.read_only:
        if bid.actor.role is not ActorRole.SYSTEM:
            return Code.FORBIDDEN
        if bid.participant in state.participants and not state.participants[bid.participant].away:
            return Code.WRONG_STATUS
    if refusal := expected_offer_code(state, clock, bid, switches):
        return refusal
    lot = state.lots[bid.lot]
    if lot.leader == bid.seat:
        return Code.ALREADY_LEADING
    return _expected_amount_code(state, bid, bid.amount, maxima)


def expected_proxy_code(
    state: AuctionState, clock: Deadlines, proxy: LeaveProxy, switches: Switches, maxima: Mapping[int, int]
) -> Code:
    """The code that a maximum must get. `maxima` are those that its sender left before, by lot."""
    if switches.read_only:
        return Code.READ_ONLY
    if not state.auction.settings.proxies:
        return Code.NOT_OFFERED
    lot = state.lots.get(proxy.lot)
    queued = lot is not None and lot.status is LotStatus.QUEUED
    if refusal := expected_offer_code(state, clock, proxy, switches, queued=queued):
        return refusal
    lot = state.lots[proxy.lot]
    if proxy.maximum is None:
        return Code.OK if proxy.lot in maxima else Code.NO_PROXY
    if lot.leader != proxy.seat:
        return _expected_amount_code(state, proxy, proxy.maximum, maxima)
    if proxy.maximum < (lot.price or 0):
        return Code.BELOW_LEAD
    seat = state.participants[proxy.seat or 0]
    return Code.OVER_MAX_BID if proxy.maximum > expected_max_bid(state, seat, lot, maxima) else Code.OK


def expected_nomination_code(
    state: AuctionState, clock: Deadlines, command: Nominate, switches: Switches, *, missed: bool
) -> Code | None:
    """The code that a nomination must get before its first bid is looked at; None: what that bid gets.

    `missed`: it arrived in a turn of its sender's that ended without it.
    """
    if switches.read_only:
        return Code.READ_ONLY
    auction, sender = state.auction, command.actor.participant
    missed &= auction.format == "live"
    if sender not in state.participants:
        return Code.NOT_A_PARTICIPANT
    if auction.mode != "nomination":
        return Code.NOT_OFFERED
    if not switches.bidding:
        return Code.BIDDING_DISABLED
    if not switches.running_auctions:
        return Code.RUNNING_AUCTIONS_DISABLED
    if auction.status is not AuctionStatus.ACTIVE or command.arrived < clock.resumes:
        if auction.status in (AuctionStatus.ACTIVE, AuctionStatus.PAUSED):
            return Code.PAUSED
        return Code.MISSED_BY_SERVER if missed and auction.status is AuctionStatus.COMPLETED else Code.NOT_ACTIVE
    if refusal := _expected_turn_code(state, command):
        ours = missed and refusal is Code.NOT_YOUR_TURN and auction.nominator != sender
        return Code.MISSED_BY_SERVER if ours else refusal
    named = [lot for lot in state.lots.values() if lot.asset == command.asset]
    if named == []:
        return Code.NO_SUCH_LOT
    return None if named[0].status is LotStatus.QUEUED else Code.NOT_QUEUED


def _expected_turn_code(state: AuctionState, command: Nominate) -> Code | None:
    auction, sender = state.auction, command.actor.participant
    if auction.format == "live":
        late = command.arrived > (auction.turn_ends_at or command.arrived)
        return Code.NOT_YOUR_TURN if late or auction.nominator != sender else None
    if auction.next_format:
        return Code.PACE_CHANGES
    theirs = [each for each in state.open_lots if state.lots[each].nominator == sender]
    return Code.NOMINATIONS_USED if len(theirs) >= auction.settings.slow_nominations else None


def expected_first_bid_code(state: AuctionState, command: Nominate, maxima: Mapping[int, int]) -> Code:
    """The code that a nomination's bid must get on the queued lot of its asset."""
    [lot] = [lot for lot in state.lots.values() if lot.asset == command.asset]
    offer = PlaceBid(actor=command.actor, lot=lot.id, amount=command.amount, arrived=0)
    return _expected_amount_code(state, offer, command.amount, maxima)


def expected_offer_code(
    state: AuctionState, clock: Deadlines, offer: Offer, switches: Switches, *, queued: bool = False
) -> Code | None:
    if switches.read_only:
        return Code.READ_ONLY
    seat = state.participants.get(offer.seat or 0)
    if seat is None:
        return Code.NOT_A_PARTICIPANT
    if not switches.bidding:
        return Code.BIDDING_DISABLED
    return None if queued else _expected_auction_code(state, clock, offer)


def _expected_auction_code(state: AuctionState, clock: Deadlines, bid: Offer) -> Code | None:
    if state.auction.status is AuctionStatus.PAUSED:
        return Code.PAUSED
    if state.auction.status is not AuctionStatus.ACTIVE:
        over = state.auction.status is AuctionStatus.COMPLETED and bid.lot in state.lots
        missed = over and _expected_timing_code(clock, bid, state.lots[bid.lot]) is Code.MISSED_BY_SERVER
        return Code.MISSED_BY_SERVER if missed else Code.NOT_ACTIVE
    if bid.arrived < clock.resumes:
        return Code.PAUSED
    lot = state.lots.get(bid.lot)
    if lot is None:
        return Code.NO_SUCH_LOT
    return _expected_timing_code(clock, bid, lot)


def _expected_timing_code(clock: Deadlines, bid: Offer, lot: LotState) -> Code | None:
    timely = lot.id in clock.ends and bid.arrived <= clock.ends[lot.id]
    if lot.status is LotStatus.OPEN:
        return None if timely else Code.LOT_CLOSED
    return Code.MISSED_BY_SERVER if timely else Code.LOT_CLOSED


def _expected_amount_code(state: AuctionState, offer: Offer, amount: int, maxima: Mapping[int, int]) -> Code:
    seat, lot = state.participants[offer.seat or 0], state.lots[offer.lot]
    if amount < expected_min_next(state, lot):
        return Code.TOO_LOW
    if amount > expected_max_bid(state, seat, lot, maxima):
        return Code.OVER_MAX_BID
    full = expected_slots_left(state, seat, lot) <= 0
    return Code.ROSTER_FULL if full else expected_place_code(state, seat, lot) or Code.OK


def expected_trade_code(state: AuctionState, owners: dict[int, int], trade: TradeAssets) -> Code:
    """The code that a trade must get; `owners` says whose each lot is."""
    if trade.actor.role not in (ActorRole.COMMISSIONER, ActorRole.SYSTEM):
        return Code.FORBIDDEN
    if state.auction.status is not AuctionStatus.COMPLETED:
        return Code.WRONG_STATUS
    if trade.participant not in state.participants or trade.other not in state.participants:
        return Code.NOT_A_PARTICIPANT
    lots = [*trade.gives, *trade.takes]
    if trade.participant == trade.other or lots == [] or sorted(lots) != sorted(set(lots)):
        return Code.NOT_A_TRADE
    for lot, giver in [
        *((lot, trade.participant) for lot in trade.gives),
        *((lot, trade.other) for lot in trade.takes),
    ]:
        if lot not in state.lots:
            return Code.NO_SUCH_LOT
        if owners.get(lot) != giver:
            return Code.NOT_OWNED
    return _expected_roster_and_money_code(state, owners, trade)


def _expected_roster_and_money_code(state: AuctionState, owners: dict[int, int], trade: TradeAssets) -> Code:
    after = {**owners, **dict.fromkeys(trade.gives, trade.other), **dict.fromkeys(trade.takes, trade.participant)}
    for each in (trade.participant, trade.other):
        size = [list(book.values()).count(each) for book in (owners, after)]
        if size[1] > size[0] and size[1] > expected_size(state, state.participants[each])[1]:
            return Code.ROSTER_FULL
    for each in (trade.participant, trade.other):
        had, has = ([state.lots[lot].groups for lot in book if book[lot] == each] for book in (owners, after))
        if code := change_code(state.auction.settings.limits, had, has):
            return code
    for each, cost in ((trade.participant, trade.pays), (trade.other, -trade.pays)):
        if cost > expected_available(state, state.participants[each]):
            return Code.OVER_AVAILABLE
    return Code.OK


def expected_drop_code(state: AuctionState, owners: dict[int, int], drop: DropAsset) -> Code:
    """The code that giving an asset up must get."""
    if drop.actor.role not in (ActorRole.COMMISSIONER, ActorRole.SYSTEM):
        return Code.FORBIDDEN
    if state.auction.status is not AuctionStatus.COMPLETED:
        return Code.WRONG_STATUS
    if drop.participant not in state.participants:
        return Code.NOT_A_PARTICIPANT
    if drop.lot not in state.lots:
        return Code.NO_SUCH_LOT
    return Code.OK if owners.get(drop.lot) == drop.participant else Code.NOT_OWNED
