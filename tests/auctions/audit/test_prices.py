"""Prices and opening prices that can't be are named."""

from dataclasses import replace

import pytest

from auctions.audit.prices import check_prices
from auctions.rules.events import Event, EventKind
from tests.auctions.audit.faults import at, found, told, with_lot
from tests.auctions.rules.scenario import FIRST_LOT, MAX, MIA, Scenario


@pytest.fixture(scope="module")
def played() -> Scenario:
    """The first lot goes unsold at 20, comes back at 10, and is sold there after three bids and a maximum's."""
    scenario = Scenario(lots=1, opening=[20], slots_min=0, unsold_rounds=1, unsold_percent=50, increment=2)
    scenario.tick(30_300)
    scenario.tick(33_300)
    scenario.bid(MAX, 10, at=34_000)
    scenario.proxy(MIA, 13, at=35_000)
    scenario.bid(MAX, 14, at=36_000)
    scenario.tick(70_000)
    assert scenario.lot().sold_for == 14
    return scenario


def number_of(played: Scenario, kind: EventKind) -> int:
    return next(event.seq for event in played.events if event.kind is kind)


def test_prices_that_were_played_are_right(played: Scenario) -> None:
    assert found(played, check_prices) == []
    assert {EventKind.QUEUE_CHANGED, EventKind.PROXY_BID, EventKind.LOT_SOLD} <= {each.kind for each in played.events}


@pytest.mark.parametrize(
    ("kind", "detail", "sentence"),
    [
        (EventKind.LOT_SOLD, {"price": 9}, f"lot {FIRST_LOT} is sold for 9, and opened at 10"),
        (EventKind.BID_PLACED, {"amount": 9}, f"9 is bid for lot {FIRST_LOT}, and 10 was the least"),
        (EventKind.PROXY_BID, {"amount": 9}, f"9 is bid for lot {FIRST_LOT}, and 10 was the least"),
    ],
)
def test_bid_or_sale_below_the_price_is_named(
    played: Scenario, kind: EventKind, detail: dict[str, int], sentence: str
) -> None:
    change = at(number_of(played, kind), lambda event: told(event, **detail))
    assert found(played, check_prices, change) == [sentence]


def test_bid_by_less_than_a_step_is_named(played: Scenario) -> None:
    last = [event.seq for event in played.events if event.kind is EventKind.BID_PLACED][-1]
    assert found(played, check_prices, at(last, lambda event: told(event, amount=13))) == [
        f"13 is bid for lot {FIRST_LOT}, and 14 was the least"
    ]


def test_opening_price_of_another_round_is_named(played: Scenario) -> None:
    again = number_of(played, EventKind.QUEUE_CHANGED)
    assert found(played, check_prices, at(again, lambda event: with_lot(event, FIRST_LOT, opening_price=9)))[0] == (
        f"lot {FIRST_LOT} opens at 9, and in its round at 10"
    )
    bid = number_of(played, EventKind.BID_PLACED)
    assert found(played, check_prices, at(bid, lambda event: with_lot(event, FIRST_LOT, opening_price=3)))[0] == (
        f"lot {FIRST_LOT} opens at 3, and in its round at 10"
    )


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (3, "queue_changed makes round 3 of round 1"),
        (3, "round 3 begins, and unsold lots come back 1 times"),
    ],
)
def test_round_too_many_is_named(played: Scenario, number: int, sentence: str) -> None:
    def planted(event: Event) -> Event:
        assert event.auction is not None
        return replace(event, auction=replace(event.auction, round=number))

    assert sentence in found(played, check_prices, at(number_of(played, EventKind.QUEUE_CHANGED), planted))
