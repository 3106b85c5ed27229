"""Ownership from sales, trades and drops, against what rosters say."""

from dataclasses import replace

from auctions.audit.ownership import OwnershipLedger
from auctions.rules.commands import DropAsset, TradeAssets
from auctions.rules.events import Event
from auctions.rules.evolve import evolve, from_nothing
from auctions.rules.state import AuctionState, Slot
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, Scenario

SECOND_LOT = FIRST_LOT + 1


def traded() -> Scenario:
    """Max bought the first lot and Mia the second; they exchange them, and Max gives up what he got."""
    scenario = Scenario(lots=2, slots_min=0)
    scenario.sell(MIA, 6, lot=SECOND_LOT, at=scenario.sell(MAX, 5))
    scenario.do(TradeAssets(actor=CARLA, participant=MAX, other=MIA, gives=(FIRST_LOT,), takes=(SECOND_LOT,), pays=1))
    scenario.do(DropAsset(actor=CARLA, participant=MAX, lot=SECOND_LOT, refund=True))
    return scenario


def findings(events: list[Event]) -> list[str]:
    """Return what is found along a journal."""
    state, ownership = from_nothing(events[0], epoch=1), OwnershipLedger()
    sentences: list[str] = []
    for event in events[1:]:
        state = evolve(state, event)
        sentences += ownership.apply_event(event, state)
    return sentences


def with_roster(scenario: Scenario, place: int, who: int, *slots: Slot) -> list[Event]:
    """The journal with another roster in one event."""
    event = scenario.events[place]
    seats = tuple(replace(each, roster=slots) if each.id == who else each for each in event.participants)
    return [*scenario.events[:place], replace(event, participants=seats), *scenario.events[place + 1 :]]


FIRST, SECOND = Slot(FIRST_LOT, 501, 5), Slot(SECOND_LOT, 502, 6)


def test_journal_of_sales_trades_and_drops_is_in_order() -> None:
    assert findings(traded().events) == []


def test_roster_that_kept_what_was_traded_is_named() -> None:
    scenario = traded()
    trade = len(scenario.events) - 2
    sentences = findings(with_roster(scenario, trade, MAX, FIRST, SECOND))
    assert f"lot {FIRST_LOT} stands in the roster of participant {MAX}, and belongs to participant {MIA}" in sentences
    assert f"lot {FIRST_LOT} stands in the rosters of {MAX}, {MIA}" in sentences


def test_roster_without_what_was_bought_is_named() -> None:
    scenario = traded()
    sale = next(place for place, event in enumerate(scenario.events) if event.kind == "lot_sold")
    assert findings(with_roster(scenario, sale, MAX))[0] == (
        f"lot {FIRST_LOT} belongs to participant {MAX}, and is missing in the roster"
    )


def test_trade_of_what_the_giver_does_not_own_is_named() -> None:
    scenario = traded()
    trade = replace(scenario.events[-2], detail={**scenario.events[-2].detail, "gives": [SECOND_LOT], "takes": []})
    assert f"lot {SECOND_LOT} is taken from participant {MAX}, and belongs to participant {MIA}" in findings(
        [*scenario.events[:-2], trade]
    )


def test_drop_of_what_nobody_owns_is_named() -> None:
    scenario = traded()
    again = replace(scenario.events[-1], seq=scenario.events[-1].seq + 1)
    assert findings([*scenario.events, again]) == [
        f"lot {SECOND_LOT} is taken from participant {MAX}, and belongs to nobody"
    ]


def test_lot_in_two_rosters_and_another_price_are_named() -> None:
    scenario = Scenario()
    scenario.sell(MAX, 7)
    sold = next(event for event in scenario.events if event.kind == "lot_sold")
    mia = replace(scenario.seat(MIA), roster=(Slot(FIRST_LOT, 501, 8),))
    state: AuctionState = replace(scenario.state, participants={**scenario.state.participants, MIA: mia})
    ownership = OwnershipLedger()
    assert list(ownership.apply_event(replace(sold, participants=(scenario.seat(MAX), mia)), state)) == [
        f"lot {FIRST_LOT} stands in the roster of participant {MIA}, and belongs to participant {MAX}",
        f"participant {MIA} owns lot {FIRST_LOT} for 8, which was not sold so",
        f"lot {FIRST_LOT} stands in the rosters of {MAX}, {MIA}",
    ]
