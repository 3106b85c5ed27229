"""Room in a roster, and how far a filling stays behind."""

from auctions.rules.limits.gap import BOUNDLESS, Filling, Rooms
from leagues.settings.limits import read_limits


def test_room_is_the_most_without_what_is_taken() -> None:
    positions, clubs = read_limits("GK: 1–2, MID: at least 1, each club: at most 3").groupings
    rooms = Rooms(positions, ["GK", "FWD", "MID", "GK", "GK"])
    assert [rooms[each] for each in ("GK", "MID", "FWD", "DEF", "")] == [
        -1,
        BOUNDLESS - 1,
        BOUNDLESS - 1,
        BOUNDLESS,
        BOUNDLESS,
    ]
    assert [Rooms(clubs, ["Leeds", "Leeds"])[each] for each in ("Leeds", "Hull", "")] == [1, 3, BOUNDLESS]


def test_needs_weigh_more_than_slots_and_cost_nothing() -> None:
    assert Filling(9, 0, {}).shortfall == (0, 0)
    assert Filling(0, 1, {"GK": 1}).shortfall > Filling(5, 4, {}).shortfall > Filling(9, 3, {}).shortfall
    assert Filling(0, 2, {"GK": 1, "DEF": 2}).shortfall == (3, 2)
