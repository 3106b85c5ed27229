"""Assets change hands after the auction."""

from typing import Any

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Actor, ActorRole, DropAsset, TradeAssets, UndoSale
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, OTTO, Scenario, seat_of

SECOND_LOT, THIRD_LOT = FIRST_LOT + 1, FIRST_LOT + 2
LATER = 200_000


def over() -> Scenario:
    """Max has bought the first lot for 30 and the third for 5, Mia the second for 10; Ned nothing, of budgets of 50."""
    scenario = Scenario(lots=3, budget=50, slots_min=0, slots_max=2)
    at = scenario.sell(MAX, 30)
    at = scenario.sell(MIA, 10, lot=SECOND_LOT, at=at)
    scenario.sell(MAX, 5, lot=THIRD_LOT, at=at)
    assert scenario.status == "completed"
    return scenario


def trade(
    scenario: Scenario,
    gives: tuple[int, ...],
    takes: tuple[int, ...],
    pays: int = 0,
    *,
    actor: Actor = CARLA,
    other: int = MIA,
) -> Code:
    """Make a trade of Max's, and return what becomes of it."""
    command = TradeAssets(actor=actor, participant=MAX, other=other, gives=gives, takes=takes, pays=pays)
    return scenario.do(command, LATER)


def drop(scenario: Scenario, lot: int, *, who: int = MAX, refund: bool = False, actor: Actor = CARLA) -> Code:
    return scenario.do(DropAsset(actor=actor, participant=who, lot=lot, refund=refund), LATER)


def owned(scenario: Scenario) -> dict[int, list[int]]:
    return {each.id: [slot.lot for slot in each.roster] for each in scenario.state.participants.values()}


# Trades ---------------------------------------------------------------------------------------------
def test_trade_exchanges_assets_and_money_and_leaves_the_sales_as_they_were() -> None:
    scenario = over()
    lots = scenario.state.lots
    assert trade(scenario, (FIRST_LOT, THIRD_LOT), (SECOND_LOT,), 7) is Code.OK
    assert owned(scenario) == {MAX: [SECOND_LOT], MIA: [FIRST_LOT, THIRD_LOT], NED: []}
    assert [slot.price for slot in scenario.seat(MIA).roster] == [30, 5]
    assert (scenario.money(MAX), scenario.money(MIA)) == ((8, 0, 35), (47, 0, 10))
    assert (scenario.seat(MAX).adjusted, scenario.seat(MIA).adjusted) == (-7, 7)
    assert scenario.state.lots == lots
    [event] = scenario.last.events
    assert event.kind is EventKind.ASSETS_TRADED
    assert event.ledger == (LedgerEntry(LedgerEntryKind.PAY, MAX, 7), LedgerEntry(LedgerEntryKind.RECEIVE, MIA, 7))
    assert event.detail == {
        "participant": MAX, "other": MIA, "gives": [FIRST_LOT, THIRD_LOT], "takes": [SECOND_LOT], "pays": 7,
    }  # fmt: skip


def test_amount_below_zero_comes_from_the_other() -> None:
    scenario = over()
    assert trade(scenario, (THIRD_LOT,), (), -40) is Code.OK
    assert (scenario.money(MAX)[0], scenario.money(MIA)[0]) == (55, 0)


def test_trade_without_money_has_no_entries() -> None:
    scenario = over()
    assert trade(scenario, (FIRST_LOT,), (SECOND_LOT,)) is Code.OK
    assert scenario.last.events[0].ledger == ()


def test_trade_may_go_one_way_only() -> None:
    scenario = over()
    assert trade(scenario, (THIRD_LOT,), (), other=NED) is Code.OK
    assert owned(scenario)[NED] == [THIRD_LOT]


def test_asset_may_be_traded_on_and_back() -> None:
    scenario = over()
    assert trade(scenario, (FIRST_LOT,), (SECOND_LOT,)) is Code.OK
    assert trade(scenario, (SECOND_LOT,), (FIRST_LOT,)) is Code.OK
    assert owned(scenario) == {MAX: [FIRST_LOT, THIRD_LOT], MIA: [SECOND_LOT], NED: []}


def test_trade_is_recorded_in_the_name_of_whoever_asked() -> None:
    scenario = over()
    assert trade(scenario, (FIRST_LOT,), (), actor=Actor(user=101, role=ActorRole.SYSTEM), other=NED) is Code.OK
    assert scenario.last.events[0].actor == 101


@pytest.mark.parametrize("actor", [seat_of(MAX), OTTO])
def test_trade_is_the_commissioners_and_the_systems(actor: Actor) -> None:
    assert trade(over(), (FIRST_LOT,), (SECOND_LOT,), actor=actor) is Code.FORBIDDEN
    assert trade(over(), (FIRST_LOT,), (SECOND_LOT,), actor=SYSTEM) is Code.OK


def test_trade_while_the_auction_runs_is_refused() -> None:
    scenario = Scenario(lots=2)
    scenario.sell(MAX, 5)
    assert (trade(scenario, (FIRST_LOT,), ()), scenario.facts) == (Code.WRONG_STATUS, {"status": "active"})


@pytest.mark.parametrize(
    ("gives", "takes", "other", "code", "facts"),
    [
        ((), (), MIA, Code.NOT_A_TRADE, {}),
        ((FIRST_LOT,), (), MAX, Code.NOT_A_TRADE, {}),
        ((FIRST_LOT, FIRST_LOT), (), MIA, Code.NOT_A_TRADE, {}),
        ((FIRST_LOT,), (FIRST_LOT,), MIA, Code.NOT_A_TRADE, {}),
        ((FIRST_LOT,), (), 77, Code.NOT_A_PARTICIPANT, {}),
        ((999,), (), MIA, Code.NO_SUCH_LOT, {"lot": 999}),
        ((SECOND_LOT,), (), MIA, Code.NOT_OWNED, {"asset": 502, "participant": MAX}),
        ((FIRST_LOT,), (THIRD_LOT,), MIA, Code.NOT_OWNED, {"asset": 503, "participant": MIA}),
        ((), (SECOND_LOT,), MIA, Code.ROSTER_FULL, {"slots": 2, "participant": MAX, "filled": 3}),
    ],
)
def test_what_is_no_trade_is_refused_and_changes_nothing(
    gives: tuple[int, ...], takes: tuple[int, ...], other: int, code: Code, facts: dict[str, Any]
) -> None:
    scenario = over()
    before = scenario.state
    assert trade(scenario, gives, takes, other=other) is code
    assert (scenario.facts, scenario.state) == (facts, before)


def test_trade_of_somebody_without_a_seat_is_refused() -> None:
    command = TradeAssets(actor=CARLA, participant=77, other=MIA, gives=(), takes=(SECOND_LOT,), pays=0)
    assert over().do(command, LATER) is Code.NOT_A_PARTICIPANT


def test_trade_between_the_only_two_managers_is_done() -> None:
    scenario = Scenario(lots=1, seats=2, slots_min=0)
    scenario.sell(MAX, 5)
    assert trade(scenario, (FIRST_LOT,), ()) is Code.OK


@pytest.mark.parametrize(
    ("pays", "refused"),
    [
        (15, None),
        (16, {"available": 15, "amount": 16, "participant": MAX}),
        (-40, None),
        (-41, {"available": 40, "amount": 41, "participant": MIA}),
    ],
)
def test_nobody_pays_more_than_they_have(pays: int, refused: dict[str, int] | None) -> None:
    scenario = over()
    assert trade(scenario, (FIRST_LOT,), (SECOND_LOT,), pays) is (Code.OVER_AVAILABLE if refused else Code.OK)
    if refused:
        assert scenario.facts == refused


def test_full_roster_may_give_two_for_one_but_the_other_must_have_the_slots() -> None:
    scenario = over()
    assert trade(scenario, (FIRST_LOT, THIRD_LOT), (), other=NED) is Code.OK
    assert trade(scenario, (), (FIRST_LOT, THIRD_LOT), other=NED) is Code.OK
    assert trade(scenario, (), (SECOND_LOT,)) is Code.ROSTER_FULL
    assert scenario.facts == {"slots": 2, "participant": MAX, "filled": 3}


# Drops ----------------------------------------------------------------------------------------------
def test_dropped_asset_is_nobodys_and_costs_what_it_cost() -> None:
    scenario = over()
    assert drop(scenario, FIRST_LOT) is Code.OK
    assert (owned(scenario)[MAX], scenario.money(MAX), scenario.state.owner_of(FIRST_LOT)) == (
        [THIRD_LOT],
        (15, 0, 35),
        None,
    )
    assert (scenario.lot().status, scenario.lot().sold_to, scenario.lot().sold_for) == ("sold", MAX, 30)
    assert scenario.last.events[0].ledger == ()
    told = {"lot": FIRST_LOT, "asset": 501, "participant": MAX, "refund": 0}
    assert scenario.told() == [(EventKind.ASSET_DROPPED, told)]


def test_dropped_asset_with_refund_gives_its_owner_the_price_of_the_sale() -> None:
    scenario = over()
    trade(scenario, (FIRST_LOT,), (SECOND_LOT,))
    assert drop(scenario, FIRST_LOT, who=MIA, refund=True) is Code.OK
    assert scenario.last.events[0].ledger == (LedgerEntry(LedgerEntryKind.REFUND, MIA, 30, FIRST_LOT),)
    assert (scenario.money(MIA), scenario.seat(MIA).adjusted) == ((70, 0, 10), 30)


def test_only_what_is_ones_own_can_be_dropped() -> None:
    scenario = over()
    assert drop(scenario, 999) is Code.NO_SUCH_LOT
    assert drop(scenario, SECOND_LOT) is Code.NOT_OWNED
    assert drop(scenario, FIRST_LOT, who=77) is Code.NOT_A_PARTICIPANT
    assert [drop(scenario, FIRST_LOT), drop(scenario, FIRST_LOT)] == [Code.OK, Code.NOT_OWNED]


def test_drop_is_the_commissioners_and_the_systems_and_only_after_the_end() -> None:
    scenario = over()
    assert drop(scenario, FIRST_LOT, actor=seat_of(MAX)) is Code.FORBIDDEN
    assert drop(scenario, FIRST_LOT, actor=Actor(user=101, role=ActorRole.SYSTEM)) is Code.OK
    running = Scenario(lots=2)
    running.sell(MAX, 5)
    assert drop(running, FIRST_LOT) is Code.WRONG_STATUS


# Undo -----------------------------------------------------------------------------------------------
def test_sale_of_what_has_changed_hands_stays() -> None:
    scenario = over()
    trade(scenario, (FIRST_LOT,), (SECOND_LOT,))
    drop(scenario, THIRD_LOT)
    for lot, buyer in ((FIRST_LOT, MAX), (SECOND_LOT, MIA), (THIRD_LOT, MAX)):
        assert scenario.do(UndoSale(actor=CARLA, lot=lot, reason="Wrong price"), LATER) is Code.CHANGED_HANDS
        assert scenario.facts == {"asset": scenario.lot(lot).asset, "participant": buyer}


def test_sale_of_what_is_its_buyers_again_can_be_undone() -> None:
    scenario = over()
    trade(scenario, (FIRST_LOT,), (SECOND_LOT,), 5)
    trade(scenario, (SECOND_LOT,), (FIRST_LOT,))
    assert scenario.do(UndoSale(actor=CARLA, lot=FIRST_LOT, reason="Wrong price"), LATER) is Code.OK
    assert (scenario.money(MAX), scenario.seat(MAX).filled) == ((40, 0, 5), 1)
