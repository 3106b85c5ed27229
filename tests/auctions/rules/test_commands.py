"""Commands: whose doing each of them is."""

from auctions.rules.commands import BidFor, PassLot, PlaceBid, Tick
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, T, seat_of


def test_command_is_the_doing_of_its_senders_seat_unless_it_names_another() -> None:
    assert PlaceBid(actor=seat_of(MAX), lot=FIRST_LOT, amount=5, arrived=T).seat == MAX
    assert PassLot(actor=CARLA, lot=FIRST_LOT).seat is None
    assert Tick(actor=CARLA).seat is None
    assert BidFor(actor=seat_of(MAX), participant=MIA, lot=FIRST_LOT, amount=5, arrived=T).seat == MIA
