"""What a commissioner's powers ought to come to, worked out a second time from docs/auction-rules.md."""

from dataclasses import replace

from auctions.rules.codes import Code
from auctions.rules.commands import ActorRole, AwardAsset, ChangeClock, Command, CorrectSale, PutUpAgain, SellNow
from auctions.rules.state import AuctionState, AuctionStatus, LotStatus, ParticipantState
from tests.auctions.rules.reference_rules import NOTHING, ReferenceClock, expected_max_bid, expected_size

POWERS = (AwardAsset, ChangeClock, CorrectSale, PutUpAgain, SellNow)
RIGHT_LOT = {
    AwardAsset: {LotStatus.QUEUED, LotStatus.UNSOLD},
    ChangeClock: {LotStatus.OPEN},
    CorrectSale: {LotStatus.SOLD},
    PutUpAgain: {LotStatus.UNSOLD},
    SellNow: {LotStatus.OPEN},
}


def expected_power_code(state: AuctionState, command: Command) -> Code:
    """The code that one of the powers must get while changes are let happen."""
    assert isinstance(command, POWERS)
    stops = isinstance(command, AwardAsset | CorrectSale | PutUpAgain)
    running = {AuctionStatus.ACTIVE, AuctionStatus.PAUSED} if stops else {AuctionStatus.ACTIVE}
    if command.actor.role not in (ActorRole.COMMISSIONER, ActorRole.SYSTEM):
        return Code.FORBIDDEN
    if state.auction.status not in running:
        return Code.WRONG_STATUS
    if command.lot not in state.lots:
        return Code.NO_SUCH_LOT
    if isinstance(command, AwardAsset | CorrectSale):
        if command.participant not in state.participants:
            return Code.NOT_A_PARTICIPANT
        if not command.reason:
            return Code.REASON_MISSING
    lot = state.lots[command.lot]
    if lot.status not in RIGHT_LOT[type(command)]:
        return Code.NOT_SOLD if isinstance(command, CorrectSale) else Code.WRONG_STATUS
    if isinstance(command, SellNow) and lot.leader is None:
        return Code.WRONG_STATUS
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
    """Whether a sale by the commissioner's word takes back what its buyer left elsewhere, by the state before it."""
    before, seat = without_sale(state, command)
    elsewhere = {lot: maximum for lot, maximum in maxima.items() if lot != command.lot} or NOTHING
    full = len(seat.roster) + 1 == expected_size(state, seat)[1]
    return full or command.price > expected_max_bid(before, seat, before.lots[command.lot], elsewhere)


def move_clock(clock: ReferenceClock, command: Command, now: int) -> None:
    """The clock of the open lot, after the commissioner moved it."""
    if isinstance(command, SellNow | ChangeClock):
        at_once = max(now, clock.resumes)
        later = clock.ends[command.lot] + command.seconds * 1000 if isinstance(command, ChangeClock) else at_once
        clock.ends[command.lot] = max(at_once, later)
        if command.lot in clock.caps:
            clock.caps[command.lot] = max(clock.caps[command.lot], clock.ends[command.lot])
