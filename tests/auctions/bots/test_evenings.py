"""Whole evenings of leagues that differ from the usual one, played by bots in simulated time.

What the program may not ship is played where the recorded files are; everywhere else a shorter evening of its kind.
"""

import csv
from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from auctions.bots import simulation
from auctions.models import AuctionEvent
from auctions.rules.state import AuctionState
from leagues.settings.auction import AuctionSettings
from leagues.settings.presets import PRESETS
from rollouts.propagation import snapshot
from tests.auctions.bots.evenings import (
    PURSES,
    Listed,
    cricketers,
    positions_of,
    prove,
    put_on_list,
    recorded_footballers,
)
from tests.recorded import FPL, IPL, needs_recorded_data
from tests.thoroughness import at_night


def play_cricket(rows: list[Listed], seats: int, **settings: Any) -> AuctionState:
    """An evening like that of the Indian Premier League."""
    chosen = PRESETS["ipl-squad"].settings(AuctionSettings()).changed({"seed": 7, "order": "position", **settings})
    played = simulation.simulate(put_on_list("cricket", rows), seats, 7, chosen, PURSES[:seats])
    state = prove(played.auction_id)
    assert sorted(seat.granted for seat in state.participants.values()) == sorted(PURSES[:seats])
    return state


def play_football(rows: list[Listed], seats: int, **settings: Any) -> AuctionState:
    """An evening on which managers put players up in turn, for squads by position."""
    chosen = PRESETS["fpl-squad"].settings(AuctionSettings()).changed({"mode": "nomination", "seed": 7, **settings})
    played = simulation.simulate(put_on_list("football-players", rows), seats, 7, chosen)
    state = prove(played.auction_id)
    assert all(seat.filled == chosen.slots_min for seat in state.participants.values()), "there were players enough"
    return state


def test_cricket_evening(transactional_db: None) -> None:
    rows = cricketers((f"Player {n}", f"Team {n % 10}") for n in range(40))
    state = play_cricket(rows, 4, slots_min=6, slots_max=10, limits="country not IND: at most 3")
    assert state.auction.lots_sold >= 30


@at_night
@needs_recorded_data
@pytest.mark.timeout(900)  # some 1,500 decisions
def test_cricket_evening_of_the_recorded_players(transactional_db: None) -> None:
    with (IPL / "players.csv").open(encoding="utf-8") as file:
        rows = cricketers((row["name"], row["team"]) for row in csv.DictReader(file))
    state = play_cricket(rows, 10, slots_min=11, limits="country not IND: at most 8")
    assert state.auction.lots_sold >= 110


def test_football_evening(transactional_db: None) -> None:
    positions = ["GK", "DEF", "DEF", "MID", "FWD"]
    rows = [Listed(f"Player {n}", f"Club {n % 8}", positions[n % 5], "", 5 + 60 // (n + 1)) for n in range(40)]
    limits = "GK: 1, DEF: 2, MID: 1, FWD: 1, each club: at most 2"
    state = play_football(rows, 4, slots_min=5, slots_max=5, budget=300, limits=limits)
    assert positions_of(state) == [Counter(GK=1, DEF=2, MID=1, FWD=1)] * 4


@at_night
@needs_recorded_data
@pytest.mark.timeout(900)  # 180 turns, each with the bids of twelve
def test_football_evening_of_the_recorded_players(transactional_db: None) -> None:
    least = PRESETS["fpl-squad"].settings(AuctionSettings()).min_price
    with (FPL / "players.csv").open(encoding="utf-8") as file:
        rows = [Listed(row["name"], row["team"], row["position"], "", least) for row in csv.DictReader(file)]
    limits = "GK: 2, DEF: 5, MID: 5, FWD: 3, each club: at most 3"
    state = play_football(rows, 12, nomination_order="snake", limits=limits)
    assert positions_of(state) == [Counter(GK=2, DEF=5, MID=5, FWD=3)] * 12


def play_slowly(rows: list[Listed], seats: int, *, begins: int = 0, **settings: Any) -> tuple[AuctionState, int]:
    """An auction over weeks, whose nights are quiet; and how many lots were open at once at most."""
    chosen = PRESETS["slow-squad"].settings(AuctionSettings()).changed({"seed": 7, **settings})
    assets = put_on_list("football-players", rows)
    follower = snapshot.follow("test")  # or each decision would ask the database for its flags
    try:
        played = simulation.simulate(assets, seats, 7, chosen, begins=begins)
    finally:
        follower.stop()
    opened, most, ends = set[int](), 0, list[int]()
    for event in AuctionEvent.objects.filter(auction=played.auction_id, kind__startswith="lot_").order_by("seq"):
        lot = event.payload["detail"].get("lot")
        if event.kind == "lot_started":
            opened.add(lot)
        elif event.kind in {"lot_sold", "lot_unsold"}:
            opened.discard(lot)
            ends += [each["ends_at"] for each in event.payload["lots"] if each["id"] == lot and each["ends_at"]]
        most = max(most, len(opened))
    hours = {datetime.fromtimestamp(each / 1000, ZoneInfo(chosen.time_zone)).hour for each in ends}
    assert hours <= {*range(8, 23)}, "nothing ends in quiet hours"
    return prove(played.auction_id), most


def test_slow_auction(transactional_db: None) -> None:
    rows = [Listed(f"Player {n}", f"Club {n % 8}", "", "", 1) for n in range(30)]
    state, most = play_slowly(rows, 4, slots_min=3, slots_max=6, slow_nominations=3)
    assert most == 12
    assert state.auction.lots_sold >= 12


@at_night
@needs_recorded_data
@pytest.mark.timeout(900)  # 60 lots are open at once, on which twelve bid
def test_slow_auction_of_the_recorded_players(transactional_db: None) -> None:
    rows = recorded_footballers()
    state, most = play_slowly(rows, 12)
    assert (len(rows), most) == (820, 60)
    assert all(seat.filled == 15 for seat in state.participants.values())


@at_night
@needs_recorded_data
@pytest.mark.timeout(900)  # some 6,000 decisions
def test_slow_auction_of_a_winter_over_both_changes_of_the_clocks(transactional_db: None) -> None:
    """Every player is sold, each after a week of daytime: it begins before the clocks go back, and ends in spring."""
    begins = next_time(month=10, day=20, hour=9)
    week = 7 * 24 * 60
    state, most = play_slowly(
        recorded_footballers(), 12, begins=begins, budget=2000, slots_max=70, slow_lot_minutes=week
    )
    assert (most, state.auction.lots_sold) == (60, 820)
    last = max(lot.ends_at or 0 for lot in state.lots.values())
    assert last > next_time(month=4, day=1, hour=0, after=begins), "the clocks went forward, in March, while it ran"


def next_time(*, month: int, day: int, hour: int, after: int = 0) -> int:
    """The next time that London's clocks show this, in epoch ms; after an instant, or now."""
    london = ZoneInfo("Europe/London")
    now = datetime.fromtimestamp(after / 1000, london) if after else datetime.now(london)
    this_year = now.replace(month=month, day=day, hour=hour, minute=0, second=0, microsecond=0)
    return int((this_year if this_year > now else this_year.replace(year=now.year + 1)).timestamp()) * 1000
