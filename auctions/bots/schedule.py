"""The planned moves of one auction's bots. Pure: instants are handed in, as epoch ms of the auction's clock."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from auctions.bots.strategy import BotStrategy, Move, next_action
from auctions.rules.state import AuctionState, LotStatus


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """A seat's next move, and the instant it is due."""

    at: int
    seat: int
    move: Move


class Schedule:
    """The plans of all bots of one auction. A plan stands until the situation it answers has changed."""

    def __init__(self, strategies: Mapping[int, BotStrategy]) -> None:
        self._strategies = strategies
        self._answered: dict[int, Hashable] = {}
        self._plans: dict[int, PlannedAction] = {}

    def update(self, state: AuctionState, now: int) -> None:
        """Make plans for the seats whose situation is new, from `now` on."""
        for seat, strategy in self._strategies.items():
            situation = _situation(state, seat)
            if self._answered.get(seat) == situation:
                continue
            self._answered[seat] = situation
            self._plans.pop(seat, None)
            move = next_action(strategy, state, seat, now)
            if move is not None:
                self._plans[seat] = PlannedAction(now + move.think_ms, seat, move)

    def next_plan(self) -> PlannedAction | None:
        """The plan that is due first; of two at the same instant the lower seat's."""
        return min(self._plans.values(), key=lambda plan: (plan.at, plan.seat), default=None)

    def discard(self, plan: PlannedAction) -> None:
        """Forget a plan that was carried out, whatever came of it: the seat waits for something to change."""
        if self._plans.get(plan.seat) is plan:
            del self._plans[plan.seat]


def _situation(state: AuctionState, seat: int) -> Hashable:
    """The situation that a bot's plan answers: the open lots with their prices, its passes on them, and its turn."""
    participant = state.participants.get(seat)
    lots = tuple((lot.id, lot.opened_at, lot.price) for lot in (state.lots[each] for each in state.open_lots))
    turn = _turn(state) if state.auction.nominator == seat else None
    return state.auction.status, state.auction.resumes_at, lots, participant.passed if participant else (), turn


def _turn(state: AuctionState) -> tuple[int, int]:
    """The turn to put a lot up, and how many are to come: what was chosen may not be among them any more."""
    return state.auction.nomination_round, sum(lot.status is LotStatus.QUEUED for lot in state.lots.values())
