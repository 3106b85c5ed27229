"""Ownership from sales, trades and drops, against what rosters say."""

from dataclasses import replace

from auctions.audit.ownership import OwnershipLedger
from auctions.rules.commands import DropAsset, TradeAssets
from auctions.rules.events import Event
from auctions.rules.evolve import evolve, from_nothing
from auctions.rules.state import AuctionState, Slot
from tests.auctions.rules.play import CARLA, FIRST_LOT, MAX, MIA, Play

SECOND_LOT = FIRST_LOT + 1


def traded() -> Play:
    """Max bought the first lot and Mia the second; they exchange them, and Max gives up what he got."""
    play = Play(lots=2, slots_min=0)
    play.sell(MIA, 6, lot=SECOND_LOT, at=play.sell(MAX, 5))
    play.do(TradeAssets(actor=CARLA, participant=MAX, other=MIA, gives=(FIRST_LOT,), takes=(SECOND_LOT,), pays=1))
    play.do(DropAsset(actor=CARLA, participant=MAX, lot=SECOND_LOT, refund=True))
    return play


def findings(events: list[Event]) -> list[str]:
    """What is found along a journal."""
    state, deeds = from_nothing(events[0], epoch=1), OwnershipLedger()
    found: list[str] = []
    for event in events[1:]:
        state = evolve(state, event)
        found += deeds.enter(event, state)
    return found


def with_roster(play: Play, place: int, who: int, *slots: Slot) -> list[Event]:
    """The journal with another roster in one event."""
    event = play.events[place]
    seats = tuple(replace(each, roster=slots) if each.id == who else each for each in event.participants)
    return [*play.events[:place], replace(event, participants=seats), *play.events[place + 1 :]]


FIRST, SECOND = Slot(FIRST_LOT, 501, 5), Slot(SECOND_LOT, 502, 6)


def test_journal_of_sales_trades_and_drops_is_in_order() -> None:
    assert findings(traded().events) == []


def test_roster_that_kept_what_was_traded_is_named() -> None:
    play = traded()
    trade = len(play.events) - 2
    found = findings(with_roster(play, trade, MAX, FIRST, SECOND))
    assert f"lot {FIRST_LOT} stands in the roster of participant {MAX}, and belongs to participant {MIA}" in found
    assert f"lot {FIRST_LOT} stands in the rosters of {MAX}, {MIA}" in found


def test_roster_without_what_was_bought_is_named() -> None:
    play = traded()
    sale = next(place for place, event in enumerate(play.events) if event.kind == "lot_sold")
    assert findings(with_roster(play, sale, MAX))[0] == (
        f"lot {FIRST_LOT} belongs to participant {MAX}, and is missing in the roster"
    )


def test_trade_of_what_the_giver_does_not_own_is_named() -> None:
    play = traded()
    trade = replace(play.events[-2], detail={**play.events[-2].detail, "gives": [SECOND_LOT], "takes": []})
    assert f"lot {SECOND_LOT} is taken from participant {MAX}, and belongs to participant {MIA}" in findings(
        [*play.events[:-2], trade]
    )


def test_drop_of_what_nobody_owns_is_named() -> None:
    play = traded()
    again = replace(play.events[-1], seq=play.events[-1].seq + 1)
    assert findings([*play.events, again]) == [
        f"lot {SECOND_LOT} is taken from participant {MAX}, and belongs to nobody"
    ]


def test_lot_in_two_rosters_and_another_price_are_named() -> None:
    play = Play()
    play.sell(MAX, 7)
    sold = next(event for event in play.events if event.kind == "lot_sold")
    mia = replace(play.seat(MIA), roster=(Slot(FIRST_LOT, 501, 8),))
    state: AuctionState = replace(play.state, participants={**play.state.participants, MIA: mia})
    deeds = OwnershipLedger()
    assert list(deeds.enter(replace(sold, participants=(play.seat(MAX), mia)), state)) == [
        f"lot {FIRST_LOT} stands in the roster of participant {MIA}, and belongs to participant {MAX}",
        f"participant {MIA} owns lot {FIRST_LOT} for 8, which was not sold so",
        f"lot {FIRST_LOT} stands in the rosters of {MAX}, {MIA}",
    ]
