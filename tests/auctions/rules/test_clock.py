"""Deadlines: anti-snipe, hard cap, grace, what is left of an instant, when the clock comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Annotated, Any

import pytest

from auctions.rules import clock
from auctions.rules.codes import Code
from auctions.rules.events import EventKind
from auctions.rules.state import AuctionHeader, Clock, Due, LotState, Trait, described
from tests.auctions.rules.scenario import FIRST_LOT, MAX, MIA, Scenario, T
from tests.vectors import vectors


@pytest.mark.parametrize(
    ("arrived", "ends"),
    [
        (0, 30_000),
        (19_999, 30_000),
        (20_000, 30_000),  # exactly ten seconds left: not less
        (20_001, 30_001),
        (29_999, 39_999),
        (30_000, 40_000),
    ],
)
def test_bid_with_less_than_the_window_left_moves_the_deadline_to_its_arrival_plus_the_window(
    arrived: int, ends: int
) -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5, arrived=arrived, at=arrived + 100)
    assert scenario.ends() == ends
    moved = [(EventKind.LOT_EXTENDED, {"lot": FIRST_LOT, "ends_at": T + ends})] if ends != 30_000 else []
    assert scenario.told()[1:] == moved


def test_bid_that_waited_never_moves_the_deadline_back() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5, arrived=29_000, at=29_000)
    scenario.bid(MIA, 6, arrived=25_000, at=29_100)
    assert (scenario.ends(), scenario.kinds()) == (39_000, [EventKind.BID_PLACED])


def test_deadline_stays_without_anti_snipe() -> None:
    scenario = Scenario(anti_snipe_seconds=0)
    scenario.bid(MAX, 5, at=30_000)
    assert scenario.ends() == 30_000


def test_window_longer_than_the_lot_moves_the_deadline_with_the_first_bid() -> None:
    scenario = Scenario(lot_seconds=5, anti_snipe_seconds=20)
    scenario.bid(MAX, 5, at=1)
    assert scenario.ends() == 20_001


@pytest.mark.parametrize(("arrived", "ends"), [(24_000, 34_000), (25_000, 35_000), (25_001, 35_000), (30_000, 35_000)])
def test_hard_cap_ends_the_lot_whatever_happens(arrived: int, ends: int) -> None:
    scenario = Scenario(lot_cap_seconds=35)
    scenario.bid(MAX, 5, at=arrived)
    assert scenario.ends() == ends


def test_bid_at_the_hard_cap_counts_and_changes_no_deadline() -> None:
    scenario = Scenario(lot_cap_seconds=35)
    scenario.bid(MAX, 5, at=29_000)
    assert scenario.bid(MIA, 6, at=35_000) is Code.OK
    assert (scenario.ends(), scenario.kinds()) == (35_000, [EventKind.BID_PLACED])
    assert scenario.bid(MAX, 7, at=35_001) is Code.LOT_CLOSED


def test_hard_cap_shorter_than_the_lot_is_the_lots_end() -> None:
    assert Scenario(lot_cap_seconds=7).ends() == 7_000


@pytest.mark.parametrize(("at", "status"), [(30_000, "open"), (30_299, "open"), (30_300, "unsold"), (99_000, "unsold")])
def test_lot_is_closed_a_grace_after_its_deadline(at: int, status: str) -> None:
    scenario = Scenario()
    scenario.tick(at)
    assert scenario.lot().status == status


def test_next_deadline_is_the_grace_after_the_lot_then_the_end_of_the_break_then_none() -> None:
    scenario = Scenario(lots=1)
    assert clock.next_deadline(scenario.state) == T + 30_300
    scenario.tick(30_300)
    assert clock.next_deadline(scenario.state) == T + 33_300
    scenario.tick(33_300)
    assert (scenario.status, clock.next_deadline(scenario.state)) == ("completed", None)


def test_next_deadline_is_none_while_waiting_and_paused() -> None:
    assert clock.next_deadline(Scenario(begun=False).state) is None
    scenario = Scenario()
    scenario.pause(1_000)
    assert clock.next_deadline(scenario.state) is None


@pytest.mark.parametrize(
    ("instant", "resumes_at", "at", "left"),
    [
        (None, None, 5, None),
        (T + 10, None, T + 3, 7),
        (T + 10, None, T + 10, 0),
        (T + 10, None, T + 11, 0),
        (T + 10, T + 5, T + 3, 5),
        (T + 10, T + 5, T + 6, 4),
    ],
)
def test_remaining_counts_to_the_millisecond_and_not_during_the_count(
    instant: int | None, resumes_at: int | None, at: int, left: int | None
) -> None:
    scenario = Scenario()
    if resumes_at is not None:
        scenario.pause(1)
        scenario.resume(resumes_at - T - clock.RESUME_COUNT_MS)
    assert clock.remaining(instant, scenario.state.auction, at) == left


def test_lot_without_a_deadline_is_neither_extended_nor_due() -> None:
    scenario = Scenario()
    stopped = replace(scenario.lot(), ends_at=None)
    state = replace(scenario.state, lots={**scenario.state.lots, FIRST_LOT: stopped})
    assert clock.extended(stopped, state.auction, T + 29_000) is None
    assert clock.next_deadline(state) is None


def test_due_is_the_grace_after_the_deadline_and_none_without_one() -> None:
    scenario = Scenario(grace_ms=120)
    assert clock.due_at(scenario.lot(), scenario.state.auction) == T + 30_120
    assert clock.due_at(scenario.lot(FIRST_LOT + 1), scenario.state.auction) is None


@pytest.mark.parametrize("case", vectors("clock"), ids=lambda case: case["name"])
def test_page_and_rules_say_the_same_of_a_moment(case: dict[str, Any]) -> None:
    scenario, at = Scenario(**case["settings"]), case["at"]
    steps = {"bid": lambda at: scenario.bid(MAX, 5, at=at), "pause": scenario.pause, "resume": scenario.resume}
    for step, instant in case["steps"]:
        assert steps[step](instant) is Code.OK
    auction, lot = scenario.state.auction, scenario.lot()
    resumes_at = None if auction.resumes_at is None else auction.resumes_at - T
    assert {"status": auction.status, "resumes_at": resumes_at} == case["auction"]
    assert {"status": lot.status, "ends_at": scenario.ends(), "remaining_ms": lot.remaining_ms} == case["lot"]
    left = clock.remaining(lot.ends_at, auction, T + at) if lot.remaining_ms is None else lot.remaining_ms
    assert left == case["left"]
    assert (scenario.bid(MIA, 50, at=at) is Code.OK) == case["takes_bids"]
    assert (EventKind.LOT_EXTENDED in scenario.kinds()) == case["extends"]


# Every field of time ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class SlowLot(LotState):
    """A lot with two clocks more."""

    offer_at: Annotated[int | None, Clock("offer_ms", Due.AT_ONCE)] = None
    offer_ms: int | None = None
    quiet_at: Annotated[int | None, Clock("quiet_ms")] = None
    quiet_ms: int | None = None


def with_every_clock(kind: type[LotState]) -> Scenario:
    """A running auction in which every clock of the open lot and of the auction runs: for a minute, and longer."""
    scenario = Scenario()
    known, auction = scenario.lot(), scenario.state.auction
    lot = kind(**{each.name: getattr(known, each.name) for each in described(LotState)})
    lot = replace(lot, **clocks_of(kind))  # type: ignore[arg-type] # instants
    auction = replace(auction, **clocks_of(AuctionHeader))  # type: ignore[arg-type] # instants
    scenario.state = replace(scenario.state, auction=auction, lots={**scenario.state.lots, lot.id: lot})
    return scenario


def clocks_of(kind: type) -> dict[str, int]:
    return {name: T + 60_000 + place for place, (name, _) in enumerate(clock.clocks(kind))}


def instants_and_remainders(each: Any) -> tuple[Mapping[str, int | None], Mapping[str, int | None]]:
    """By name of the clock: what it shows, and what is kept of it."""
    marked = clock.clocks(each.__class__)
    return {name: getattr(each, name) for name, _ in marked}, {
        name: getattr(each, mark.remainder) for name, mark in marked
    }


@pytest.mark.parametrize("kind", [AuctionHeader, LotState])
def test_every_field_of_time_says_what_it_is(kind: type) -> None:
    instants = {each.name for each in described(kind) if each.clock or Trait.INSTANT in each.marks}
    remainders = [mark.remainder for _, mark in clock.clocks(kind)]
    names = {each.name for each in described(kind)}
    assert {name for name in names if name.endswith("_at")} == instants
    assert {name for name in names if name.endswith("_ms")} == {*remainders}
    assert len(remainders) == len({*remainders})


@pytest.mark.parametrize("kind", [LotState, SlowLot])
def test_pause_stops_every_clock_and_resume_starts_it_again(kind: type[LotState]) -> None:
    scenario = with_every_clock(kind)
    scenario.pause(10_000)
    for each in (scenario.lot(), scenario.state.auction):
        instants, left = instants_and_remainders(each)
        assert instants == dict.fromkeys(instants)
        assert left == {name: at - T - 10_000 for name, at in clocks_of(type(each)).items()}
    scenario.resume(100_000)
    for each in (scenario.lot(), scenario.state.auction):
        instants, left = instants_and_remainders(each)
        assert instants == {name: at + 93_000 for name, at in clocks_of(type(each)).items()}
        assert left == dict.fromkeys(left)


@pytest.mark.parametrize("kind", [LotState, SlowLot])
def test_cancel_while_paused_keeps_nothing_of_any_clock(kind: type[LotState]) -> None:
    scenario = with_every_clock(kind)
    scenario.pause(10_000)
    scenario.cancel(20_000)
    for each in (scenario.lot(), scenario.state.auction):
        assert instants_and_remainders(each) == (dict.fromkeys(clocks_of(type(each))),) * 2


@pytest.mark.parametrize("kind", [LotState, SlowLot])
def test_cancel_leaves_the_instants_of_a_lot_and_no_clock_of_the_auction(kind: type[LotState]) -> None:
    scenario = with_every_clock(kind)
    scenario.cancel(20_000)
    assert instants_and_remainders(scenario.lot()) == (clocks_of(kind), dict.fromkeys(clocks_of(kind)))
    assert instants_and_remainders(scenario.state.auction) == (dict.fromkeys(clocks_of(AuctionHeader)),) * 2


def test_end_of_the_auction_leaves_it_no_clock() -> None:
    scenario = Scenario(lots=1)
    scenario.tick(30_300)
    scenario.tick(40_000)
    assert scenario.kinds() == [EventKind.AUCTION_COMPLETED]
    assert instants_and_remainders(scenario.state.auction) == (dict.fromkeys(clocks_of(AuctionHeader)),) * 2


@pytest.mark.parametrize("kind", [LotState, SlowLot])
def test_lot_that_comes_up_again_has_no_clock(kind: type[LotState]) -> None:
    scenario = with_every_clock(kind)
    scenario.bid(MAX, 5)
    scenario.tick(90_000)
    assert scenario.undo(at=91_000) is Code.OK
    assert instants_and_remainders(scenario.lot()) == (dict.fromkeys(clocks_of(kind)),) * 2


def test_lot_is_closed_after_its_end_and_by_no_other_clock() -> None:
    play = with_every_clock(SlowLot)  # whose offer is due before the grace is over
    play.tick(60_299)
    assert play.lot().status == "open"
    play.tick(60_300)
    assert play.lot().status == "unsold"


def test_next_deadline_is_the_first_of_all_clocks_that_are_due() -> None:
    scenario = with_every_clock(SlowLot)
    due = {"ends_at": T + 1_000, "offer_at": T + 1_200, "cap_at": T + 900, "quiet_at": T + 900}
    lot = replace(scenario.lot(), **due)  # type: ignore[arg-type] # instants
    state = replace(scenario.state, lots={**scenario.state.lots, lot.id: lot})
    assert clock.next_deadline(state) == T + 1_200
    without = replace(lot, offer_at=None)  # type: ignore[call-arg] # a slow lot
    assert clock.next_deadline(replace(state, lots={**state.lots, lot.id: without})) == T + 1_300


# Stalls -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("stalls", "counted", "ends"),
    [
        ([(5_000, 8_000)], [], 33_000),
        ([(5_000, 8_000), (5_000, 8_000)], [], 33_000),  # of two processes at once: once
        ([(5_000, 8_000), (7_000, 9_000)], [], 34_000),
        ([(9_000, 9_500), (5_000, 8_000)], [], 33_500),
        ([(5_000, 8_000)], [(5_000, 8_000)], 30_000),  # each once
        ([(7_000, 9_000)], [(5_000, 8_000)], 31_000),  # what is new of it
        ([(5_000, 9_000)], [(6_000, 7_000)], 33_000),
        ([(4_000, 10_000)], [(3_000, 5_000), (6_000, 7_000), (9_000, 12_000)], 33_000),
        ([(-2_000, 1_000)], [], 31_000),  # the lot opened in the middle of it
        ([(-2_000, 0)], [], 30_000),
        ([(29_999, 33_000)], [], 33_001),  # it began before the end
        ([(30_000, 33_000)], [], 30_000),  # the time was up
        ([(29_000, 30_500), (31_000, 32_000)], [], 32_500),  # the first gives it time for the second to stop
        ([(29_000, 30_500), (31_500, 32_000)], [], 31_500),
        ([], [(5_000, 8_000)], 30_000),
    ],
)
def test_stall_is_not_the_lots_time(stalls: list[Any], counted: list[Any], ends: int) -> None:
    scenario = Scenario()
    assert scenario.stall(*stalls, counted=counted, at=34_000) is Code.OK
    assert scenario.ends() == ends
    told = {"lot": FIRST_LOT, "ends_at": T + ends, "stalled_ms": ends - 30_000}
    assert scenario.told() == ([(EventKind.LOT_EXTENDED, told)] if ends != 30_000 else [])


def test_stall_moves_the_hard_cap_as_well() -> None:
    scenario = Scenario(lot_cap_seconds=35)
    scenario.stall((5_000, 8_000), at=8_100)
    scenario.bid(MAX, 5, at=32_500)
    assert scenario.ends() == 38_000


def test_stall_before_a_pause_gives_nothing_once_the_lot_goes_on() -> None:
    scenario = Scenario()
    scenario.pause(8_000)
    scenario.resume(50_000)
    scenario.stall((5_000, 52_000), (53_000, 54_000), at=54_100)
    assert scenario.ends() == 53_000 + 22_000 + 1_000


def test_stalls_are_merged_and_counted_ones_left_out_whatever_their_order() -> None:
    """By a second way: millisecond by millisecond."""
    dice = Random(7)  # noqa: S311 # no secret
    for _ in range(300):
        begins = [dice.randint(0, 40) for _ in range(dice.randint(0, 6))]
        spans = [(begin, begin + dice.randint(0, 12)) for begin in begins]
        counted = [span for span in spans if dice.random() < 0.4]
        lot = LotState(id=1, number=1, asset=1, opening_price=1, opened_at=10, ends_at=25)
        auction = Scenario().state.auction
        stalled = {ms for since, until in spans for ms in range(since, until)}
        known = {ms for since, until in counted for ms in range(since, until)}
        end = 25
        for ms in range(10, 60):
            end += ms in stalled - known and _began_before(ms, stalled - known, end)
        assert clock.owed_for(lot, auction, spans, counted) == end - 25, (spans, counted)


def _began_before(ms: int, stalled: set[int], end: int) -> bool:
    """Return True if the stall that this millisecond is of began before the end."""
    while ms - 1 in stalled and ms > 10:
        ms -= 1
    return ms < end


def test_clock_of_an_open_lot_runs_since_it_opened_or_the_auction_went_on() -> None:
    scenario = Scenario()
    assert clock.first_running_since(scenario.state) == T
    scenario.pause(8_000)
    scenario.resume(50_000)
    assert clock.first_running_since(scenario.state) == T + 53_000
    lost = replace(scenario.lot(), opened_at=None)
    assert clock.running_since(lost, scenario.state.auction) == T + 53_000


def test_clock_runs_since_the_first_of_the_open_lots_opened_and_since_0_without_one() -> None:
    scenario = Scenario()
    later = replace(scenario.lot(FIRST_LOT + 1), opened_at=T + 5_000)
    state = replace(scenario.state, lots={**scenario.state.lots, later.id: later}, open_lots=(FIRST_LOT, FIRST_LOT + 1))
    assert clock.first_running_since(state) == T
    assert clock.first_running_since(replace(state, open_lots=(later.id,))) == T + 5_000
    assert clock.first_running_since(Scenario(begun=False).state) == 0
    assert clock.running_since(replace(later, opened_at=None), state.auction) == 0


def test_lot_is_closed_once_all_that_arrived_by_its_end_is_decided() -> None:
    scenario = Scenario()
    scenario.tick(30_300, closed_up_to=29_999)
    assert (scenario.kinds(), scenario.lot().status) == ([], "open")
    scenario.tick(30_360, closed_up_to=30_000)
    assert scenario.kinds() == [EventKind.LOT_UNSOLD]


# Quiet hours: `T` is 22:13:20 UTC ---------------------------------------------------------------------
EVENING, MORNING = T - 800_000, T + 35_200_000
"""The instants at which quiet hours begin, and end."""


def test_clock_with_time_left_in_the_morning_had_the_rest_of_it_the_evening_before() -> None:
    auction = Scenario(format="slow", quiet_hours="22:00–08:00", time_zone="UTC").state.auction
    assert clock.before(auction, MORNING + 60_000, 120_000) == EVENING - 60_000


def test_stall_in_the_time_that_a_lot_is_owed_over_night_counts_too() -> None:
    scenario = Scenario(format="slow", quiet_hours="22:00–08:00", time_zone="UTC")
    lot = replace(scenario.lot(), opened_at=EVENING - 100_000, ends_at=EVENING - 10_000)
    in_time = EVENING - 40_000, EVENING - 20_000  # so it ends in the morning, 10 s after the quiet hours
    stalls = [in_time, (MORNING + 2_000, MORNING + 5_000), (MORNING + 14_000, MORNING + 15_000)]
    assert clock.owed_for(lot, scenario.state.auction, stalls, []) == 20_000 + 3_000
