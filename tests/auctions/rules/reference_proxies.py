"""Maxima: what they ought to come to, worked out a second time from docs/auction-rules.md in the plainest way.

A book of who left what where, in order, and at each contest a list of offers of which the highest, or of equal ones the
first, leads at one increment over the next highest.
"""

from collections.abc import Mapping, Sequence

from auctions.rules.commands import (
    ActorRole,
    AwardAsset,
    ChangeSeats,
    Command,
    CorrectSale,
    LeaveProxy,
    Nominate,
    PlaceBid,
    SetAway,
)
from auctions.rules.events import Event, EventKind
from auctions.rules.state import AuctionState, LotState, LotStatus, ParticipantState
from tests.auctions.rules.reference_bids import outweighs
from tests.auctions.rules.reference_powers import outweighs_maxima
from tests.auctions.rules.reference_rules import (
    expected_increment,
    expected_max_bid,
    expected_place_code,
    expected_size,
    expected_slots_left,
)
from tests.auctions.rules.reference_seats import differs

BIDS = {EventKind.BID_PLACED, EventKind.PROXY_BID}
TAKES_DOWN = {EventKind.LOT_WITHDRAWN, EventKind.LOT_SKIPPED}


class ReferenceProxies:
    """The maxima of an auction by lot, each lot's in the order in which they were left."""

    def __init__(self) -> None:
        self.on_lot: dict[int, dict[int, int]] = {}

    def of(self, participant: int) -> Mapping[int, int]:
        """A participant's maxima by lot."""
        return {lot: left[participant] for lot, left in self.on_lot.items() if participant in left}

    def follow(self, command: Command, events: Sequence[Event], states: Sequence[AuctionState]) -> None:
        """Follow what a command did: the events, and the state before each and after the last."""
        for event, before, after in zip(events, states, states[1:], strict=False):
            self._follow_event(command, event, before, after)
            if _is_contest(command, event):
                self._contest(command, event, after, states[-1])

    def _follow_event(self, command: Command, event: Event, before: AuctionState, after: AuctionState) -> None:
        if event.kind in {*TAKES_DOWN, EventKind.LOT_SOLD, EventKind.LOT_UNSOLD}:
            self.on_lot.pop(event.detail["lot"], None)
        self._follow_word(command, before)
        self._follow_bid(command, event, before)
        self._follow_table(command, event, before)
        if event.kind is EventKind.SETTINGS_ADOPTED:
            self._follow_settings(after)
        if event.kind in {EventKind.LOT_SOLD, EventKind.ASSET_AWARDED, EventKind.SALE_CORRECTED}:
            self._forget_without_place(after, event.detail["participant"])
        if event.kind in {EventKind.AUCTION_CANCELLED, EventKind.AUCTION_COMPLETED}:
            self.on_lot.clear()
        if event.kind is EventKind.BID_PLACED and isinstance(command, Nominate):
            self._outdo_oneself(command, event.detail["lot"])
        self._follow_absence(command)
        if event.kind is EventKind.PROXY_CHANGED and isinstance(command, LeaveProxy):
            left = self.on_lot.setdefault(command.lot, {})
            who = command.seat or 0
            if left.get(who) != command.maximum:  # the same again keeps its place
                left.pop(who, None)
                if command.maximum is not None:
                    left[who] = command.maximum

    def _follow_table(self, command: Command, event: Event, before: AuctionState) -> None:
        """Forget the maxima of seats given other terms, which start afresh, and of a kept lot, which nobody can get."""
        if event.kind is EventKind.SEATS_CHANGED and isinstance(command, ChangeSeats):
            for terms in command.seats:
                if differs(before, terms):
                    self._forget(terms.participant)
        if event.kind is EventKind.ASSET_KEPT:
            self.on_lot.pop(event.detail["lot"], None)

    def _follow_absence(self, command: Command) -> None:
        """Forget the maxima of one whom the system marks away, but not for a lost line: they may not play any more."""
        by_system = command.actor.role is ActorRole.SYSTEM
        if by_system and isinstance(command, SetAway) and command.away and not command.lost_line:
            self._forget(command.participant)

    def _follow_settings(self, after: AuctionState) -> None:
        """Drop maxima that are too low or on a lot that left; a seat keeps the rest if it could leave all of it now."""
        for lot, left in self.on_lot.items():
            there = after.lots[lot]
            for who in [who for who, maximum in left.items() if maximum < there.opening_price]:
                left.pop(who)
            if there.status is not LotStatus.QUEUED:
                left.clear()
        for seat in after.participants.values():
            maxima = dict(self.of(seat.id))
            wrong = not after.auction.settings.proxies
            for lot, maximum in maxima.items():
                there = after.lots[lot]
                wrong |= maximum > expected_max_bid(after, seat, there, maxima)
                wrong |= expected_slots_left(after, seat, there) <= 0 or bool(expected_place_code(after, seat, there))
            if wrong:
                self._forget(seat.id)

    def _follow_word(self, command: Command, before: AuctionState) -> None:
        """A sale by the commissioner's word takes back what was left on its lot, and perhaps what its buyer left."""
        if isinstance(command, AwardAsset | CorrectSale):
            if outweighs_maxima(before, command, dict(self.of(command.participant))):
                self._forget(command.participant)
            self.on_lot.pop(command.lot, None)

    def _outdo_oneself(self, command: Nominate, lot: int) -> None:
        """A first bid that is higher than one's own maximum ends it."""
        left, who = self.on_lot.get(lot, {}), command.actor.participant or 0
        if left.get(who, command.amount) < command.amount:
            left.pop(who)

    def _forget_without_place(self, after: AuctionState, participant: int) -> None:
        seat = after.participants[participant]
        full = len(seat.roster) == expected_size(after, seat)[1]
        for lot in list(self.of(participant)):
            if full or expected_place_code(after, seat, after.lots[lot], leads=False):
                self.on_lot[lot].pop(participant)

    def _follow_bid(self, command: Command, event: Event, before: AuctionState) -> None:
        """A bid that is taken back takes its maximum along; what else the commissioner says outweighs maxima."""
        told = event.detail
        if event.kind is EventKind.BID_TAKEN_BACK:
            self.on_lot.get(told["lot"], {}).pop(told["participant"], None)
        by_word = event.kind is EventKind.BID_RESTORED or told.get("on_behalf")
        if event.kind is EventKind.BUDGET_ADJUSTED:
            cost, lot, by_word = -told["amount"], None, True
        elif by_word:
            cost, lot = told["amount"], told["lot"]
        if by_word and outweighs(before, told["participant"], cost, dict(self.of(told["participant"])), lot):
            self._forget(told["participant"])

    def _forget(self, participant: int) -> None:
        for left in self.on_lot.values():
            left.pop(participant, None)

    def _contest(self, command: Command, event: Event, at: AuctionState, end: AuctionState) -> None:
        """Everybody's offers on a lot, after an event that may have changed who leads it; then who does in the end."""
        lot = at.lots[command.lot if isinstance(command, LeaveProxy) else event.detail["lot"]]
        left = self.on_lot.get(lot.id, {})
        if lot.id not in at.open_lots or not (set(left) - {lot.leader}):
            return
        offers = {
            who: min(maximum, expected_max_bid(at, at.participants[who], lot, self.of(who)))
            for who, maximum in left.items()
        }
        if isinstance(command, LeaveProxy) and lot.leader is not None and lot.leader not in offers:
            offers = {lot.leader: lot.price or 0, **offers}
        exact, least = isinstance(command, PlaceBid | Nominate), lot.opening_price
        if isinstance(command, PlaceBid):
            offers[command.seat or 0] = command.amount
        if isinstance(command, Nominate):
            exact, least = command.actor.participant not in offers, command.amount
            offers.setdefault(command.actor.participant or 0, command.amount)
        offers = {
            who: offer
            for who, offer in offers.items()
            if offer >= lot.opening_price and (who == lot.leader or _has_place(at, at.participants[who], lot))
        }
        if not offers:
            self.on_lot.pop(lot.id)
            return
        top = max(offers.values())
        winner = next(who for who, offer in offers.items() if offer == top)
        others = [offer for who, offer in offers.items() if who != winner]
        by_hand = exact and winner == command.seat
        over = max(others, default=0)
        price = min(top, over + expected_increment(at.auction.settings, over)) if others and over >= least else least
        assert (end.lots[lot.id].leader, end.lots[lot.id].price) == (winner, top if by_hand else price)
        self.on_lot[lot.id] = {who: maximum for who, maximum in left.items() if who == winner}

    def check(self, state: AuctionState) -> None:
        """Each seat has its maxima and no others; what others see is all but these."""
        for seat in state.participants.values():
            mine = self.of(seat.id)
            assert {each.lot: each.maximum for each in seat.proxies} == mine
            led = [lot for lot in state.lots.values() if lot.leader == seat.id]
            assert all(lot.hold == mine.get(lot.id, lot.price) and lot.hold >= (lot.price or 0) for lot in led)
            assert seat.shown_held == sum(lot.price or 0 for lot in led)
            assert seat.shown_available == seat.granted + seat.adjusted - seat.shown_held - seat.spent
            assert seat.secret == seat.held - seat.shown_held >= 0


def _has_place(state: AuctionState, seat: ParticipantState, lot: LotState) -> bool:
    """A slot that nothing owned or led elsewhere takes, and a place by the limits."""
    led = sum(state.lots[each].leader == seat.id for each in state.open_lots if each != lot.id)
    free = expected_size(state, seat)[1] - len(seat.roster) - led
    return free > 0 and expected_place_code(state, seat, lot) is None


def _is_contest(command: Command, event: Event) -> bool:
    """Return True if maxima look at a lot after an event. One that is put up has its first bid before they do."""
    if event.kind is EventKind.PROXY_CHANGED:
        return isinstance(command, LeaveProxy)
    return event.kind is EventKind.BID_PLACED or (
        event.kind is EventKind.LOT_STARTED and not isinstance(command, Nominate)
    )
