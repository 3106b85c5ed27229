"""Event 1, and the orders of the queue."""

from dataclasses import dataclass

import pytest

from auctions.rules.creation import order_assets
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.state import QUEUED_SHOWN
from leagues.settings.auction import AuctionSettings
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, Scenario, T, new_auction


@dataclass
class Club:
    name: str
    rank: int | None


CLUBS = [Club("Roma", 3), Club("ajax", None), Club("Benfica", 1), Club("Celtic", None), Club("Arsenal", 0)]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("given", ["Roma", "ajax", "Benfica", "Celtic", "Arsenal"]),
        ("alphabetical", ["ajax", "Arsenal", "Benfica", "Celtic", "Roma"]),
        ("rank", ["Arsenal", "Benfica", "Roma", "ajax", "Celtic"]),
    ],
)
def test_queue_stands_in_the_order_the_settings_say(order: str, names: list[str]) -> None:
    assert [club.name for club in order_assets(CLUBS, order, seed=1)] == names


def test_shuffle_is_the_same_for_a_seed_and_another_for_another() -> None:
    clubs = [Club(str(number), number) for number in range(30)]
    first, again, other = (order_assets(clubs, "shuffled", seed) for seed in (7, 7, 8))
    assert first == again
    assert first != other
    assert sorted(first, key=lambda club: club.rank or 0) == clubs
    assert clubs[0].name == "0"  # the list handed in stays as it was


def test_shuffle_published_with_its_seed_never_changes() -> None:
    shuffled = order_assets(CLUBS, "shuffled", seed=2026)
    assert [club.name for club in shuffled] == ["ajax", "Arsenal", "Celtic", "Benfica", "Roma"]


def test_first_event_grants_everybody_the_budget_and_names_who_made_it() -> None:
    state, event = new_auction(opening=[1] * 8, seats=2, settings=AuctionSettings(budget=200, slots_min=8, slots_max=8))
    assert (event.seq, event.kind, event.at, event.actor) == (1, EventKind.AUCTION_CREATED, T, CARLA.user)
    assert event.ledger == (LedgerEntry(LedgerEntryKind.GRANT, MAX, 200), LedgerEntry(LedgerEntryKind.GRANT, MIA, 200))
    assert [(seat.available, seat.max_bid) for seat in state.participants.values()] == [(200, 193)] * 2
    assert (state.seq, state.auction.lots_total, state.open_lots) == (1, 8, ())


def test_first_event_names_the_lots_outside_the_window() -> None:
    scenario = Scenario(lots=QUEUED_SHOWN + 2, begun=False)
    assert scenario.events[0].gone == (FIRST_LOT + QUEUED_SHOWN, FIRST_LOT + QUEUED_SHOWN + 1)
