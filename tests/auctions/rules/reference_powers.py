"""A commissioner's powers: what they ought to come to, worked out a second time from docs/auction-rules.md."""

from dataclasses import replace
from typing import Any

from auctions.rules.codes import Code
from auctions.rules.commands import (
    ActorRole,
    AddLot,
    AdoptSettings,
    AwardAsset,
    ChangeClock,
    Command,
    CorrectSale,
    MoveLot,
    PutUpAgain,
    SellNow,
    SkipLot,
    WithdrawLot,
)
from auctions.rules.state import AuctionState, AuctionStatus, LotState, LotStatus, ParticipantState
from tests.auctions.rules.reference_clock import ReferenceClock
from tests.auctions.rules.reference_rules import (
    NOTHING,
    expected_max_bid,
    expected_place_code,
    expected_size,
)

QUEUE_POWERS = (MoveLot, PutUpAgain, SkipLot, WithdrawLot)
POWERS = (AddLot, AwardAsset, ChangeClock, CorrectSale, SellNow, *QUEUE_POWERS)
RIGHT_LOT = {
    AwardAsset: {LotStatus.QUEUED, LotStatus.UNSOLD},
    ChangeClock: {LotStatus.OPEN},
    CorrectSale: {LotStatus.SOLD},
    PutUpAgain: {LotStatus.UNSOLD, LotStatus.WITHDRAWN},
    WithdrawLot: {LotStatus.OPEN, LotStatus.QUEUED},
    SkipLot: {LotStatus.OPEN},
    MoveLot: {LotStatus.QUEUED},
    SellNow: {LotStatus.OPEN},
}


def expected_power_code(state: AuctionState, command: Command) -> Code:
    """The code that one of the powers must get while changes are let happen."""
    assert isinstance(command, POWERS)
    stops = isinstance(command, (AddLot, AwardAsset, CorrectSale, *QUEUE_POWERS))
    running = {AuctionStatus.ACTIVE, AuctionStatus.PAUSED} if stops else {AuctionStatus.ACTIVE}
    if isinstance(command, (AddLot, *QUEUE_POWERS)):
        running |= {AuctionStatus.WAITING}
    if command.actor.role not in (ActorRole.COMMISSIONER, ActorRole.SYSTEM):
        return Code.FORBIDDEN
    if state.auction.status not in running:
        return Code.WRONG_STATUS
    if isinstance(command, AddLot):
        return _expected_new_lot_code(state, command)
    if command.lot not in state.lots:
        return Code.NO_SUCH_LOT
    if isinstance(command, AwardAsset | CorrectSale):
        if command.participant not in state.participants:
            return Code.NOT_A_PARTICIPANT
        if not command.reason:
            return Code.REASON_MISSING
    return _expected_lot_code(state, command)


def _expected_new_lot_code(state: AuctionState, command: AddLot) -> Code:
    if command.lot in state.lots or command.asset in {lot.asset for lot in state.lots.values()}:
        return Code.WRONG_STATUS
    return Code.TOO_LOW if command.opening_price <= 0 else Code.OK


def _expected_lot_code(state: AuctionState, command: Any) -> Code:
    lot = state.lots[command.lot]
    if lot.status not in RIGHT_LOT[type(command)]:
        return Code.NOT_SOLD if isinstance(command, CorrectSale) else Code.WRONG_STATUS
    if isinstance(command, SellNow) and lot.leader is None:
        return Code.WRONG_STATUS
    if isinstance(command, WithdrawLot) and not command.reason:
        return Code.REASON_MISSING
    return _expected_sale_code(state, command) if isinstance(command, AwardAsset | CorrectSale) else Code.OK


def _expected_sale_code(state: AuctionState, command: AwardAsset | CorrectSale) -> Code:
    lot = state.lots[command.lot]
    if (lot.sold_to, lot.sold_for) == (command.participant, command.price):
        return Code.WRONG_STATUS
    if command.price <= 0:
        return Code.TOO_LOW
    before, seat = without_sale(state, command)
    leads = [each for each in state.lots.values() if each.leader == seat.id]
    if len(seat.roster) + len(leads) >= expected_size(state, seat)[1]:
        return Code.ROSTER_FULL
    if code := expected_place_code(before, seat, before.lots[lot.id]):
        return code
    return Code.OVER_MAX_BID if command.price > expected_max_bid(before, seat, before.lots[lot.id]) else Code.OK


def without_sale(state: AuctionState, command: AwardAsset | CorrectSale) -> tuple[AuctionState, ParticipantState]:
    """The state as if the sale that is corrected had not been and could not come again; and the seat that gets it."""
    seat, lot = state.participants[command.participant], state.lots[command.lot]
    if lot.status is not LotStatus.SOLD:
        return state, seat
    unsold = replace(lot, status=LotStatus.WITHDRAWN, sold_to=None, sold_for=None)
    roster = tuple(slot for slot in seat.roster if slot.lot != lot.id)
    return replace(state, lots={**state.lots, lot.id: unsold}), replace(seat, roster=roster)


def outweighs_maxima(state: AuctionState, command: AwardAsset | CorrectSale, maxima: dict[int, int]) -> bool:
    """Return True if a commissioner's sale takes back what its buyer left elsewhere, by the state before it."""
    before, seat = without_sale(state, command)
    elsewhere = {lot: maximum for lot, maximum in maxima.items() if lot != command.lot} or NOTHING
    full = len(seat.roster) + 1 == expected_size(state, seat)[1]
    return full or command.price > expected_max_bid(before, seat, before.lots[command.lot], elsewhere)


def check_queue(command: Command, before: AuctionState, after: AuctionState) -> None:
    """The order in which lots come up after a command, by the order before it."""
    if isinstance(command, AdoptSettings):  # which says it all
        return
    then, now = ([lot.id for lot in in_order(state)] for state in (before, after))
    stay = set(then) & set(now)
    if isinstance(command, MoveLot) and now != then:
        then.remove(command.lot)
        then.insert(command.position - 1, command.lot)
        assert now == then
    elif isinstance(command, SkipLot) and now != then:
        assert now == [*then, command.lot]
    elif isinstance(command, AddLot) and now != then:
        assert now == [*then, command.lot]
        assert after.lots[command.lot].number == len(after.lots)
    else:
        assert [lot for lot in now if lot in stay] == [lot for lot in then if lot in stay]
    never_moved = [after.lots[lot].number for lot in now if after.lots[lot].place == 0]
    assert never_moved == sorted(never_moved)


def in_order(state: AuctionState) -> list[LotState]:
    """The queued lots as they come up."""
    queued = [lot for lot in state.lots.values() if lot.status is LotStatus.QUEUED]
    return sorted(queued, key=lambda lot: (lot.place, lot.number))


def check_taken_down(command: Command, before: AuctionState, after: AuctionState) -> None:
    """A lot that is withdrawn or skipped holds nobody's money, its number stays, and no other lot's bids change."""
    if isinstance(command, SkipLot | WithdrawLot) and after.seq > before.seq:
        lot, was = after.lots[command.lot], before.lots[command.lot]
        assert (lot.leader, lot.hold, lot.price, lot.bids, lot.ends_at) == (None, 0, None, 0, None)
        assert (lot.number, lot.opening_price) == (was.number, was.opening_price)
        for seat in after.participants.values():
            maxima = [each.maximum for each in before.participants[seat.id].proxies if each.lot == command.lot]
            price = was.hold if was.leader == seat.id and not maxima else 0
            assert seat.available == before.participants[seat.id].available + sum(maxima) + price
            assert command.lot not in seat.passed


def move_clock(clock: ReferenceClock, command: Command, now: int) -> None:
    """The clock of an open lot, after the commissioner moved it."""
    if isinstance(command, SellNow | ChangeClock):
        clock.move(command.lot, now, command.seconds if isinstance(command, ChangeClock) else None)
