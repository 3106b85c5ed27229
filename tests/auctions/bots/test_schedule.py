"""When bots act."""

from auctions.bots.schedule import Schedule
from auctions.bots.strategy import AssetFacts, BotMind, Market
from tests.auctions.rules.play import MAX, MIA, NED, Play, T


def schedule() -> Schedule:
    market = Market(7, {501 + n: AssetFacts(f"club-{n}") for n in range(3)})
    return Schedule({seat: BotMind(market, f"seat {seat}") for seat in (MAX, MIA)})


def test_plan_stands_while_nothing_it_answers_changes() -> None:
    play, bots = Play(), schedule()
    bots.update(play.state, T)
    first = bots.first()
    bots.update(play.state, T + 400)
    assert bots.first() is first


def test_new_price_makes_new_plans() -> None:
    play, bots = Play(), schedule()
    bots.update(play.state, T)
    play.bid(NED, 2)
    bots.update(play.state, T + 1_000)
    plan = bots.first()
    assert plan is not None
    assert plan.at >= T + 1_500


def test_plan_that_was_carried_out_is_not_repeated() -> None:
    play, bots = Play(), schedule()
    bots.update(play.state, T)
    for _ in (MAX, MIA):
        plan = bots.first()
        assert plan is not None
        bots.done(plan)
    bots.update(play.state, T + 9_000)
    assert bots.first() is None


def test_the_end_of_a_lot_ends_its_plans() -> None:
    play, bots = Play(lot_seconds=30), schedule()
    bots.update(play.state, T)
    play.tick(31_000)
    bots.update(play.state, T + 31_000)
    assert bots.first() is None


def test_nobody_sits_there() -> None:
    bots = Schedule({})
    bots.update(Play().state, T)
    assert bots.first() is None
