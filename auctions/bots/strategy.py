"""What a bot wants: a value for each asset, a temperament, and from both its next move.

Pure and repeatable: every draw is seeded by (seed, bot, asset's external id) and the price it answers, never by ids of
the database, so that the same seed plays the same auction anywhere. A bot looks at what people see of the room and at
its own money, and at nothing else. Amounts are whole units, spans milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
    """What a bot knows of an asset. `rank` 1 is the strongest, None is unknown."""

    external_id: str
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Temperament:
    """How a bot plays, each from 0 to 1: the patient wait longer, the aggressive pay more and jump further."""

    patience: float
    aggression: float


@dataclass(frozen=True, slots=True)
class Move:
    """A bid of `amount` on a lot, or a pass (None), after thinking for `think_ms`."""

    lot: int
    amount: int | None
    think_ms: int


class Market:
    """How assets compare, as everybody who plays by one seed sees it: the strongest is worth five times the weakest."""

    def __init__(self, seed: int, assets: Mapping[int, AssetFacts]) -> None:
        self.seed = seed
        self.assets = assets

    @cached_property
    def weights(self) -> dict[int, float]:
        """The relative worth of each asset: by rank, or drawn where it has none."""
        lowest = max((asset.rank or 0 for asset in self.assets.values()), default=0)
        return {key: 0.4 + 1.6 * self._quality(asset, lowest) ** 1.5 for key, asset in self.assets.items()}

    def _quality(self, asset: AssetFacts, lowest: int) -> float:
        if asset.rank is not None:
            return 1 - (asset.rank - 1) / lowest
        return self.draw(asset.external_id).random()

    def draw(self, *words: object) -> Random:
        """A source of chance of its own for these words."""
        return Random(":".join(map(str, (self.seed, *words))))  # noqa: S311 # repeatable is the point


class BotMind:
    """One bot: `key` tells it from the others at its table, and is the same whenever the auction is played again."""

    def __init__(self, market: Market, key: str) -> None:
        self.market = market
        self.key = key
        draw = market.draw(key, "temperament")
        self.temperament = Temperament(patience=draw.random(), aggression=draw.random())

    def taste(self, asset: int) -> float:
        """How much more (or less) than the market the bot cares for an asset."""
        return self.market.draw(self.key, self.market.assets[asset].external_id).uniform(0.75, 1.3)

    def valuation(self, state: AuctionState, seat: int, lot: LotState) -> int:
        """The most the bot would pay for the lot, within what the rules let it bid.

        Its money, divided by the assets it can still hope for, times the asset's worth beside those still to come,
        times its taste. So bots that saved pay more later, and budgets are mostly spent at the end.
        """
        me = state.participants[seat]
        to_come = _to_come(state)
        share = _fair_share(state, me, len(to_come))
        weights = self.market.weights
        mean = sum(weights[each.asset] for each in to_come) / len(to_come)
        value = me.available / share * weights[lot.asset] / mean * self.taste(lot.asset)
        value *= 0.85 + 0.3 * self.temperament.aggression
        if share > 1:
            value = min(value, me.available * _BOLDEST_SHARE)
        return min(max(int(value), lot.opening_price), money.max_bid(state, me, lot))


def _to_come(state: AuctionState) -> list[LotState]:
    return [lot for lot in state.lots.values() if lot.status in {LotStatus.OPEN, LotStatus.QUEUED}]


def _fair_share(state: AuctionState, me: ParticipantState, to_come: int) -> float:
    """How many of the lots to come the bot may hope for, if all who still have room and money get the same number."""
    settings = state.auction.settings
    players = (each for each in state.participants.values() if each.filled < settings.slots_max)
    rivals = sum(1 for each in players if each.available >= settings.min_price)
    return max(1.0, min(settings.slots_max - me.filled, to_come / max(1, rivals)))


def next_action(mind: BotMind, state: AuctionState, seat: int, now: int) -> Move | None:
    """The bot's next move in this state; None while it has none to make. `now` in epoch ms of the auction's clock."""
    if state.auction.status is not AuctionStatus.ACTIVE or seat not in state.participants:
        return None
    resumes_in = max(0, (state.auction.resumes_at or 0) - now)
    for each in state.open_lots:
        move = _move_on(mind, state, seat, state.lots[each], now + resumes_in)
        if move is not None:
            return Move(move.lot, move.amount, move.think_ms + resumes_in)
    return None


def _move_on(mind: BotMind, state: AuctionState, seat: int, lot: LotState, now: int) -> Move | None:
    me = state.participants[seat]
    if lot.leader == seat or lot.id in me.passed or not money.can_bid(state, me, lot):
        return None
    left = THINK_MS[1] * 2 if lot.ends_at is None else lot.ends_at - now
    if left < THINK_MS[0]:
        return None
    draw = mind.market.draw(mind.key, mind.market.assets[lot.asset].external_id, lot.price)
    limit, least = mind.valuation(state, seat, lot), money.min_next(lot, state.auction.settings)
    amount = _offer(mind, draw, least, limit) if least <= limit else None
    return Move(lot.id, amount, min(_think(mind, draw), left))


def _offer(mind: BotMind, draw: Random, least: int, limit: int) -> int:
    """The least that counts, or a jump towards the limit, which the aggressive make more often."""
    jumps = draw.random() < 0.2 + 0.5 * mind.temperament.aggression
    return least + int((limit - least) * draw.uniform(0.05, 0.4)) if jumps else least


def _think(mind: BotMind, draw: Random) -> int:
    quickest, slowest = THINK_MS
    return quickest + int((slowest - quickest) * draw.random() * (0.4 + 0.6 * mind.temperament.patience))
