"""The planned moves of bots: when each acts, and what makes it plan anew."""

from copy import deepcopy

import pytest

from auctions.bots.schedule import PlannedAction, Schedule
from auctions.bots.strategy import AssetFacts, BotStrategy, Market, can_make
from auctions.rules.clock import next_deadline
from auctions.rules.codes import Code
from auctions.rules.commands import AwardAsset
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario, T


def schedule() -> Schedule:
    market = Market(7, {501 + n: AssetFacts(f"club-{n}") for n in range(3)})
    return Schedule({seat: BotStrategy(market, f"seat {seat}") for seat in (MAX, MIA)})


def test_plan_stands_while_nothing_it_answers_changes() -> None:
    scenario, bots = Scenario(), schedule()
    bots.update(scenario.state, T)
    first = bots.next_plan()
    bots.update(scenario.state, T + 400)
    assert bots.next_plan() is first


def test_new_price_makes_new_plans() -> None:
    scenario, bots = Scenario(), schedule()
    bots.update(scenario.state, T)
    scenario.bid(NED, 2)
    bots.update(scenario.state, T + 1_000)
    plan = bots.next_plan()
    assert plan is not None
    assert plan.at >= T + 1_500


def test_plan_that_was_carried_out_is_not_repeated() -> None:
    scenario, bots = Scenario(), schedule()
    bots.update(scenario.state, T)
    for _ in (MAX, MIA):
        plan = bots.next_plan()
        assert plan is not None
        bots.discard(plan)
    bots.update(scenario.state, T + 9_000)
    assert bots.next_plan() is None


def test_the_end_of_a_lot_ends_its_plans() -> None:
    scenario, bots = Scenario(lot_seconds=30), schedule()
    bots.update(scenario.state, T)
    scenario.tick(31_000)
    bots.update(scenario.state, T + 31_000)
    assert bots.next_plan() is None


def test_what_is_to_come_changes_and_a_bot_in_its_turn_plans_anew() -> None:
    """The lot it meant to put up is given to somebody else."""
    scenario = Scenario(mode="nomination", slots_min=0)
    seat = scenario.state.auction.nominator or 0
    market = Market(7, {501 + n: AssetFacts(f"club-{n}") for n in range(3)})
    bots = Schedule({seat: BotStrategy(market, f"seat {seat}")})
    bots.update(scenario.state, T)
    first = bots.next_plan()
    assert first is not None
    assert first.move.puts_up
    other = next(each for each in (MAX, MIA, NED) if each != seat)
    award = AwardAsset(actor=CARLA, lot=first.move.lot, participant=other, price=1, reason="Forgotten")
    assert scenario.do(award) is Code.OK
    bots.update(scenario.state, T + 1_000)
    again = bots.next_plan()
    assert again is not None
    assert (again.move.puts_up, again.move.lot == first.move.lot) == (True, False)


def test_nobody_sits_there() -> None:
    bots = Schedule({})
    bots.update(Scenario().state, T)
    assert bots.next_plan() is None


def test_each_open_lot_has_a_plan_of_its_own_and_money_that_comes_back_makes_new_ones() -> None:
    scenario = Scenario(format="slow", slow_lots=2, slots_min=0, budget=10, early_end=False)
    market = Market(7, {501 + n: AssetFacts(f"club-{n}") for n in range(3)})
    bots = Schedule({MAX: BotStrategy(market, "seat 1")})
    bots.update(scenario.state, T)
    scenario.bid(MAX, 9, lot=FIRST_LOT)
    bots.update(scenario.state, T + 1)
    second = bots.next_plan()
    assert second is not None
    assert second.move.lot == FIRST_LOT + 1
    scenario.bid(NED, 1, lot=FIRST_LOT + 1)
    bots.update(scenario.state, T + 2)
    assert bots.next_plan() is None
    scenario.bid(MIA, 10, lot=FIRST_LOT)
    bots.update(scenario.state, T + 3)
    again = bots.next_plan()
    assert again is not None
    assert again.move.lot == FIRST_LOT + 1


@pytest.mark.parametrize("seed", range(4))
def test_looking_at_what_changed_alone_plans_what_looking_at_everything_does(seed: int) -> None:
    """Two schedules play one slow auction; to the second each state is a copy, in which nothing is as it was."""
    lots = 8
    scenario = Scenario(
        lots=lots, format="slow", slow_lots=3, slots_min=0, slots_max=4, budget=12 + seed, early_end=seed % 2 == 0
    )
    market = Market(seed, {501 + n: AssetFacts(f"club-{n}", rank=n + 1) for n in range(lots)})
    strategies = {seat: BotStrategy(market, f"seat {seat}") for seat in (MAX, MIA, NED)}
    one, other = Schedule(strategies), Schedule(strategies)
    now, moves = T, 0
    while not scenario.state.auction.status.over:
        one.update(scenario.state, now)
        other.update(deepcopy(scenario.state), now)
        plan, same, deadline = one.next_plan(), other.next_plan(), next_deadline(scenario.state)
        assert plan == same
        if plan is not None and same is not None and (deadline is None or plan.at <= deadline):
            now = max(now, plan.at)
            if can_make(scenario.state, plan.seat, plan.move):
                assert make(scenario, plan, now - T) is Code.OK
                moves += 1
            one.discard(plan)
            other.discard(same)
        else:
            assert deadline is not None
            now = max(now, deadline)
            scenario.tick(now - T)
    assert moves >= lots


def make(scenario: Scenario, plan: PlannedAction, at: int) -> Code:
    """Carry a plan out."""
    if plan.move.amount is None:
        return scenario.pass_(plan.seat, at=at, lot=plan.move.lot)
    return scenario.bid(plan.seat, plan.move.amount, at=at, lot=plan.move.lot)
