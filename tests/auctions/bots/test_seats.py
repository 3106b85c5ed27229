"""A bot's move as a command."""

from dataclasses import replace
from uuid import UUID, uuid4

from auctions.bots.schedule import PlannedAction
from auctions.bots.seats import BotSeat, command_for
from auctions.bots.strategy import Move
from auctions.rules.commands import PassLot, PlaceBid
from auctions.rules.state import AuctionState
from tests.auctions.rules.play import FIRST_LOT, MAX, MIA, Play, T

AUCTION = str(uuid4())


def state_of(play: Play) -> AuctionState:
    return replace(play.state, auction=replace(play.state.auction, id=AUCTION))


def id_in(play: Play, amount: int | None = 5, arrived: int = T) -> UUID | None:
    return command_for(
        state_of(play), BotSeat(MAX, 101), PlannedAction(T, MAX, Move(FIRST_LOT, amount, 500)), arrived
    ).id


def test_bid_and_pass() -> None:
    play = Play()
    bid = command_for(state_of(play), BotSeat(MAX, 101), PlannedAction(T, MAX, Move(FIRST_LOT, 5, 500)), T + 3)
    assert isinstance(bid, PlaceBid)
    assert (bid.lot, bid.amount, bid.arrived, bid.actor.user, bid.actor.participant) == (FIRST_LOT, 5, T + 3, 101, MAX)
    assert isinstance(
        command_for(state_of(play), BotSeat(MAX, 101), PlannedAction(T, MAX, Move(FIRST_LOT, None, 500)), T), PassLot
    )


def test_two_programs_give_one_id() -> None:
    assert id_in(Play(), arrived=T) == id_in(Play(), arrived=T + 700)


def test_another_price_another_id() -> None:
    play = Play()
    before = id_in(play)
    play.bid(MIA, 2)
    assert id_in(play) != before


def test_pass_and_bid_have_ids_of_their_own() -> None:
    assert id_in(Play(), None) != id_in(Play(), 5)


def test_lot_that_comes_up_again_has_another_id() -> None:
    """Else the engine would answer with what became of the first time, and the bot would never bid."""
    play, again = Play(), Play()
    again.state = replace(again.state, lots={FIRST_LOT: replace(again.lot(), opened_at=T + 60_000)})
    assert id_in(again) != id_in(play)


def test_room_that_goes_on_after_a_pause_has_another_id() -> None:
    play = Play()
    before = id_in(play)
    play.pause(2_000)
    play.resume(4_000)
    assert id_in(play) != before
