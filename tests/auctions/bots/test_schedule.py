"""When bots act."""

from auctions.bots.schedule import Schedule
from auctions.bots.strategy import AssetFacts, BotStrategy, Market
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
