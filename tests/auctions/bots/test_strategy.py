"""A bot's strategy: what it wants, tried on auctions without a database."""

from dataclasses import replace

import pytest

from auctions.bots.strategy import THINK_MS, AssetFacts, BotStrategy, Market, Move, can_make, next_action
from auctions.rules.codes import Code
from auctions.rules.state import AuctionState
from tests.auctions.rules.scenario import FIRST_LOT, MAX, MIA, NED, Scenario, T


def strategy_of(seat: int, *, lots: int = 3, seed: int = 7, ranked: bool = False) -> BotStrategy:
    assets = {501 + n: AssetFacts(f"club-{n}", n + 1 if ranked else None) for n in range(lots)}
    return BotStrategy(Market(seed, assets), f"seat {seat}")


def move_of(scenario: Scenario, seat: int, *, at: int = 1_000, lots: int = 3, seed: int = 7) -> Move | None:
    return first_move(strategy_of(seat, lots=lots, seed=seed), scenario.state, seat, T + at)


def first_move(strategy: BotStrategy, state: AuctionState, seat: int, now: int) -> Move | None:
    """On the open lot; if none is, the one to put up."""
    return next_action(strategy, state, seat, next(iter(state.open_lots), None), now)


def valuations(state: AuctionState, seed: int) -> list[int]:
    return [strategy_of(seat, seed=seed).valuation(state, seat, state.lots[FIRST_LOT]) for seat in (MAX, MIA, NED)]


def test_same_seed_makes_the_same_move() -> None:
    assert move_of(Scenario(), MAX) == move_of(Scenario(), MAX)


def test_another_seed_makes_another_mind() -> None:
    state = Scenario().state
    assert valuations(state, 7) == valuations(state, 7) != valuations(state, 8)


def test_bots_of_one_seed_differ() -> None:
    assert len({strategy_of(seat).temperament for seat in range(20)}) == 20


def test_ids_of_the_database_decide_nothing() -> None:
    scenario = Scenario()
    lot = scenario.state.lots[FIRST_LOT]
    renumbered = replace(scenario.state, lots={9: replace(lot, id=9)}, open_lots=(9,))
    moved = first_move(strategy_of(MAX), renumbered, MAX, T)
    alone = replace(scenario.state, lots={FIRST_LOT: lot})
    expected = first_move(strategy_of(MAX), alone, MAX, T)
    assert moved is not None
    assert expected is not None
    assert (moved.amount, moved.think_ms) == (expected.amount, expected.think_ms)


def test_better_rank_is_worth_more() -> None:
    weights = list(strategy_of(MAX, lots=36, ranked=True).market.weights.values())
    assert weights == sorted(weights, reverse=True)
    assert weights[0] == pytest.approx(2.0)


def test_asset_without_rank_has_a_value_of_its_own() -> None:
    weights = strategy_of(MAX, lots=36).market.weights.values()
    assert len(set(weights)) == 36
    assert all(0.4 <= weight <= 2.0 for weight in weights)


@pytest.mark.parametrize("seed", range(30))
def test_every_bid_counts_until_the_lot_is_sold(seed: int) -> None:
    """Bots alone never offer what the rules refuse, and always come to an end."""
    scenario, at = Scenario(lots=6, slots_min=2, slots_max=3, lot_seconds=600), 1_000
    for _ in range(300):
        moves = [(seat, move_of(scenario, seat, at=at, lots=6, seed=seed)) for seat in (MAX, MIA, NED)]
        due = [(seat, move) for seat, move in moves if move]
        if not due:
            break
        seat, move = due[0]
        at += move.think_ms
        made = scenario.pass_(seat, at=at) if move.amount is None else scenario.bid(seat, move.amount, at=at)
        assert made is Code.OK
    else:
        pytest.fail("still bidding")
    assert scenario.lot().leader is not None


@pytest.mark.parametrize("seed", range(10))
def test_thinks_as_long_as_people_do(seed: int) -> None:
    move = move_of(Scenario(), MAX, seed=seed)
    assert move is not None
    assert THINK_MS[0] <= move.think_ms <= THINK_MS[1]


def test_passes_when_it_is_too_dear() -> None:
    scenario = Scenario(slots_min=1)
    scenario.bid(MIA, 199)
    move = move_of(scenario, MAX)
    assert move is not None
    assert move.amount is None


def test_puts_up_in_its_turn_what_is_worth_most_to_it_at_its_opening_price() -> None:
    scenario = Scenario(mode="nomination", opening=[3, 2, 4], slots_min=0)
    seat = scenario.state.auction.nominator or 0
    move, strategy = move_of(scenario, seat), strategy_of(seat)
    assert move is not None
    worth = {lot.id: strategy.valuation(scenario.state, seat, lot) for lot in scenario.state.lots.values()}
    assert worth[move.lot] == max(worth.values())
    assert (move.puts_up, move.amount) == (True, scenario.lot(move.lot).opening_price)
    others = [move_of(scenario, each) for each in (MAX, MIA, NED) if each != seat]
    assert others == [None, None]


def test_puts_up_only_what_it_can_pay_for() -> None:
    scenario = Scenario(mode="nomination", opening=[150, 9, 120], budget=100, slots_min=0)
    for seat in (MAX, MIA, NED):
        state = replace(scenario.state, auction=replace(scenario.state.auction, nominator=seat))
        move = first_move(strategy_of(seat), state, seat, T)
        assert move is not None
        assert move.lot == FIRST_LOT + 1


def test_does_nothing_when_leading() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5)
    assert move_of(scenario, MAX) is None


def test_does_nothing_after_it_passed() -> None:
    scenario = Scenario()
    scenario.pass_(MAX)
    assert move_of(scenario, MAX) is None


def test_does_nothing_with_a_full_roster() -> None:
    scenario = Scenario(slots_min=1, slots_max=1)
    scenario.sell(MAX, 5)
    assert move_of(scenario, MAX, at=40_000) is None


def test_does_nothing_while_paused() -> None:
    scenario = Scenario()
    scenario.pause(2_000)
    assert move_of(scenario, MAX, at=3_000) is None


def test_waits_for_the_count_after_a_pause() -> None:
    scenario = Scenario()
    before = move_of(scenario, MAX, at=2_000)
    scenario.pause(2_000)
    scenario.resume(5_000)
    after = move_of(scenario, MAX, at=5_000)
    assert before is not None
    assert after == replace(before, think_ms=before.think_ms + 3_000)


def test_hurries_when_the_lot_is_about_to_end() -> None:
    move = move_of(Scenario(lot_seconds=30), MAX, at=29_400)
    assert move is not None
    assert move.think_ms <= 600


def test_lets_a_lot_go_that_ends_before_anybody_could_click() -> None:
    assert move_of(Scenario(lot_seconds=30), MAX, at=29_501) is None


def test_does_not_see_what_is_held_for_others() -> None:
    """A hold can be a hidden maximum."""
    scenario = Scenario()
    scenario.bid(MIA, 5)
    hidden = replace(scenario.state, lots={**scenario.state.lots, FIRST_LOT: replace(scenario.lot(), hold=90)})
    assert first_move(strategy_of(MAX), hidden, MAX, T) == first_move(strategy_of(MAX), scenario.state, MAX, T)


def test_outsider_has_no_move() -> None:
    assert move_of(Scenario(), 99) is None


def test_without_turns_it_puts_up_as_many_as_it_may_and_passes_on_nothing() -> None:
    scenario = Scenario(format="slow", mode="nomination", slow_nominations=1, slots_min=0, budget=9, early_end=False)
    assert next_action(strategy_of(MAX), scenario.state, MAX, None, T) is not None
    scenario.nominate(MAX, 9)
    assert next_action(strategy_of(MAX), scenario.state, MAX, None, T) is None
    assert next_action(strategy_of(MIA), scenario.state, MIA, FIRST_LOT, T) is None


def test_plan_that_other_bids_have_made_too_dear_cannot_be_made() -> None:
    scenario = Scenario(format="slow", slow_lots=2, slots_min=0, budget=20)
    plan = Move(FIRST_LOT + 1, 12, 500)
    assert can_make(scenario.state, MAX, plan)
    scenario.bid(MAX, 9)
    assert not can_make(scenario.state, MAX, plan)
    assert can_make(scenario.state, MAX, replace(plan, amount=11))
    assert can_make(scenario.state, MAX, replace(plan, amount=None))
    assert not can_make(scenario.state, MAX, replace(plan, puts_up=True))
