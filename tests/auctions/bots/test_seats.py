"""A bot's move as a command."""

from dataclasses import replace
from uuid import UUID, uuid4

from auctions.bots.schedule import PlannedAction
from auctions.bots.seats import BotSeat, command_for
from auctions.bots.strategy import Move
from auctions.rules.commands import Nominate, PassLot, PlaceBid
from auctions.rules.state import AuctionState
from tests.auctions.rules.scenario import FIRST_LOT, MAX, MIA, Scenario, T

AUCTION = str(uuid4())


def state_of(scenario: Scenario) -> AuctionState:
    return replace(scenario.state, auction=replace(scenario.state.auction, id=AUCTION))


def id_in(scenario: Scenario, amount: int | None = 5, arrived: int = T) -> UUID | None:
    return command_for(
        state_of(scenario), BotSeat(MAX, 101), PlannedAction(T, MAX, Move(FIRST_LOT, amount, 500)), arrived
    ).id


def test_bid_and_pass() -> None:
    scenario = Scenario()
    bid = command_for(state_of(scenario), BotSeat(MAX, 101), PlannedAction(T, MAX, Move(FIRST_LOT, 5, 500)), T + 3)
    assert isinstance(bid, PlaceBid)
    assert (bid.lot, bid.amount, bid.arrived, bid.actor.user, bid.actor.participant) == (FIRST_LOT, 5, T + 3, 101, MAX)
    assert isinstance(
        command_for(state_of(scenario), BotSeat(MAX, 101), PlannedAction(T, MAX, Move(FIRST_LOT, None, 500)), T),
        PassLot,
    )


def test_lot_that_is_put_up_by_its_asset() -> None:
    scenario = Scenario(mode="nomination")
    plan = PlannedAction(T, MAX, Move(FIRST_LOT + 1, 3, 500, puts_up=True))
    command = command_for(state_of(scenario), BotSeat(MAX, 101), plan, T)
    assert isinstance(command, Nominate)
    assert (command.asset, command.amount, command.actor.participant) == (502, 3, MAX)


def test_bid_and_what_is_put_up_have_ids_of_their_own_and_so_has_each_turn() -> None:
    """The same bot may put the same lot up in a later turn, if nobody bought it."""
    state = state_of(Scenario(mode="nomination"))
    later = replace(state, auction=replace(state.auction, nomination_round=2))
    put_up = PlannedAction(T, MAX, Move(FIRST_LOT, 3, 500, puts_up=True))
    bid = PlannedAction(T, MAX, Move(FIRST_LOT, 3, 500))
    seat = BotSeat(MAX, 101)
    ids = {command_for(*each, T).id for each in ((state, seat, put_up), (later, seat, put_up), (state, seat, bid))}
    assert len(ids) == 3


def test_two_programs_give_one_id() -> None:
    assert id_in(Scenario(), arrived=T) == id_in(Scenario(), arrived=T + 700)


def test_another_price_another_id() -> None:
    scenario = Scenario()
    before = id_in(scenario)
    scenario.bid(MIA, 2)
    assert id_in(scenario) != before


def test_pass_and_bid_have_ids_of_their_own() -> None:
    assert id_in(Scenario(), None) != id_in(Scenario(), 5)


def test_lot_that_comes_up_again_has_another_id() -> None:
    """Else the engine would answer with what became of the first time, and the bot would never bid."""
    scenario, again = Scenario(), Scenario()
    again.state = replace(again.state, lots={FIRST_LOT: replace(again.lot(), opened_at=T + 60_000)})
    assert id_in(again) != id_in(scenario)


def test_room_that_goes_on_after_a_pause_has_another_id() -> None:
    scenario = Scenario()
    before = id_in(scenario)
    scenario.pause(2_000)
    scenario.resume(4_000)
    assert id_in(scenario) != before
