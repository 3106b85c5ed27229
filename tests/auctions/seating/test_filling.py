"""Ways to fill the table: what is, what the settings say; names that say which asset is meant."""

import pytest

from auctions.publish.names import DisplayNames
from auctions.rules.commands import ChangeSeats, SeatTerms
from auctions.seating import filling
from auctions.seating.typed import TypedKeeper, TypedSeat, read_table
from tests.auctions.rules.invariants import display_names_of
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario


@pytest.fixture
def scenario() -> Scenario:
    """It waits; Max keeps the first lot, and two assets are both called Danilo."""
    made = Scenario(lots=4, budget=200, begun=False)
    table = SeatTerms(participant=MAX, budget=120, slots_min=0, keepers=((FIRST_LOT, 30),))
    made.do(ChangeSeats(actor=CARLA, seats=(table,)))
    return made


def names_of(scenario: Scenario) -> DisplayNames:
    names = display_names_of(scenario.state)
    for asset, shown in names.assets.items():
        shown |= {"external_id": f"id-{asset}", "name": "Danilo" if asset in {503, 504} else shown["name"]}
    return names


def test_table_as_it_is_reads_back_as_what_it_is(scenario: Scenario) -> None:
    names = names_of(scenario)
    rows = filling.as_it_is(scenario.state, names)
    assert rows == [
        TypedSeat(MAX, "120", "0", "", (TypedKeeper("Club 501", "30"),)),
        TypedSeat(MIA, "200"),
        TypedSeat(NED, "200"),
    ]
    before = scenario.state.participants
    scenario.do(ChangeSeats(actor=CARLA, seats=read_table(rows, filling.lots_by_name(scenario.state, names))))
    assert scenario.state.participants == before


def test_everybody_begins_alike_by_the_settings(scenario: Scenario) -> None:
    assert filling.from_settings(scenario.state) == [TypedSeat(seat, "200") for seat in (MAX, MIA, NED)]


def test_assets_of_one_name_are_told_apart_by_their_ids(scenario: Scenario) -> None:
    names = names_of(scenario)
    assert filling.names_to_choose(names) == ["Club 501", "Club 502", "id-503", "id-504"]
    lot_named = filling.lots_by_name(scenario.state, names)
    assert [lot_named(name) for name in ("club 502", "id-504")] == [FIRST_LOT + 1, FIRST_LOT + 3]
    with pytest.raises(ValueError, match="2 are called Danilo: write id-503 or id-504 instead"):
        lot_named("Danilo")
