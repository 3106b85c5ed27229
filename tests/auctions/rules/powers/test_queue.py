"""Lots that are added, withdrawn, skipped, moved in the queue and put up again."""

from collections.abc import Callable
from typing import Any

import pytest

from auctions.rules.clock import next_deadline
from auctions.rules.codes import Code
from auctions.rules.commands import AddLot, AwardAsset, Begin, Command, MoveLot, PutUpAgain, SkipLot, WithdrawLot
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.state import LotStatus
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, Scenario, T, seat_of

SECOND_LOT, THIRD_LOT = FIRST_LOT + 1, FIRST_LOT + 2
RELEASE = LedgerEntryKind.RELEASE


def withdraw(scenario: Scenario, *, at: int = 5_000, lot: int = FIRST_LOT) -> Code:
    return scenario.do(WithdrawLot(actor=CARLA, lot=lot, reason="Injured"), at)


def skip(scenario: Scenario, *, at: int = 5_000) -> Code:
    return scenario.do(SkipLot(actor=CARLA, lot=scenario.state.open_lots[0], reason="Later"), at)


def move(scenario: Scenario, lot: int, position: int, *, at: int = 5_000) -> Code:
    return scenario.do(MoveLot(actor=CARLA, lot=lot, position=position), at)


def coming(scenario: Scenario) -> list[int]:
    """The numbers of the queued lots, in the order in which they come up."""
    return [lot.number for lot in scenario.state.queued()]


# Withdrawn ------------------------------------------------------------------------------------------
def test_withdrawn_lot_frees_the_money_of_its_leader_and_the_next_comes_after_the_break() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 7)
    scenario.pass_(NED)
    assert withdraw(scenario) is Code.OK
    told = {"lot": FIRST_LOT, "bids": 1, "reason": "Injured"}
    assert scenario.told() == [(EventKind.LOT_WITHDRAWN, told)]
    event = scenario.last.events[0]
    assert (event.actor, event.ledger) == (CARLA.user, (LedgerEntry(RELEASE, MAX, 7, FIRST_LOT),))
    assert (scenario.money(MAX), scenario.seat(NED).passed) == ((200, 0, 0), ())
    assert (scenario.lot().status, scenario.state.auction.lots_withdrawn) == (LotStatus.WITHDRAWN, 1)
    scenario.tick(7_999)
    assert not scenario.state.open_lots
    scenario.tick(8_000)
    assert scenario.state.open_lots == (SECOND_LOT,)


def test_withdrawn_lot_frees_the_maxima_on_it() -> None:
    scenario = Scenario()
    scenario.proxy(MAX, 30, lot=THIRD_LOT)
    scenario.proxy(MIA, 40, lot=THIRD_LOT)
    assert withdraw(scenario, lot=THIRD_LOT) is Code.OK
    entries = (LedgerEntry(RELEASE, MAX, 30, THIRD_LOT), LedgerEntry(RELEASE, MIA, 40, THIRD_LOT))
    assert scenario.last.events[0].ledger == entries
    assert (scenario.money(MAX), scenario.money(MIA)) == ((200, 0, 0), (200, 0, 0))
    assert (scenario.state.open_lots, coming(scenario)) == ((FIRST_LOT,), [2])


def test_leader_with_a_maximum_has_all_of_it_back_when_the_lot_is_withdrawn() -> None:
    scenario = Scenario()
    scenario.bid(MIA, 3)
    scenario.proxy(MAX, 30)
    assert (withdraw(scenario), scenario.money(MAX), scenario.seat(MAX).proxies) == (Code.OK, (200, 0, 0), ())


def test_lot_paused_with_4217_ms_left_is_withdrawn_and_the_next_comes_a_break_after_the_pause() -> None:
    scenario = Scenario(anti_snipe_seconds=0)
    scenario.bid(MAX, 7)
    scenario.pause(30_000 - 4_217)
    assert scenario.lot().remaining_ms == 4_217
    assert withdraw(scenario, at=60_000) is Code.OK
    assert (scenario.lot().remaining_ms, scenario.state.auction.break_remaining_ms) == (None, 3_000)
    assert scenario.money(MAX) == (200, 0, 0)
    scenario.resume(70_000)
    assert scenario.state.auction.next_lot_at == T + 70_000 + 3_000 + 3_000
    scenario.tick(76_000)
    assert (scenario.state.open_lots, scenario.ends(SECOND_LOT)) == ((SECOND_LOT,), 106_000)


def test_bid_on_its_way_to_a_lot_that_is_withdrawn_is_not_called_missed() -> None:
    """It came in time, and there was no lot any more: nobody was too slow."""
    scenario = Scenario()
    withdraw(scenario)
    assert scenario.bid(MAX, 7, arrived=4_999, at=5_001) is Code.LOT_CLOSED


def test_reserve_counts_no_withdrawn_lot() -> None:
    scenario = Scenario(lots=3, slots_min=3)
    assert scenario.seat(MAX).max_bid == 198
    withdraw(scenario, lot=THIRD_LOT)
    assert scenario.seat(MAX).max_bid == 199
    withdraw(scenario, lot=SECOND_LOT)
    assert scenario.seat(MAX).max_bid == 200


def test_last_lot_that_is_withdrawn_ends_the_auction_and_a_cancelled_auction_counts_none() -> None:
    scenario = Scenario(lots=1)
    withdraw(scenario)
    scenario.tick(8_000)
    assert (scenario.status, scenario.state.auction.lots_withdrawn) == ("completed", 1)
    other = Scenario(lots=2)
    withdraw(other)
    other.cancel()
    assert (other.state.auction.lots_withdrawn, other.lot(SECOND_LOT).status) == (0, "withdrawn")


def test_withdrawn_lot_can_be_put_up_again_also_while_the_auction_waits() -> None:
    scenario = Scenario(begun=False)
    assert (withdraw(scenario), coming(scenario)) == (Code.OK, [2, 3])
    assert scenario.do(PutUpAgain(actor=CARLA, lot=FIRST_LOT)) is Code.OK
    assert (coming(scenario), scenario.state.auction.lots_withdrawn) == ([1, 2, 3], 0)


def test_unsold_lot_is_put_up_again_and_comes_next() -> None:
    scenario = Scenario()
    scenario.tick(30_300)
    assert scenario.lot().status is LotStatus.UNSOLD
    again = PutUpAgain(actor=CARLA, lot=FIRST_LOT, reason="The star of the year")
    assert scenario.do(again, 31_000) is Code.OK
    assert scenario.told() == [(EventKind.QUEUE_CHANGED, {"lot": FIRST_LOT, "reason": "The star of the year"})]
    lot = scenario.lot()
    assert (lot.status, lot.opened_at, lot.ends_at, lot.bids, lot.closed_seq) == ("queued", None, None, 0, None)
    scenario.tick(33_300)
    assert (scenario.state.open_lots, scenario.bid(MAX, 3, at=33_400)) == ((FIRST_LOT,), Code.OK)
    assert scenario.do(again, 34_000) is Code.WRONG_STATUS


# Added ----------------------------------------------------------------------------------------------
NEW_LOT, NEW_ASSET = FIRST_LOT + 50, 950


def add(scenario: Scenario, *, at: int = 5_000, **other: Any) -> Code:
    fields = {"lot": NEW_LOT, "asset": NEW_ASSET, "opening_price": 4, "reason": "Forgotten", **other}
    return scenario.do(AddLot(**{"actor": CARLA, **fields}), at)


def test_added_lot_comes_up_last_at_its_opening_price_and_with_the_next_number() -> None:
    scenario = Scenario()
    assert (skip(scenario), add(scenario)) == (Code.OK, Code.OK)
    assert scenario.told() == [(EventKind.LOT_ADDED, {"lot": NEW_LOT, "reason": "Forgotten"})]
    assert (coming(scenario), scenario.state.auction.lots_total) == ([2, 3, 1, 4], 4)
    new = scenario.lot(NEW_LOT)
    assert (new.asset, new.opening_price, new.status) == (NEW_ASSET, 4, LotStatus.QUEUED)


def test_lot_that_is_added_after_the_last_one_closed_comes_after_the_break() -> None:
    scenario = Scenario(lots=1, break_seconds=3)
    scenario.bid(MAX, 7)
    assert add(scenario, at=20_000) is Code.OK
    scenario.tick(30_300)
    scenario.tick(33_300)
    assert scenario.state.open_lots == (NEW_LOT,)
    assert scenario.bid(MIA, 4, lot=NEW_LOT, at=33_400) is Code.OK


def test_lots_that_are_added_to_an_empty_queue_come_in_that_order_and_may_open_at_1() -> None:
    scenario = Scenario(lots=1)
    for number in (1, 2, 3):
        assert add(scenario, lot=NEW_LOT + number, asset=NEW_ASSET + number, opening_price=1) is Code.OK
    assert [lot.id for lot in scenario.state.queued()] == [NEW_LOT + 1, NEW_LOT + 2, NEW_LOT + 3]
    assert coming(scenario) == [2, 3, 4]


def test_added_lot_has_the_groups_that_its_list_tells() -> None:
    scenario = Scenario(limits="GK: at most 1", listed=["GK", ""], slots_min=0)
    at = scenario.sell(MAX, 5)
    assert add(scenario, at=at, groups=("GK",)) is Code.OK
    give: dict[str, Any] = {"actor": CARLA, "lot": NEW_LOT, "price": 4, "reason": "Forgotten"}
    assert scenario.do(AwardAsset(participant=MAX, **give), at) is Code.POSITION_FULL
    assert scenario.do(AwardAsset(participant=MIA, **give), at) is Code.OK


def test_added_lot_counts_for_limits() -> None:
    scenario = Scenario(lots=2, slots_min=3, begun=False)
    assert scenario.seat(MAX).max_bid == 199
    assert (add(scenario), scenario.seat(MAX).max_bid) == (Code.OK, 195)  # one more must be had, for 4


@pytest.mark.parametrize(
    ("other", "code", "facts"),
    [
        ({"actor": seat_of(MAX)}, Code.FORBIDDEN, {}),
        ({"lot": FIRST_LOT}, Code.WRONG_STATUS, {"status": "in this auction already"}),
        ({"asset": 501}, Code.WRONG_STATUS, {"status": "in this auction already"}),
        ({"opening_price": 0}, Code.TOO_LOW, {"price": None, "leader": None, "min_next": 1}),
    ],
    ids=str,
)
def test_lot_isnt_added_by_others_or_twice_or_for_nothing(
    other: dict[str, Any], code: Code, facts: dict[str, Any]
) -> None:
    scenario = Scenario()
    assert (add(scenario, **other), scenario.facts) == (code, facts)


def test_lot_is_added_while_the_auction_waits_or_stands_but_not_after_its_end() -> None:
    waiting, paused, over = Scenario(begun=False), Scenario(), Scenario()
    paused.pause(1_000)
    over.cancel()
    assert [add(each) for each in (waiting, paused, over)] == [Code.OK, Code.OK, Code.WRONG_STATUS]
    assert over.facts == {"status": "cancelled"}


# Skipped and moved ----------------------------------------------------------------------------------
def test_skipped_lot_comes_up_last_with_its_number_and_without_its_bids() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 7)
    scenario.proxy(MIA, 20)
    assert skip(scenario) is Code.OK
    assert scenario.told() == [(EventKind.LOT_SKIPPED, {"lot": FIRST_LOT, "bids": 2, "reason": "Later"})]
    assert (scenario.money(MAX), scenario.money(MIA)) == ((200, 0, 0), (200, 0, 0))
    lot = scenario.lot()
    assert (coming(scenario), lot.number, lot.price, lot.hold, lot.bids) == ([2, 3, 1], 1, None, 0, 0)
    for at in (8_000, 38_300, 41_300, 71_600, 74_600):
        scenario.tick(at)
    assert (scenario.state.open_lots, scenario.bid(NED, 1, at=74_700)) == ((FIRST_LOT,), Code.OK)


def test_lots_that_are_skipped_one_after_another_come_up_last_in_that_order() -> None:
    scenario = Scenario(lots=5, break_seconds=0, begun=False)
    move(scenario, FIRST_LOT + 2, 1, at=0)
    scenario.do(Begin(actor=CARLA), 0)
    for number, order in ((3, [2, 4, 5, 3]), (1, [4, 5, 3, 1]), (2, [5, 3, 1, 2])):
        assert scenario.state.open_lots == (FIRST_LOT + number - 1,)
        skip(scenario, at=1_000)
        scenario.tick(1_000)
        assert coming(scenario) == order


def test_only_lot_that_is_left_comes_up_anew_when_it_is_skipped() -> None:
    scenario = Scenario(lots=1)
    assert skip(scenario) is Code.OK
    scenario.tick(8_000)
    assert (scenario.state.open_lots, scenario.ends()) == ((FIRST_LOT,), 38_000)


def four_open() -> Scenario:
    """A slow auction with room for more open lots, and none queued."""
    scenario = Scenario(lots=4, format="slow", slow_lots=8, slow_lot_minutes=60)
    for at in range(0, 40_000, 10_000):
        scenario.tick(at)
    return scenario


@pytest.mark.parametrize(("put_into_the_queue", "open_lots"), [(skip, 4), (add, 5)])
def test_lot_comes_up_beside_others_that_are_open(put_into_the_queue: Callable[..., Code], open_lots: int) -> None:
    scenario = four_open()
    assert put_into_the_queue(scenario, at=60_000) is Code.OK
    due = next_deadline(scenario.state)
    assert due is not None
    assert due - T < 70_000, "the clock doesn't wait until another lot is over"
    scenario.tick(due - T)
    assert len(scenario.state.open_lots) == open_lots


@pytest.mark.parametrize(
    ("moves", "order"),
    [
        ([(5, 1)], [5, 2, 3, 4, 6]),
        ([(5, 1), (6, 1)], [6, 5, 2, 3, 4]),
        ([(2, 3)], [3, 4, 2, 5, 6]),
        ([(6, 2)], [2, 6, 3, 4, 5]),
        ([(6, 2), (5, 2)], [2, 5, 6, 3, 4]),
        ([(2, 5)], [3, 4, 5, 6, 2]),
        ([(2, 100_000)], [3, 4, 5, 6, 2]),
        ([(3, 2)], [2, 3, 4, 5, 6]),
        ([(2, 5), (3, 4), (2, 1)], [2, 4, 5, 6, 3]),
        ([(3, 5), (2, 5)], [4, 5, 6, 3, 2]),
    ],
)
def test_moved_lot_has_its_place_and_the_others_stay_in_order(moves: list[tuple[int, int]], order: list[int]) -> None:
    scenario = Scenario(lots=6)
    for number, position in moves:
        assert move(scenario, FIRST_LOT + number - 1, position) is Code.OK
    lot, position = FIRST_LOT + moves[-1][0] - 1, min(moves[-1][1], 5)
    assert scenario.told() == [(EventKind.QUEUE_CHANGED, {"lot": lot, "position": position, "reason": ""})]
    assert coming(scenario) == order
    assert [lot.number for lot in scenario.state.lots.values()] == [1, 2, 3, 4, 5, 6]
    scenario.tick(30_300)
    scenario.tick(33_300)
    assert scenario.state.open_lots == (FIRST_LOT + order[0] - 1,)


def test_queue_that_was_changed_is_that_of_the_next_round_too() -> None:
    scenario = Scenario(lots=3, unsold_rounds=1, break_seconds=0)
    skip(scenario, at=0)
    scenario.tick(1)
    for step in range(1, 4):
        scenario.tick(step * 31_000)
    assert (scenario.state.auction.round, scenario.state.open_lots, coming(scenario)) == (2, (SECOND_LOT,), [3, 1])


def test_lot_of_an_undone_sale_comes_back_to_its_place() -> None:
    scenario = Scenario(lots=4)
    move(scenario, FIRST_LOT + 3, 1)
    at = scenario.sell(MAX, 5)
    assert (scenario.state.open_lots, scenario.undo(at=at)) == ((FIRST_LOT + 3,), Code.OK)
    assert coming(scenario) == [1, 2, 3]


def test_next_lots_are_shown_in_their_order() -> None:
    scenario = Scenario(lots=60)
    move(scenario, FIRST_LOT + 59, 1)
    event = scenario.last.events[0]
    assert {lot.id for lot in event.lots} == {FIRST_LOT + 59}
    assert event.gone == (FIRST_LOT + 20,)


def test_only_lots_that_move_are_told_of_anew() -> None:
    """A place is free before the third one since the last went there and away again."""
    scenario = Scenario(lots=6)
    for position, told in ((2, {2, 6}), (5, {6}), (2, {6})):
        assert move(scenario, FIRST_LOT + 5, position) is Code.OK
        assert {lot.number for lot in scenario.last.events[0].lots} == told
    assert coming(scenario) == [2, 6, 3, 4, 5]


def test_only_lot_of_the_queue_stays_where_it_is() -> None:
    scenario = Scenario(lots=2)
    for position in (1, 7):
        assert (move(scenario, SECOND_LOT, position), coming(scenario)) == (Code.OK, [2])


def test_lot_beyond_the_window_that_stays_where_it_is_is_shown_to_nobody() -> None:
    scenario = Scenario(lots=60)
    for _ in range(2):
        move(scenario, FIRST_LOT + 59, 60)
        assert scenario.last.events[0].gone == (FIRST_LOT + 59,)


@pytest.mark.parametrize("kind", [WithdrawLot, SkipLot, MoveLot, PutUpAgain], ids=lambda kind: kind.__name__)
def test_queue_is_the_commissioners_until_the_auction_is_over(kind: Callable[..., Command]) -> None:
    scenario = Scenario(lots=2)
    at = scenario.sell(MAX, 5)
    where = {"position": 1} if kind is MoveLot else {}
    everybody: dict[str, Any] = {"reason": "So", **where}
    assert scenario.do(kind(actor=seat_of(MAX), lot=SECOND_LOT, **everybody), at) is Code.FORBIDDEN
    assert scenario.do(kind(actor=CARLA, lot=999, **everybody), at) is Code.NO_SUCH_LOT
    assert scenario.facts == {"lot": 999}
    assert scenario.do(kind(actor=CARLA, lot=FIRST_LOT, **everybody), at) is Code.WRONG_STATUS
    assert scenario.facts == {"status": "sold"}
    scenario.cancel(at)
    assert scenario.do(kind(actor=CARLA, lot=SECOND_LOT, **everybody), at) is Code.WRONG_STATUS
    assert scenario.facts == {"status": "cancelled"}


def test_lot_is_withdrawn_with_a_reason() -> None:
    assert Scenario().do(WithdrawLot(actor=CARLA, lot=FIRST_LOT)) is Code.REASON_MISSING
