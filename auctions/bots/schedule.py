"""When the bots of one auction act. Pure: instants are handed in, as epoch milliseconds of the auction's clock."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from auctions.bots.strategy import BotMind, Move, next_action
from auctions.rules.state import AuctionState


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """What a seat does next, and when."""

    at: int
    seat: int
    move: Move


class Schedule:
    """The plans of all bots at one table. A plan stands until what it answers has changed."""

    def __init__(self, minds: Mapping[int, BotMind]) -> None:
        self._minds = minds
        self._answered: dict[int, Hashable] = {}
        self._plans: dict[int, PlannedAction] = {}

    def update(self, state: AuctionState, now: int) -> None:
        """Make plans for the seats whose situation is new, from `now` on."""
        for seat, mind in self._minds.items():
            situation = _situation(state, seat)
            if self._answered.get(seat) == situation:
                continue
            self._answered[seat] = situation
            self._plans.pop(seat, None)
            move = next_action(mind, state, seat, now)
            if move is not None:
                self._plans[seat] = PlannedAction(now + move.think_ms, seat, move)

    def first(self) -> PlannedAction | None:
        """The plan that is due first; of two at the same instant the lower seat's."""
        return min(self._plans.values(), key=lambda plan: (plan.at, plan.seat), default=None)

    def done(self, plan: PlannedAction) -> None:
        """Forget a plan that was carried out, whatever came of it: the seat waits for something to change."""
        if self._plans.get(plan.seat) is plan:
            del self._plans[plan.seat]


def _situation(state: AuctionState, seat: int) -> Hashable:
    """What a bot's plan answers: the open lots with their prices, and what it has said to them."""
    me = state.participants.get(seat)
    lots = tuple((lot.id, lot.opened_at, lot.price) for lot in (state.lots[each] for each in state.open_lots))
    return state.auction.status, state.auction.resumes_at, lots, me.passed if me else ()
