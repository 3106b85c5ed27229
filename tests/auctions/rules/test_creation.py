"""Event 1, and the orders of the queue."""

from dataclasses import dataclass

import pytest

from auctions.rules.creation import create_state, order_assets
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.state import (
    QUEUED_SHOWN,
    AuctionHeader,
    AuctionStatus,
    LotState,
    LotStatus,
    ParticipantState,
    Slot,
)
from leagues.settings.auction import AuctionSettings
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario, T, new_auction


@dataclass
class Club:
    name: str
    rank: int | None
    position: str = ""
    opening_price: int | None = None


CLUBS = [
    Club("Roma", 3, "marquee", 20),
    Club("ajax", None, "batters", 20),
    Club("Benfica", 1, "marquee"),
    Club("Celtic", None, "batters", 200),
    Club("Arsenal", 0),
]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("given", ["Roma", "ajax", "Benfica", "Celtic", "Arsenal"]),
        ("alphabetical", ["ajax", "Arsenal", "Benfica", "Celtic", "Roma"]),
        ("price", ["Celtic", "Roma", "ajax", "Benfica", "Arsenal"]),
        ("position", ["Roma", "Benfica", "ajax", "Celtic", "Arsenal"]),
        ("rank", ["Arsenal", "Benfica", "Roma", "ajax", "Celtic"]),
    ],
)
def test_queue_stands_in_the_order_the_settings_say(order: str, names: list[str]) -> None:
    assert [club.name for club in order_assets(CLUBS, order, seed=1)] == names


def test_asset_that_the_list_gives_no_price_comes_up_after_the_cheapest() -> None:
    unpriced, cheapest = Club("Unpriced", 1), Club("Cheapest", 2, opening_price=1)
    assert order_assets([unpriced, cheapest], "price", 1) == [cheapest, unpriced]


def test_sets_come_up_in_their_order_and_others_as_the_list_has_them() -> None:
    sets = order_assets(CLUBS, "position", 1, "Keepers, BATTERS")
    assert [club.name for club in sets] == ["ajax", "Celtic", "Roma", "Benfica", "Arsenal"]
    assert order_assets(CLUBS, "given", 1, "batters") == CLUBS


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
    assert (event.auction, event.participants) == (state.auction, tuple(state.participants.values()))


def test_first_event_names_the_lots_outside_the_window() -> None:
    scenario = Scenario(lots=QUEUED_SHOWN + 2, begun=False)
    assert scenario.events[0].gone == (FIRST_LOT + QUEUED_SHOWN, FIRST_LOT + QUEUED_SHOWN + 1)


def kept(number: int, owner: int, price: int) -> LotState:
    """A lot that its owner brings along."""
    return LotState(
        id=50 + number,
        number=number,
        asset=500 + number,
        opening_price=1,
        status=LotStatus.SOLD,
        price=price,
        sold_to=owner,
        sold_for=price,
        closed_seq=1,
    )


def test_what_owners_bring_along_is_in_their_rosters_and_paid_for_beyond_what_they_have_to_spend() -> None:
    lots = [LotState(id=51, number=1, asset=501, opening_price=1), kept(4, MAX, 9), kept(3, MIA, 20), kept(2, MAX, 30)]
    settings = AuctionSettings(budget=200, slots_min=1, slots_max=4)
    auction = AuctionHeader(id="a", league="l", status=AuctionStatus.WAITING, settings=settings, waiting_room=True)
    seats = [ParticipantState(id=each, member=10 + each) for each in (MAX, MIA, NED)]
    state, event = create_state(auction, lots, seats, now=T, actor=CARLA.user, to_spend={MAX: 150, NED: 0})
    assert event.ledger == (
        LedgerEntry(LedgerEntryKind.GRANT, MAX, 189),
        LedgerEntry(LedgerEntryKind.HOLD, MAX, 9, 54),
        LedgerEntry(LedgerEntryKind.CAPTURE, MAX, 9, 54),
        LedgerEntry(LedgerEntryKind.HOLD, MAX, 30, 52),
        LedgerEntry(LedgerEntryKind.CAPTURE, MAX, 30, 52),
        LedgerEntry(LedgerEntryKind.GRANT, MIA, 220),
        LedgerEntry(LedgerEntryKind.HOLD, MIA, 20, 53),
        LedgerEntry(LedgerEntryKind.CAPTURE, MIA, 20, 53),
    )
    assert [(seat.available, seat.spent) for seat in event.participants] == [(150, 39), (200, 20), (0, 0)]
    assert [seat.roster for seat in event.participants] == [
        (Slot(52, 502, 30), Slot(54, 504, 9)),
        (Slot(53, 503, 20),),
        (),
    ]
    assert (state.auction.lots_total, state.auction.lots_sold, event.auction) == (4, 3, state.auction)
    assert event.participants == tuple(state.participants.values())
