"""The planned moves of one auction's bots. Pure: instants are handed in, as epoch ms of the auction's clock."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from auctions.bots.strategy import BotStrategy, Move, may_put_up, next_action
from auctions.rules.state import AuctionState, LotStatus


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """A seat's next move, and the instant it is due."""

    at: int
    seat: int
    move: Move


Matter = tuple[int, int | None]
"""What is to be decided: a seat, and an open lot or which to put up (None)."""


class Schedule:
    """The plans of all bots of one auction. A plan stands until the situation it answers has changed."""

    def __init__(self, strategies: Mapping[int, BotStrategy]) -> None:
        self._strategies = strategies
        self._answered: dict[Matter, Hashable] = {}
        self._plans: dict[Matter, PlannedAction] = {}
        self._idle: dict[Matter, int] = {}  # without a move, with so much money
        self._before: AuctionState | None = None

    def update(self, state: AuctionState, now: int) -> None:
        """Make plans for what is new to a seat, from `now` on, and forget those for what is over."""
        before, self._before = self._before, state
        for over in {*before.open_lots} - {*state.open_lots} if before else ():
            self._forget(over)
        for matter in sorted(self._may_have_changed(before, state), key=_in_order):
            situation = self._situation(state, matter)
            if self._answered.get(matter) != situation:
                self._plans.pop(matter, None)
                self._plan(state, matter, now)
                self._answered[matter] = self._situation(state, matter)

    def _forget(self, lot: int) -> None:
        for seat in self._strategies:
            self._answered.pop((seat, lot), None)
            self._plans.pop((seat, lot), None)
            self._idle.pop((seat, lot), None)

    def _may_have_changed(self, before: AuctionState | None, state: AuctionState) -> set[Matter]:
        """Return what to look at again. What an event leaves alone stays the same object: a bid moves one lot of 60."""
        lots, seats = state.open_lots, {*self._strategies}
        if before is None or _about_all(before) != _about_all(state):
            return {(seat, lot) for seat in seats for lot in (*lots, None)}
        moved_lots = {lot for lot in lots if state.lots[lot] is not before.lots.get(lot)}
        moved_seats = {seat for seat in seats if state.participants.get(seat) is not before.participants.get(seat)}
        of_seats = {(seat, lot) for seat in moved_seats for lot in lots}
        return of_seats | {(seat, lot) for seat in seats for lot in (*moved_lots, None)}

    def next_plan(self) -> PlannedAction | None:
        """The plan that is due first; of two at the same instant the lower seat's, and of these the lower lot's."""
        return min(self._plans.values(), key=lambda plan: (plan.at, plan.seat, plan.move.lot), default=None)

    def discard(self, plan: PlannedAction) -> None:
        """Forget a plan that was carried out, whatever came of it: the seat waits for something to change."""
        matter = _matter_of(plan)
        if self._plans.get(matter) is plan:
            del self._plans[matter]

    def _plan(self, state: AuctionState, matter: Matter, now: int) -> None:
        seat, lot = matter
        move = next_action(self._strategies[seat], state, seat, lot, now)
        self._idle.pop(matter, None)
        if move is None:
            self._idle[matter] = state.participants[seat].available if seat in state.participants else 0
            return
        self._plans[matter] = PlannedAction(now + move.think_ms, seat, move)

    def _situation(self, state: AuctionState, matter: Matter) -> Hashable:
        """Return what a plan answers; where there is none, also that the seat, outbid elsewhere, has more to spend."""
        seat, lot = matter
        auction, participant = state.auction, state.participants.get(seat)
        if lot is None:
            return auction.status, auction.resumes_at, _turn(state) if may_put_up(state, seat) else None
        there = state.lots[lot]
        passed = participant is not None and lot in participant.passed
        waits = matter in self._idle and not passed and there.leader != seat and len(state.open_lots) > 1
        has = max(participant.available, self._idle[matter]) if participant and waits else None
        return auction.status, auction.resumes_at, there.opened_at, there.price, passed, has


def _about_all(state: AuctionState) -> Hashable:
    """Return what situations have in them beside a lot and a seat."""
    return state.auction.status, state.auction.resumes_at, len(state.open_lots) > 1


def _in_order(matter: Matter) -> tuple[int, int]:
    return matter[0], matter[1] or 0


def _matter_of(plan: PlannedAction) -> Matter:
    return plan.seat, None if plan.move.puts_up else plan.move.lot


def _turn(state: AuctionState) -> Hashable:
    """The turn to put a lot up, and how many are to come: what was chosen may not be among them any more."""
    if state.auction.settings.pace.nominations is not None:
        return state.open_lots
    return state.auction.nomination_round, sum(lot.status is LotStatus.QUEUED for lot in state.lots.values())
