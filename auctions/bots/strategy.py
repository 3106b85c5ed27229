"""A bot's strategy: a value for each asset, a temperament, and from both its next move.

Pure and repeatable: every draw is seeded by (seed, bot, asset's external id) and the price it answers, never by ids of
the database, so that the same seed plays the same auction anywhere. A bot looks at what people see of the room and at
its own money, and at nothing else. Amounts are whole units, spans milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from auctions.rules import money
from auctions.rules.state import AuctionState, AuctionStatus, LotState, LotStatus, ParticipantState

THINK_MS = (500, 4000)
"""People take about this long; nobody bids with less left on the clock."""
_BOLDEST_SHARE = 0.7
"""Of its money a bot gives this much for one asset at most, while it can still hope for others."""


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """An asset as bots know it. `rank` 1 is the strongest, None is unknown."""

    external_id: str
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Temperament:
    """A bot's traits, each from 0 to 1: the patient wait longer, the aggressive pay more and jump further."""

    patience: float
    aggression: float


@dataclass(frozen=True, slots=True)
class Move:
    """A bid of `amount` on a lot, or a pass (None), after thinking for `think_ms`; `puts_up`: on one to come."""

    lot: int
    amount: int | None
    think_ms: int
    puts_up: bool = False


class Market:
    """The worth of assets for all bots of one seed: the strongest is worth five times the weakest."""

    def __init__(self, seed: int, assets: Mapping[int, AssetFacts]) -> None:
        self.seed = seed
        self.assets = assets
        self._seen: tuple[Mapping[int, LotState], tuple[int, float]] | None = None

    @cached_property
    def weights(self) -> dict[int, float]:
        """The relative worth of each asset: by rank, or drawn where it has none."""
        lowest = max((asset.rank or 0 for asset in self.assets.values()), default=0)
        return {key: 0.4 + 1.6 * self._quality(asset, lowest) ** 1.5 for key, asset in self.assets.items()}

    def to_come(self, state: AuctionState) -> tuple[int, float]:
        """Return how many lots are to come, and their mean worth; worked out once for all who look at one state."""
        if self._seen is None or self._seen[0] is not state.lots:
            weights = [self.weights[each.asset] for each in _lots_to_come(state)]
            self._seen = state.lots, (len(weights), sum(weights) / len(weights))
        return self._seen[1]

    def _quality(self, asset: AssetFacts, lowest: int) -> float:
        if asset.rank is not None:
            return 1 - (asset.rank - 1) / lowest
        return self.random_for(asset.external_id).random()

    def random_for(self, *words: object) -> Random:
        """A source of chance of its own for these words."""
        return Random(":".join(map(str, (self.seed, *words))))  # noqa: S311 # repeatable is the point


class BotStrategy:
    """One bot's strategy: `key` tells it from the others, and is the same whenever the auction is played again."""

    def __init__(self, market: Market, key: str) -> None:
        self.market = market
        self.key = key
        random = market.random_for(key, "temperament")
        self.temperament = Temperament(patience=random.random(), aggression=random.random())
        self._likings: dict[int, float] = {}

    def taste(self, asset: int) -> float:
        """The factor by which the bot values an asset above or below the market."""
        return self.market.random_for(self.key, self.market.assets[asset].external_id).uniform(0.75, 1.3)

    def liking(self, asset: int) -> float:
        """Return how much the bot wants an asset beside others, at any price: its worth, times the bot's taste."""
        if asset not in self._likings:  # to draw it costs more than all else that a bot looks at
            self._likings[asset] = self.market.weights[asset] * self.taste(asset)
        return self._likings[asset]

    def valuation(self, state: AuctionState, seat: int, lot: LotState) -> int:
        """The most the bot would pay for the lot, within what the rules let it bid.

        Its money, divided by the assets it can still hope for, times its liking beside the worth of those still to
        come. So bots that saved pay more later, and budgets are mostly spent at the end.
        """
        return _Outlook(self, state, seat).value_of(lot)


class _Outlook:
    """A bot's outlook in one state, by which it values one lot after another."""

    def __init__(self, strategy: BotStrategy, state: AuctionState, seat: int) -> None:
        self.strategy, self.state, self.participant = strategy, state, state.participants[seat]
        many, self.mean = strategy.market.to_come(state)
        self.share = _fair_share(state, self.participant, many)

    def value_of(self, lot: LotState) -> int:
        """The most the bot would pay for a lot, as `BotStrategy.valuation` says."""
        strategy, available = self.strategy, self.participant.available
        value = available / self.share * strategy.liking(lot.asset) / self.mean
        value *= 0.85 + 0.3 * strategy.temperament.aggression
        if self.share > 1:
            value = min(value, available * _BOLDEST_SHARE)
        return min(max(int(value), lot.opening_price), money.max_bid(self.state, self.participant, lot))


def _lots_to_come(state: AuctionState) -> list[LotState]:
    return [lot for lot in state.lots.values() if lot.status in {LotStatus.OPEN, LotStatus.QUEUED}]


def _fair_share(state: AuctionState, participant: ParticipantState, to_come: int) -> float:
    """The bot's share of the lots to come, if all who still have room and money get the same number."""
    settings = state.auction.settings
    players = (player for player in state.participants.values() if player.filled < player.size(settings).most)
    rivals = sum(1 for player in players if player.shown_available >= settings.min_price)
    return max(1.0, min(participant.size(settings).most - participant.filled, to_come / max(1, rivals)))


def may_put_up(state: AuctionState, seat: int) -> bool:
    """True if it is the seat's turn to put a lot up, or there are no turns and another of the open lots may be its."""
    most = state.auction.settings.pace.nominations
    if most is None:
        return state.auction.nominator == seat
    return sum(state.lots[each].nominator == seat for each in state.open_lots) < most


def _lot_to_put_up(strategy: BotStrategy, state: AuctionState, seat: int) -> Move | None:
    """The lot that the bot likes best of those it can pay for, at its opening price."""
    participant = state.participants[seat]
    best_first = sorted(state.queued(), key=lambda each: (-strategy.liking(each.asset), each.number))
    lot = next((each for each in best_first if money.can_bid(state, participant, each)), None)
    if lot is None:
        return None
    turns = state.auction.settings.pace.nominations is None
    turn = state.auction.nomination_round if turns else lot.number
    random = strategy.market.random_for(strategy.key, "turn", turn)
    return Move(lot.id, lot.opening_price, _thinking_ms(strategy, random), puts_up=True)


def next_action(strategy: BotStrategy, state: AuctionState, seat: int, lot: int | None, now: int) -> Move | None:
    """The bot's next move on an open lot, or to put one up (None); None while it has none to make.

    `now` in epoch ms of the auction's clock.
    """
    if state.auction.status is not AuctionStatus.ACTIVE or seat not in state.participants:
        return None
    resumes_in = max(0, (state.auction.resumes_at or 0) - now)
    if lot is None:
        move = _lot_to_put_up(strategy, state, seat) if may_put_up(state, seat) else None
    else:
        move = _move_for_lot(strategy, state, seat, state.lots[lot], now + resumes_in)
    return move and replace(move, think_ms=move.think_ms + resumes_in)


def can_make(state: AuctionState, seat: int, move: Move) -> bool:
    """True if the seat can still pay for a move: among many open lots, bids on others come between plan and move."""
    participant, lot = state.participants[seat], state.lots[move.lot]
    if move.amount is None:
        return True
    if move.puts_up and (lot.status is not LotStatus.QUEUED or not may_put_up(state, seat)):
        return False
    return money.has_place(state, participant, lot) and move.amount <= money.max_bid(state, participant, lot)


def _move_for_lot(strategy: BotStrategy, state: AuctionState, seat: int, lot: LotState, now: int) -> Move | None:
    participant = state.participants[seat]
    if lot.leader == seat or lot.id in participant.passed or not money.can_bid(state, participant, lot):
        return None
    left = THINK_MS[1] * 2 if lot.ends_at is None else lot.ends_at - now
    if left < THINK_MS[0]:
        return None
    random = strategy.market.random_for(strategy.key, strategy.market.assets[lot.asset].external_id, lot.price)
    limit, least = strategy.valuation(state, seat, lot), money.min_next(lot, state.auction.settings)
    if least > limit and not state.auction.settings.early_end:
        return None  # a pass would hurry nothing
    amount = _choose_amount(strategy, random, least, limit) if least <= limit else None
    return Move(lot.id, amount, min(_thinking_ms(strategy, random), left))


def _choose_amount(strategy: BotStrategy, random: Random, least: int, limit: int) -> int:
    """The least that counts, or a jump towards the limit, which the aggressive make more often."""
    jumps = random.random() < 0.2 + 0.5 * strategy.temperament.aggression
    return least + int((limit - least) * random.uniform(0.05, 0.4)) if jumps else least


def _thinking_ms(strategy: BotStrategy, random: Random) -> int:
    quickest, slowest = THINK_MS
    return quickest + int((slowest - quickest) * random.random() * (0.4 + 0.6 * strategy.temperament.patience))
