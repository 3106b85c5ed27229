"""Bots' seats in an auction, and their moves as commands of the engine."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from auctions.bots.schedule import PlannedAction, Schedule
from auctions.bots.strategy import AssetFacts, BotStrategy, Market, Move
from auctions.models import Auction, Lot, Participant
from auctions.rules import money
from auctions.rules.commands import Actor, ActorRole, BidByBot, Command, Nominate, PassLot, PlaceBid
from auctions.rules.state import AuctionState
from leagues.lists.queries import as_listed


@dataclass(frozen=True, slots=True)
class BotSeat:
    """A bot's seat in an auction, and the user it plays as.

    `most`: the seat is a manager's who is away, for whom it bids up to so much on a lot.
    """

    participant: int
    user: int
    most: int | None = None


def schedule_bots(auction_id: UUID, seats: Iterable[BotSeat], seed: int) -> Schedule:
    """Return the schedule of an auction's bots; a seat's place among all seats seeds its strategy."""
    market = market_of(auction_id, seed)
    participants = Participant.objects.filter(auction=auction_id).order_by("pk").values_list("pk", flat=True)
    place = {participant: f"seat {number}" for number, participant in enumerate(participants, start=1)}
    return Schedule({seat.participant: BotStrategy(market, place[seat.participant]) for seat in seats})


def market_of(auction_id: UUID, seed: int) -> Market:
    """Return what bots know of an auction's assets: their ranks as its list has them."""
    asset_list = Auction.objects.values_list("asset_list", flat=True).get(pk=auction_id)
    assets = [lot.asset for lot in Lot.objects.filter(auction=auction_id).select_related("asset")]
    facts = {asset.pk: AssetFacts(asset.external_id, asset.rank) for asset in as_listed(asset_list, assets)}
    return Market(seed, facts)


def command_for(state: AuctionState, seat: BotSeat, plan: PlannedAction, arrived: int) -> Command:
    """Return the bot's move as a command. `arrived` in epoch ms of the auction's clock."""
    actor = Actor(user=seat.user, role=ActorRole.MANAGER, participant=seat.participant)
    move = plan.move
    command_id = _command_id(state, seat, move)
    if move.amount is None:
        return PassLot(actor=actor, id=command_id, lot=move.lot)
    if move.puts_up:
        asset = state.lots[move.lot].asset
        return Nominate(actor=actor, id=command_id, asset=asset, amount=move.amount, arrived=arrived)
    price = state.lots[move.lot].price
    return PlaceBid(actor=actor, id=command_id, lot=move.lot, amount=move.amount, arrived=arrived, seen=price)


def stand_in_bid(state: AuctionState, seat: BotSeat, plan: PlannedAction, arrived: int) -> BidByBot | None:
    """Return the bot's bid for a manager who is away; None if it is for them to do, or more than they allow.

    A pass or a lot put up would be their doing, and the least bid that counts may be over what they said.
    """
    move, lot = plan.move, state.lots[plan.move.lot]
    if move.amount is None or move.puts_up or seat.most is None:
        return None
    amount = min(move.amount, seat.most)
    if amount < money.min_next(lot, state.auction.settings):
        return None
    return BidByBot(
        actor=Actor(user=seat.user, role=ActorRole.SYSTEM),
        id=uuid5(UUID(state.auction.id), f"for {seat.participant}:{lot.id}:{state.seq}"),  # of two programs one bids
        participant=seat.participant,
        lot=lot.id,
        amount=amount,
        arrived=arrived,
        seen=lot.price,
    )


def _command_id(state: AuctionState, seat: BotSeat, move: Move) -> UUID:
    """One id for a bot's answer to a price, so that two programs playing the same bot bid once.

    The instants tell a lot that comes up again, or a room that goes on after a pause, from the first time.
    """
    lot = state.lots[move.lot]
    words: tuple[object, ...] = (
        *(seat.participant, lot.id, lot.opened_at, state.auction.resumes_at, lot.price, move.amount is None),
        *((state.auction.nomination_round, state.auction.round) if move.puts_up else ()),
    )
    return uuid5(UUID(state.auction.id), ":".join(map(str, words)))
