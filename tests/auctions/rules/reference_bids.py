"""Bids taken back or made for somebody: what becomes of them, worked out a second time from docs/auction-rules.md.

A list of all bids on the open lot, as they came.
"""

from collections.abc import Sequence

from auctions.rules.codes import Code
from auctions.rules.commands import ActorRole, AdjustBudget, BidByBot, BidFor, Command, RetractBid, TakeBackBid
from auctions.rules.events import Event, EventKind
from auctions.rules.state import AuctionState, AuctionStatus, LotStatus, ParticipantState
from tests.auctions.rules.reference_rules import expected_max_bid, expected_place_code, expected_slots_left

KEPT = 1 + 10
"""The bid that leads, and those before it that may lead again."""
BIDS = {EventKind.BID_PLACED, EventKind.PROXY_BID, EventKind.BID_RESTORED}


class ReferenceBids:
    """The bids on each lot that is open, the newest last."""

    def __init__(self) -> None:
        self.on_lot: dict[int, list[tuple[int, int]]] = {}

    def follow(self, command: Command, events: Sequence[Event], states: Sequence[AuctionState]) -> None:
        """Follow what a command did: the events, and the state before each and after the last."""
        for at, event in enumerate(events):
            if event.kind in BIDS:
                bids = self.on_lot.setdefault(event.detail["lot"], [])
                bids.append((event.detail["participant"], event.detail["amount"]))
                del bids[:-KEPT]
            assert event.detail.get("on_behalf", False) == (isinstance(command, BidFor) and at == 0)
            assert event.detail.get("by_bot", False) == (isinstance(command, BidByBot) and at == 0)
            if event.kind is EventKind.BID_TAKEN_BACK:
                self._take_back(events[at:], states[at + 1])
        for lot in states[-1].lots.values():
            if lot.id not in states[-1].open_lots:
                self.on_lot.pop(lot.id, None)
            bids = self.on_lot.get(lot.id, [])
            if lot.leader is not None:
                assert [*((each.participant, each.amount) for each in lot.earlier)] == bids[:-1]
            if lot.status is LotStatus.OPEN:
                assert (lot.leader, lot.price) == (bids[-1] if bids else (None, None))

    def _take_back(self, events: Sequence[Event], after: AuctionState) -> None:
        """The bid that led is gone; of those before, the last that its bidder could make now leads again."""
        told = events[0].detail
        bids = self.on_lot[told["lot"]]
        assert bids.pop() == (told["participant"], told["amount"])
        while bids and not self._possible(after, told["lot"], *bids[-1]):
            bids.pop()
        again = [event.detail for event in events[1:] if event.kind is EventKind.BID_RESTORED]
        wanted = [{"lot": told["lot"], "participant": who, "amount": amount} for who, amount in bids[-1:]]
        assert again == wanted
        del bids[-1:]  # the event that follows adds it again

    def _possible(self, state: AuctionState, lot: int, who: int, amount: int) -> bool:
        seat = state.participants[who]
        place = (
            expected_slots_left(state, seat, state.lots[lot]) > 0
            and expected_place_code(state, seat, state.lots[lot]) is None
        )
        return place and amount <= expected_max_bid(state, seat, state.lots[lot])


def expected_word_code(state: AuctionState, command: TakeBackBid | AdjustBudget) -> Code:
    """The code that the commissioner must get who takes a bid back or changes a budget."""
    if command.actor.role not in (ActorRole.COMMISSIONER, ActorRole.SYSTEM):
        return Code.FORBIDDEN
    if state.auction.status not in (AuctionStatus.ACTIVE, AuctionStatus.PAUSED):
        return Code.WRONG_STATUS
    if isinstance(command, AdjustBudget):
        return _expected_budget_code(state, command)
    if command.lot not in state.lots:
        return Code.NO_SUCH_LOT
    if state.lots[command.lot].status is not LotStatus.OPEN:
        return Code.WRONG_STATUS
    if command.participant not in state.participants:
        return Code.NOT_A_PARTICIPANT
    return Code.OK if state.lots[command.lot].leader == command.participant else Code.NOT_LEADING


def _expected_budget_code(state: AuctionState, command: AdjustBudget) -> Code:
    if command.participant not in state.participants:
        return Code.NOT_A_PARTICIPANT
    if not command.reason:
        return Code.REASON_MISSING
    left = expected_left(state, state.participants[command.participant])
    return Code.OVER_AVAILABLE if left + command.amount < 0 else Code.OK


def expected_left(state: AuctionState, seat: ParticipantState) -> int:
    """Return what everybody sees a manager has left: the budget without what was bought, and without bids that lead."""
    bought = sum(lot.sold_for or 0 for lot in state.lots.values() if lot.sold_to == seat.id)
    leading = sum(lot.price or 0 for lot in state.lots.values() if lot.leader == seat.id)
    return seat.granted + seat.adjusted - bought - leading


def expected_retraction_code(state: AuctionState, command: RetractBid, refused: Code | None) -> Code:
    """The code that a manager must get who takes their own bid back; `refused` as any offer would be now."""
    if command.actor.participant not in state.participants:
        return Code.NOT_A_PARTICIPANT
    if not state.auction.settings.retract_bids:
        return Code.NOT_OFFERED
    if refused:
        return refused
    return Code.OK if state.lots[command.lot].leader == command.actor.participant else Code.NOT_LEADING


def outweighs(state: AuctionState, who: int, cost: int, maxima: dict[int, int], lot: int | None = None) -> bool:
    """Return True if a bid on a lot, or money that is taken (None), needs what a manager's maxima hold."""
    seat = state.participants[who]
    if lot is None:
        led = {each.id: each.price or 0 for each in state.lots.values() if each.leader == who}
        held = sum(maximum - led.get(each, 0) for each, maximum in maxima.items())
        return cost > expected_left(state, seat) - held
    return cost > expected_max_bid(state, seat, state.lots[lot], maxima)
