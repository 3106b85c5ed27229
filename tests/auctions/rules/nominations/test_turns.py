"""The turn to put a lot up: whose it is."""

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, AwardAsset, CorrectSale, PutUpAgain, SellNow, SetAway, TakeSeat
from auctions.rules.events import EventKind
from auctions.rules.nominations.turns import order_of_round
from auctions.rules.state import AuctionStatus, LotStatus
from tests.auctions.rules.nominations.games import SECOND_LOT, game, turns, whose_turn
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario, T


def test_first_turn_begins_with_the_auction() -> None:
    played = game()
    assert played.kinds() == [EventKind.AUCTION_BEGUN, EventKind.NOMINATION_OPENED]
    assert played.state.open_lots == ()
    assert played.state.auction.turn_ends_at == T + 20_000
    first = whose_turn(played)
    assert played.last.events[1].detail == {"participant": first, "round": 1}
    assert {first, *played.state.auction.to_nominate} == {MAX, MIA, NED}


@pytest.mark.parametrize(("order", "expected"), [("straight", [0, 1, 2, 0, 1, 2]), ("snake", [0, 1, 2, 2, 1, 0])])
def test_turns_go_round(order: str, expected: list[int]) -> None:
    played = game(nomination_order=order, lots=9, slots_max=6)
    drawn = order_of_round(played.state, 1)
    assert turns(played, 6) == [drawn[place] for place in expected]


def test_each_round_may_be_drawn_anew_and_the_seed_says_how() -> None:
    played, again = game(nomination_order="random", lots=30), game(nomination_order="random", lots=30)
    rounds = [tuple(order_of_round(played.state, number)) for number in range(1, 9)]
    assert len({*rounds}) > 1
    assert rounds == [tuple(order_of_round(again.state, number)) for number in range(1, 9)]
    assert {*map(frozenset, rounds)} == {frozenset({MAX, MIA, NED})}


def test_the_seed_draws_who_begins() -> None:
    assert {whose_turn(game(seed=seed)) for seed in range(20)} == {MAX, MIA, NED}


def test_anybody_can_repeat_the_draw_from_the_seed() -> None:
    """It stays as it is, or a new version of ours would shuffle the managers of an auction that runs."""
    by_seven = [2, 1, 4, 3, 5]
    straight, snake, random = (
        [order_of_round(game(nomination_order=order, seats=5).state, number) for number in (1, 2, 3)]
        for order in ("straight", "snake", "random")
    )
    assert straight == [by_seven] * 3
    assert snake == [by_seven, by_seven[::-1], by_seven]
    assert random == [by_seven, [1, 4, 5, 3, 2], [5, 4, 2, 3, 1]]
    assert order_of_round(game(seed=None, seats=5).state, 1) == [5, 3, 4, 2, 1]


def test_who_is_full_in_the_middle_of_a_round_is_passed_over() -> None:
    played = game(nomination_order="straight", lots=9, slots_min=0, slots_max=1)
    [first, second, third] = order_of_round(played.state, 1)
    award(played, second, lot=FIRST_LOT + 8)
    assert turns(played, 1) == [first]
    assert played.told() == [(EventKind.NOMINATION_OPENED, {"participant": third, "round": 1})]


def test_who_has_just_the_money_for_the_slots_to_fill_has_the_turn() -> None:
    played = game(lots=9, budget=3, slots_min=3, slots_max=4)
    assert played.nominate(whose_turn(played)) is Code.OK


def test_nobody_has_the_turn_where_the_cheapest_lots_that_must_be_had_are_too_dear() -> None:
    assert game(opening=[250, 300], slots_min=1).status is AuctionStatus.COMPLETED
    assert game(opening=[120, 120, 120], slots_min=2).status is AuctionStatus.COMPLETED


def test_who_is_full_or_has_no_money_is_passed_over() -> None:
    played = game(nomination_order="straight", lots=9, slots_min=0, slots_max=1)
    [first, second, third] = order_of_round(played.state, 1)
    assert turns(played, 2) == [first, second]
    assert whose_turn(played) == third
    played.nominate(third, 200, lot=played.state.queued()[0].id, at=80_000)
    played.tick(200_000)
    played.tick(203_000)
    assert played.status is AuctionStatus.COMPLETED


def test_who_gets_a_seat_later_has_a_turn_in_the_next_round_and_moves_no_other() -> None:
    played = game(nomination_order="straight", lots=9, slots_max=6)
    before = [*order_of_round(played.state, 1)]
    assert played.do(TakeSeat(actor=CARLA, participant=9, member=99)) is Code.OK
    assert turns(played, 3) == before
    following = turns(played, 4)
    assert (9 in following, [seat for seat in following if seat != 9]) == (True, before)


def test_who_can_put_nothing_up_for_a_while_has_the_turn_when_it_comes() -> None:
    """The last of the round is full when the first turn ends, and has a slot again in time for theirs."""
    played = game(nomination_order="straight", lots=9, slots_min=0, slots_max=1)
    [first, second, third] = order_of_round(played.state, 1)
    award(played, third, lot=FIRST_LOT + 8)
    assert turns(played, 1) == [first]
    assert whose_turn(played) == second
    assert played.undo(lot=FIRST_LOT + 8, at=35_000) is Code.OK
    assert turns(played, 1) == [second]
    assert whose_turn(played) == third


def test_nobody_waits_for_one_who_is_away() -> None:
    played = game(nomination_order="straight", lots=9)
    [first, second, _] = order_of_round(played.state, 1)
    played.away(second)
    played.nominate(first, at=1_000)
    played.tick(31_300)
    played.tick(34_300)
    assert (whose_turn(played), played.state.auction.turn_ends_at) == (second, T + 34_300)
    played.tick(34_600)
    assert (played.lot(SECOND_LOT).status, played.seat(second).away) == (LotStatus.OPEN, True)


def test_nobody_has_the_turn_for_a_lot_that_is_too_dear_though_an_unsold_one_would_do() -> None:
    """A manager who must fill a slot could pay for the lot that comes again, but it isn't queued yet."""
    played = game(lots=2, opening=[3, 400], slots_min=1, slots_max=1, unsold_rounds=1, nomination_order="straight")
    first = whose_turn(played)
    played.tick(20_300)
    played.tick(50_600)
    played.tick(53_600)
    assert played.kinds() == [EventKind.QUEUE_CHANGED, EventKind.NOMINATION_OPENED]
    assert (whose_turn(played) == first, played.state.auction.round) == (False, 2)


# Pauses and ends ------------------------------------------------------------------------------------
@pytest.mark.parametrize("paused", [False, True])
def test_turn_of_one_who_goes_away_ends_now(paused: bool) -> None:
    played = game()
    who = whose_turn(played)
    if paused:
        played.pause(4_000)
    assert played.away(who, at=5_000) is Code.OK
    if paused:
        played.resume(6_000)
    due = 9_000 if paused else 5_000
    assert (whose_turn(played), played.state.auction.turn_ends_at) == (who, T + due)
    played.tick(due + 300)
    assert (played.lot().status, played.lot().leader) == (LotStatus.OPEN, None)


def test_somebody_else_goes_away_and_the_turn_runs_on() -> None:
    played = game()
    other = next(seat for seat in (MAX, MIA, NED) if seat != whose_turn(played))
    assert played.away(other, at=5_000) is Code.OK
    assert played.state.auction.turn_ends_at == T + 20_000


def test_who_leaves_the_league_loses_turn_and_maxima_and_the_lot_comes_up_without_them() -> None:
    played = game()
    who = whose_turn(played)
    assert played.proxy(who, 9) is Code.OK
    assert played.do(SetAway(actor=SYSTEM, participant=who, away=True), 5_000) is Code.OK
    played.tick(5_300)
    assert (played.lot().status, played.lot().leader, played.seat(who).held) == (LotStatus.OPEN, None, 0)


# The commissioner's powers --------------------------------------------------------------------------
def award(played: Scenario, who: int, *, lot: int = FIRST_LOT, price: int = 1, at: int = 1_000) -> None:
    command = AwardAsset(actor=CARLA, lot=lot, participant=who, price=price, reason="Forgotten")
    assert played.do(command, at) is Code.OK


def test_turn_goes_on_when_something_else_is_given_away() -> None:
    played = game()
    who = whose_turn(played)
    award(played, who, at=3_000)
    assert (whose_turn(played), played.state.auction.turn_ends_at) == (who, T + 20_000)
    assert played.nominate(who, at=4_000) is Code.NOT_QUEUED
    assert played.nominate(who, lot=SECOND_LOT, at=4_000) is Code.OK


@pytest.mark.parametrize(("price", "slots"), [(1, 1), (200, 3)], ids=["full", "broke"])
def test_turn_passes_on_when_it_can_not_be_used_any_more(price: int, slots: int) -> None:
    played = game(lots=9, nomination_order="straight", slots_min=0, slots_max=slots)
    [first, second, _] = order_of_round(played.state, 1)
    award(played, first, price=price, at=3_000)
    assert played.kinds() == [EventKind.ASSET_AWARDED, EventKind.NOMINATION_OPENED]
    assert (whose_turn(played), played.state.auction.turn_ends_at) == (second, T + 23_000)
    assert [event.actor for event in played.last.events] == [CARLA.user, None]


def test_turn_that_became_useless_in_a_pause_passes_on_when_it_is_over() -> None:
    played = game(lots=9, nomination_order="straight", slots_min=0, slots_max=1)
    [first, second, _] = order_of_round(played.state, 1)
    played.pause(2_000)
    award(played, first, at=3_000)
    assert whose_turn(played) == first
    played.resume(4_000)
    assert (whose_turn(played), played.state.auction.turn_ends_at) == (second, T + 7_000 + 20_000)


def test_auction_is_over_when_the_last_lot_to_put_up_is_given_away() -> None:
    played = game(lots=1, slots_min=0)
    award(played, whose_turn(played))
    assert (played.status, played.state.auction.nominator) == (AuctionStatus.COMPLETED, None)


def test_correction_that_fills_whose_turn_it_is_passes_it_on() -> None:
    played = game(lots=9, nomination_order="straight", slots_min=0, slots_max=1)
    [first, second, third] = order_of_round(played.state, 1)
    assert turns(played, 1) == [first]
    to_second = CorrectSale(actor=CARLA, lot=FIRST_LOT, participant=second, price=1, reason="Misheard")
    assert played.do(to_second, 35_000) is Code.OK
    assert whose_turn(played) == third


def test_lots_that_come_back_in_a_turn_can_be_put_up_in_it() -> None:
    """One is unsold and put up again, the sale of another is undone."""
    played = game(lots=9, nomination_order="straight")
    played.tick(20_300)
    played.tick(50_600)
    played.tick(53_600)
    assert played.lot().status is LotStatus.UNSOLD
    assert played.nominate(whose_turn(played), at=54_000) is Code.NOT_QUEUED
    assert played.do(PutUpAgain(actor=CARLA, lot=FIRST_LOT), 55_000) is Code.OK
    assert played.nominate(whose_turn(played), at=56_000) is Code.OK
    assert played.do(SellNow(actor=CARLA, lot=FIRST_LOT), 57_000) is Code.OK
    played.tick(57_300)
    played.tick(60_300)
    assert played.undo(at=61_000) is Code.OK
    assert played.nominate(whose_turn(played), at=62_000) is Code.OK


# Rounds ---------------------------------------------------------------------------------------------
def test_unsold_lots_come_back_before_anybody_has_a_turn_though_rosters_need_them() -> None:
    played = game(listed=["GK", "GK"], limits="GK: at least 1", slots_min=1, unsold_rounds=1)
    for at in range(20_300, 200_000, 10_000):
        played.tick(at)
    kinds = [event.kind for event in played.events]
    back = kinds.index(EventKind.QUEUE_CHANGED)
    assert kinds[:back].count(EventKind.LOT_UNSOLD) == 2
    assert kinds[:back].count(EventKind.NOMINATION_OPENED) == 2


def test_unsold_lots_are_put_up_again_from_their_lower_price_and_by_slabs() -> None:
    played = game(
        lots=1, opening=[20], slots_min=0, unsold_rounds=1, unsold_percent=50, increment_by_price="0–20: 2, above: 5"
    )
    first = whose_turn(played)
    played.tick(20_300)
    played.tick(50_600)
    played.tick(53_600)
    assert played.kinds() == [EventKind.QUEUE_CHANGED, EventKind.NOMINATION_OPENED]
    second = whose_turn(played)
    assert (played.lot().opening_price, second == first) == (10, False)
    assert played.nominate(second, 9, at=54_000) is Code.TOO_LOW
    assert played.nominate(second, 19, at=54_000) is Code.OK
    assert [played.bid(first, amount, at=55_000) for amount in (20, 21)] == [Code.TOO_LOW, Code.OK]
    assert [played.bid(second, amount, at=56_000) for amount in (25, 26)] == [Code.TOO_LOW, Code.OK]


# Pauses and ends ------------------------------------------------------------------------------------
def test_pause_keeps_what_is_left_of_a_turn() -> None:
    played = game()
    who = whose_turn(played)
    played.pause(5_783)
    assert (played.state.auction.turn_ends_at, played.state.auction.turn_remaining_ms) == (None, 14_217)
    assert played.nominate(who, at=6_000) is Code.PAUSED
    played.resume(60_000)
    assert played.nominate(who, at=61_000) is Code.PAUSED
    assert played.facts == {"resumes_at": T + 63_000}
    assert (whose_turn(played), played.state.auction.turn_ends_at) == (who, T + 63_000 + 14_217)
    assert played.nominate(who, at=63_000) is Code.OK


def test_stall_gives_a_turn_the_time_back_unless_nobody_waits_for_it() -> None:
    played = game()
    who = whose_turn(played)
    assert played.stall((-9_000, -1_000)) is Code.OK
    assert played.kinds() == []
    assert played.stall((4_000, 9_000), at=10_000) is Code.OK
    assert played.told() == [
        (EventKind.TURN_EXTENDED, {"participant": who, "ends_at": T + 25_000, "stalled_ms": 5_000})
    ]
    assert played.state.auction.turn_ends_at == T + 25_000
    assert played.nominate(who, at=24_900) is Code.OK
    away = game()
    away.away(whose_turn(away))
    away.stall((0, 900))
    assert away.kinds() == []


def test_outage_gives_a_turn_back_as_of_its_beginning() -> None:
    played = game()
    played.tick(600_000, outage_since=9_000)
    assert played.state.auction.turn_remaining_ms == 11_000


def test_nobody_has_a_turn_in_an_auction_that_is_over() -> None:
    played = game()
    played.cancel()
    auction = played.state.auction
    assert (auction.nominator, auction.turn_ends_at, auction.to_nominate) == (None, None, ())


def test_what_nobody_can_put_up_stays_unsold_in_one_event() -> None:
    played = game(lots=40, slots_min=0, slots_max=1, seats=2)
    turns(played, 2)
    assert played.status is AuctionStatus.COMPLETED
    assert played.kinds() == [EventKind.AUCTION_COMPLETED]
    assert sum(lot.status is LotStatus.UNSOLD for lot in played.state.lots.values()) == 38
    assert played.state.auction.lots_unsold == 38


def test_turn_waits_for_the_round_in_which_what_is_left_comes_again() -> None:
    """Every manager has money for the cheapest lot, but it went unsold, and nothing is in the queue."""
    played = game(lots=1, unsold_rounds=1)
    played.tick(20_300)
    played.tick(50_600)
    assert played.kinds() == [EventKind.LOT_UNSOLD]
    played.tick(53_600)
    assert played.kinds() == [EventKind.QUEUE_CHANGED, EventKind.NOMINATION_OPENED]
    assert played.nominate(whose_turn(played), at=54_000) is Code.OK


def test_nobody_is_to_put_anything_up_once_the_auction_is_over() -> None:
    played = game(lots=1, slots_min=0)
    turns(played, 1)
    assert played.status is AuctionStatus.COMPLETED
    assert (played.state.auction.nominator, played.state.auction.to_nominate) == (None, ())


def test_pause_for_an_outage_that_began_before_the_turn_leaves_the_turn_whole() -> None:
    played = game()
    played.tick(5_000, outage_since=-60_000)
    assert played.status is AuctionStatus.PAUSED
    assert played.state.auction.turn_remaining_ms == 20_000


def test_sale_that_is_undone_in_a_turn_begins_no_break() -> None:
    played = game(lots=3)
    turns(played, 1)
    at = played.state.auction.turn_ends_at - T - 1_000  # type: ignore[operator] # there is a turn
    [sold] = [lot.id for lot in played.state.lots.values() if lot.status is LotStatus.SOLD]
    assert played.undo(sold, at=at) is Code.OK
    assert played.state.auction.next_lot_at is None
    assert played.state.auction.nominator is not None
