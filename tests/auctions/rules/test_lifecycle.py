"""The life of an auction: seats, begin, pause, resume, cancel, absence, the clock's tick after an outage."""

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import (
    SYSTEM,
    Actor,
    Begin,
    Cancel,
    Command,
    CountStalls,
    PassLot,
    Pause,
    PlaceBid,
    Resume,
    SetAway,
    TakeSeat,
    Tick,
)
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, NED, OTTO, Scenario, T, seat_of

SECOND_LOT = FIRST_LOT + 1
LEFT, TAKEN = 4, 44


# Seats ----------------------------------------------------------------------------------------------
def test_seat_taken_in_the_waiting_room_comes_with_the_budget_and_a_limit() -> None:
    scenario = Scenario(begun=False, budget=200, slots_min=8, slots_max=8, lots=8)
    assert scenario.do(TakeSeat(actor=SYSTEM, participant=LEFT, member=TAKEN)) is Code.OK
    assert scenario.told() == [(EventKind.PARTICIPANT_JOINED, {"participant": LEFT})]
    assert scenario.last.events[0].ledger == (LedgerEntry(LedgerEntryKind.GRANT, LEFT, 200),)
    assert (scenario.money(LEFT), scenario.seat(LEFT).max_bid) == ((200, 0, 0), 193)


def test_seat_is_given_once_per_member() -> None:
    scenario = Scenario(begun=False)
    scenario.do(TakeSeat(actor=SYSTEM, participant=LEFT, member=TAKEN))
    assert scenario.do(TakeSeat(actor=SYSTEM, participant=LEFT + 1, member=TAKEN)) is Code.WRONG_STATUS
    assert scenario.facts == {"status": "seated"}


def test_seat_is_given_to_one_member() -> None:
    scenario = Scenario(begun=False)
    assert scenario.do(TakeSeat(actor=SYSTEM, participant=MAX, member=TAKEN)) is Code.WRONG_STATUS
    assert scenario.seat(MAX).member == 11


@pytest.mark.parametrize(
    ("actor", "waiting", "running"),
    [
        (SYSTEM, Code.OK, Code.WRONG_STATUS),
        (CARLA, Code.OK, Code.OK),
        (seat_of(MAX), Code.FORBIDDEN, Code.FORBIDDEN),
        (OTTO, Code.FORBIDDEN, Code.FORBIDDEN),
    ],
)
def test_seat_is_given_by_the_system_while_the_auction_waits_and_then_by_the_commissioner(
    actor: Actor, waiting: Code, running: Code
) -> None:
    command = TakeSeat(actor=actor, participant=LEFT, member=TAKEN)
    assert Scenario(begun=False).do(command) is waiting
    scenario = Scenario()
    assert scenario.do(command) is running
    scenario.pause(2_000)
    assert scenario.do(command, 3_000) is (Code.WRONG_STATUS if running is Code.OK else running)


def test_seat_that_the_system_gives_too_late_is_refused_with_the_status() -> None:
    scenario = Scenario()
    scenario.do(TakeSeat(actor=SYSTEM, participant=LEFT, member=TAKEN))
    assert scenario.facts == {"status": "active"}


def test_seat_given_while_the_auction_runs_has_the_whole_budget_and_bids_at_once() -> None:
    scenario = Scenario(budget=200, slots_min=3, lots=8)
    scenario.bid(MAX, 50)
    assert scenario.do(TakeSeat(actor=CARLA, participant=LEFT, member=TAKEN), 2_000) is Code.OK
    assert scenario.last.events[0].ledger == (LedgerEntry(LedgerEntryKind.GRANT, LEFT, 200),)
    assert scenario.seat(LEFT).max_bid == 198
    assert scenario.bid(LEFT, 51, at=3_000) is Code.OK
    over = Scenario()
    over.cancel()
    assert over.do(TakeSeat(actor=CARLA, participant=LEFT, member=TAKEN)) is Code.WRONG_STATUS


# Begin ----------------------------------------------------------------------------------------------
def test_begin_opens_the_first_lot() -> None:
    scenario = Scenario(begun=False)
    assert scenario.do(Begin(actor=CARLA), 0) is Code.OK
    assert scenario.kinds() == [EventKind.AUCTION_BEGUN, EventKind.LOT_STARTED]
    assert (scenario.state.auction.begun_at, scenario.status, scenario.ends()) == (T, "active", 30_000)


@pytest.mark.parametrize(
    ("actor", "waiting_room", "code"),
    [
        (CARLA, True, Code.OK),
        (SYSTEM, True, Code.OK),
        (SYSTEM, False, Code.OK),
        (CARLA, False, Code.NO_WAITING_ROOM),
        (seat_of(MAX), True, Code.FORBIDDEN),
        (OTTO, True, Code.FORBIDDEN),
        (OTTO, False, Code.NO_WAITING_ROOM),
    ],
)
def test_begin_is_the_commissioners_and_without_a_waiting_room_the_systems(
    actor: Actor, waiting_room: bool, code: Code
) -> None:
    assert Scenario(begun=False, waiting_room=waiting_room).do(Begin(actor=actor)) is code


def test_begin_twice_is_wrong_status() -> None:
    assert Scenario().do(Begin(actor=CARLA)) is Code.WRONG_STATUS


def test_begin_without_a_participant_is_refused() -> None:
    assert Scenario(begun=False, seats=0).do(Begin(actor=CARLA)) is Code.NO_PARTICIPANTS


# Who may --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("actor", [seat_of(MAX), OTTO])
@pytest.mark.parametrize("kind", [Pause, Resume, Cancel])
def test_manager_and_spectator_may_not_run_the_auction(kind: type[Command], actor: Actor) -> None:
    assert Scenario().do(kind(actor=actor, reason="x")) is Code.FORBIDDEN


@pytest.mark.parametrize("actor", [CARLA, seat_of(MAX), OTTO])
def test_tick_is_the_systems_alone(actor: Actor) -> None:
    assert Scenario().do(Tick(actor=actor), 99_000) is Code.FORBIDDEN


@pytest.mark.parametrize("begun", [False, True])
def test_command_out_of_its_status_is_refused(begun: bool) -> None:
    scenario = Scenario(begun=begun)
    status = {"status": "active" if begun else "waiting"}
    assert (scenario.resume(1_000), scenario.facts) == (Code.WRONG_STATUS, status)
    assert scenario.pause(1_000) is (Code.OK if begun else Code.WRONG_STATUS)
    assert scenario.pause(1_000) is Code.WRONG_STATUS


# Pause and resume -----------------------------------------------------------------------------------
@pytest.mark.parametrize("at", [0, 1, 12_345, 30_000 - 4_217, 29_999, 30_000])
def test_pause_keeps_the_exact_milliseconds_and_resume_goes_on_after_the_count(at: int) -> None:
    scenario = Scenario(lot_cap_seconds=60)
    scenario.pause(at)
    lot = scenario.lot()
    assert (lot.ends_at, lot.remaining_ms, lot.cap_at, lot.cap_remaining_ms) == (None, 30_000 - at, None, 60_000 - at)
    assert (scenario.state.auction.paused_at, scenario.status) == (T + at, "paused")
    scenario.resume(77_777)
    assert scenario.told() == [(EventKind.AUCTION_RESUMED, {"resumes_at": T + 80_777})]
    lot = scenario.lot()
    assert (lot.ends_at, lot.remaining_ms) == (T + 80_777 + 30_000 - at, None)
    assert (lot.cap_at, lot.cap_remaining_ms) == (T + 80_777 + 60_000 - at, None)
    auction = scenario.state.auction
    assert (auction.paused_at, auction.resumes_at, auction.next_lot_at) == (None, T + 80_777, None)


def test_pause_in_the_grace_leaves_nothing_and_a_late_bid_stays_late() -> None:
    scenario = Scenario()
    scenario.pause(30_100)
    assert scenario.lot().remaining_ms == 0
    scenario.resume(40_000)
    assert scenario.ends() == 43_000
    assert scenario.bid(MAX, 5, arrived=30_050, at=43_100) is Code.PAUSED
    assert scenario.bid(MAX, 5, arrived=43_001, at=43_100) is Code.LOT_CLOSED


@pytest.mark.parametrize("again", [10_000, 11_500, 12_999, 13_000])
def test_pause_in_the_count_keeps_what_was_left_before_it(again: int) -> None:
    scenario = Scenario()
    scenario.pause(4_000)
    scenario.resume(10_000)
    scenario.pause(again)
    assert (scenario.lot().remaining_ms, scenario.state.auction.resumes_at) == (26_000, None)
    scenario.resume(20_000)
    assert scenario.ends() == 23_000 + 26_000


def test_pause_after_the_count_counts_from_its_end() -> None:
    scenario = Scenario()
    scenario.pause(4_000)
    scenario.resume(10_000)
    scenario.pause(13_001)
    assert scenario.lot().remaining_ms == 25_999


@pytest.mark.parametrize(("at", "left"), [(30_300, 3_000), (31_234, 2_066), (33_300, 0), (34_000, 0)])
def test_pause_in_the_break_keeps_the_rest_of_the_break(at: int, left: int) -> None:
    scenario = Scenario()
    scenario.tick(30_300)
    scenario.pause(at)
    assert (scenario.state.auction.break_remaining_ms, scenario.state.auction.next_lot_at) == (left, None)
    scenario.tick(90_000)
    assert scenario.kinds() == []
    scenario.resume(100_000)
    assert (scenario.state.auction.next_lot_at, scenario.state.auction.break_remaining_ms) == (T + 103_000 + left, None)
    scenario.tick(103_000 + left - 1)
    assert scenario.kinds() == []
    scenario.tick(103_000 + left)
    assert scenario.kinds() == [EventKind.LOT_STARTED]


def test_pause_says_why() -> None:
    scenario = Scenario()
    scenario.do(Pause(actor=CARLA, reason="Pizza"), 1_000)
    assert (scenario.state.auction.pause_reason, scenario.last.events[0].reason) == ("Pizza", "Pizza")
    assert scenario.told() == [(EventKind.AUCTION_PAUSED, {"reason": "Pizza"})]
    scenario.resume(2_000)
    assert scenario.state.auction.pause_reason == ""


# After an outage ------------------------------------------------------------------------------------
def test_outage_pauses_as_of_its_beginning() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5, at=2_000)
    scenario.tick(60_000, outage_since=12_000)
    assert scenario.kinds() == [EventKind.AUCTION_PAUSED]
    assert (scenario.lot().status, scenario.lot().remaining_ms) == ("open", 18_000)
    assert (scenario.state.auction.paused_at, scenario.last.events[0].at) == (T + 12_000, T + 60_000)
    assert scenario.state.auction.pause_reason.startswith("The servers were away")
    scenario.resume(70_000)
    assert scenario.ends() == 73_000 + 18_000


def test_outage_in_the_break_keeps_the_rest_of_the_break() -> None:
    scenario = Scenario()
    scenario.tick(30_300)
    scenario.tick(90_000, outage_since=31_300)
    assert scenario.state.auction.break_remaining_ms == 2_000


def test_outage_in_the_count_keeps_what_was_left_before_it() -> None:
    scenario = Scenario()
    scenario.pause(4_000)
    scenario.resume(10_000)
    scenario.tick(90_000, outage_since=11_000)
    assert scenario.lot().remaining_ms == 26_000


def test_outage_that_began_before_the_lot_leaves_it_its_whole_time_and_no_more() -> None:
    scenario = Scenario(lot_cap_seconds=60)
    scenario.tick(31_000)
    scenario.tick(34_000)
    scenario.tick(60_000, outage_since=30_500)
    assert (scenario.lot(SECOND_LOT).remaining_ms, scenario.lot(SECOND_LOT).cap_remaining_ms) == (30_000, 60_000)


def test_outage_that_began_before_the_break_leaves_the_whole_break_and_no_more() -> None:
    scenario = Scenario()
    scenario.tick(31_000)
    scenario.tick(60_000, outage_since=30_500)
    assert scenario.state.auction.break_remaining_ms == 3_000


def test_outage_while_paused_waiting_or_over_changes_nothing() -> None:
    paused, waiting, over = Scenario(), Scenario(begun=False), Scenario()
    paused.pause(1_000)
    over.cancel()
    for scenario in (paused, waiting, over):
        assert (scenario.tick(60_000, outage_since=2_000), scenario.kinds()) == (Code.OK, [])


# Cancel ---------------------------------------------------------------------------------------------
def test_cancel_refunds_every_hold_and_every_sale() -> None:
    scenario = Scenario(lots=4)
    at = scenario.sell(MAX, 50)
    scenario.bid(MIA, 70, lot=SECOND_LOT, at=at)
    assert scenario.cancel(at + 1) is Code.OK
    assert scenario.last.events[0].ledger == (
        LedgerEntry(LedgerEntryKind.REVERSE, MAX, 50, FIRST_LOT),
        LedgerEntry(LedgerEntryKind.RELEASE, MIA, 70, SECOND_LOT),
    )
    assert [scenario.money(who) for who in (MAX, MIA, NED)] == [(200, 0, 0)] * 3
    assert [scenario.seat(who).roster for who in (MAX, MIA, NED)] == [()] * 3
    assert scenario.told() == [(EventKind.AUCTION_CANCELLED, {"reason": "The pub closes"})]
    assert {lot.status for lot in scenario.state.lots.values()} == {"withdrawn"}
    assert {(lot.leader, lot.hold, lot.sold_to, lot.sold_for) for lot in scenario.state.lots.values()} == {
        (None, 0, None, None)
    }
    assert (scenario.status, scenario.state.open_lots, scenario.state.auction.lots_sold) == ("cancelled", (), 0)


@pytest.mark.parametrize("paused", [False, True])
def test_cancel_ends_a_waiting_and_a_paused_auction_too(paused: bool) -> None:
    scenario = Scenario(begun=paused)
    if paused:
        scenario.bid(MAX, 9)
        scenario.pause(2_000)
    assert (scenario.cancel(3_000), scenario.status, scenario.money(MAX)) == (Code.OK, "cancelled", (200, 0, 0))


def test_cancel_stops_every_clock_and_forgets_who_passed() -> None:
    scenario = Scenario()
    scenario.pass_(MAX)
    scenario.pause(1_000)
    scenario.cancel(2_000)
    assert (scenario.lot().remaining_ms, scenario.seat(MAX).passed) == (None, ())


def test_cancel_in_the_count_after_a_pause_ends_the_count() -> None:
    scenario = Scenario()
    scenario.pause(1_000)
    scenario.resume(2_000)
    scenario.cancel(3_000)
    assert scenario.state.auction.resumes_at is None


@pytest.mark.parametrize("paused", [False, True])
def test_cancel_in_the_break_leaves_nothing_to_come(paused: bool) -> None:
    scenario = Scenario()
    scenario.tick(30_300)
    if paused:
        scenario.pause(31_000)
    scenario.cancel(32_000)
    assert (scenario.state.auction.next_lot_at, scenario.state.auction.break_remaining_ms) == (None, None)


def test_cancel_needs_a_reason() -> None:
    assert Scenario().do(Cancel(actor=CARLA)) is Code.REASON_MISSING


def test_cancel_of_an_auction_that_is_over_is_refused() -> None:
    scenario = Scenario(lots=1, break_seconds=0)
    scenario.tick(30_300)
    assert scenario.cancel(40_000) is Code.WRONG_STATUS
    other = Scenario()
    other.cancel()
    assert other.cancel() is Code.WRONG_STATUS


def test_cancel_leaves_unsold_what_was_unsold() -> None:
    scenario = Scenario()
    scenario.tick(30_300)
    scenario.cancel(31_000)
    assert [lot.status for lot in scenario.state.lots.values()] == ["unsold", "withdrawn", "withdrawn"]
    assert scenario.state.auction.lots_unsold == 1


# Absence --------------------------------------------------------------------------------------------
def test_absence_is_ones_own_word_or_the_commissioners() -> None:
    scenario = Scenario()
    assert scenario.do(SetAway(actor=seat_of(MIA), participant=MAX, away=True)) is Code.FORBIDDEN
    assert scenario.do(SetAway(actor=CARLA, participant=99, away=True)) is Code.NOT_A_PARTICIPANT
    assert (scenario.away(MAX, away=False), scenario.facts) == (Code.WRONG_STATUS, {"status": "here"})
    assert (scenario.away(MAX), scenario.seat(MAX).away) == (Code.OK, True)
    assert scenario.told() == [(EventKind.SETTINGS_CHANGED, {"participant": MAX, "away": True})]
    assert (scenario.away(MAX), scenario.facts) == (Code.WRONG_STATUS, {"status": "away"})
    assert scenario.do(SetAway(actor=seat_of(MIA), participant=MIA, away=True)) is Code.OK
    assert scenario.seat(MIA).away


def test_lot_ends_early_when_only_absent_managers_could_bid() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5)
    scenario.pass_(MIA, at=2_000)
    scenario.away(NED, at=3_000)
    assert (scenario.kinds(), scenario.ends()) == ([EventKind.SETTINGS_CHANGED, EventKind.LOT_EXTENDED], 3_000)


def test_absence_while_paused_moves_no_clock() -> None:
    scenario = Scenario(seats=2)
    scenario.bid(MAX, 5)
    scenario.pause(2_000)
    scenario.away(MIA, at=3_000)
    assert (scenario.kinds(), scenario.lot().remaining_ms) == ([EventKind.SETTINGS_CHANGED], 28_000)


@pytest.mark.parametrize("command", [PlaceBid, PassLot, SetAway])
def test_whoever_does_something_is_not_away_any_more(command: type[Command]) -> None:
    """The lot waits for them again: were they still away, it would end at once."""
    scenario = Scenario()
    scenario.away(MAX)
    scenario.pass_(NED, at=2_000)
    done: dict[type[Command], Command] = {
        PlaceBid: PlaceBid(actor=seat_of(MAX), lot=FIRST_LOT, amount=5, arrived=T + 3_000),
        PassLot: PassLot(actor=seat_of(MAX), lot=FIRST_LOT),
        SetAway: SetAway(actor=seat_of(MAX), participant=MAX, away=False),
    }
    assert scenario.do(done[command], 3_000) is Code.OK
    assert not scenario.seat(MAX).away
    assert [each.away for each in scenario.last.events[0].participants if each.id == MAX] == [False], (
        "in the same event"
    )
    scenario.bid(MIA, 9, at=4_000)
    assert scenario.ends() == (4_000 if command is PassLot else 30_000)


def test_refused_bid_changes_nothing_of_who_is_away() -> None:
    scenario = Scenario()
    scenario.away(MAX)
    assert scenario.bid(MAX, 900) is Code.OVER_MAX_BID
    assert scenario.seat(MAX).away


def test_nobody_brings_another_back_but_the_commissioner() -> None:
    scenario = Scenario()
    scenario.away(MAX)
    assert scenario.do(SetAway(actor=seat_of(MIA), participant=MAX, away=False)) is Code.FORBIDDEN
    assert scenario.do(SetAway(actor=OTTO, participant=MAX, away=False)) is Code.FORBIDDEN
    assert scenario.away(MAX, away=False) is Code.OK


def test_only_the_system_knows_of_stalls() -> None:
    scenario = Scenario()
    stalls = CountStalls(actor=CARLA, stalls=((T, T + 1_000),), counted=())
    assert scenario.do(stalls) is Code.FORBIDDEN
    assert scenario.ends() == 30_000


def test_stalls_move_nothing_while_the_auction_does_not_run() -> None:
    scenario = Scenario()
    scenario.pause(8_000)
    assert (scenario.stall((1_000, 5_000), at=9_000), scenario.kinds()) == (Code.OK, [])
    scenario.cancel(9_000)
    assert (scenario.stall((1_000, 5_000), at=9_000), scenario.kinds()) == (Code.OK, [])


def test_absence_of_who_lost_their_line_says_so_and_no_other_does() -> None:
    scenario = Scenario()
    scenario.do(SetAway(actor=SYSTEM, participant=MAX, away=True, lost_line=True))
    assert scenario.told()[0] == (
        EventKind.SETTINGS_CHANGED,
        {"participant": MAX, "away": True, "lost_line": True},
    )
    scenario.do(SetAway(actor=CARLA, participant=MAX, away=False, lost_line=True))
    assert scenario.told()[0] == (EventKind.SETTINGS_CHANGED, {"participant": MAX, "away": False})
    scenario.do(SetAway(actor=CARLA, participant=MIA, away=True))
    assert scenario.told()[0] == (EventKind.SETTINGS_CHANGED, {"participant": MIA, "away": True})


def test_slow_auction_begins_with_the_break_before_its_first_lots() -> None:
    managers_choose = Scenario(format="slow", mode="nomination", slow_nomination_minutes=10)
    assert managers_choose.kinds() == [EventKind.AUCTION_BEGUN]
    assert managers_choose.state.auction.next_lot_at == T + 600_000


def test_cancelled_lot_forgets_its_bids() -> None:
    scenario = Scenario()
    scenario.bid(MAX, 5)
    scenario.bid(MIA, 6)
    assert scenario.lot().earlier
    scenario.cancel()
    assert (scenario.lot().earlier, scenario.lot().leader) == ((), None)


def test_pause_in_a_break_is_since_it_was_asked_for() -> None:
    scenario = Scenario(break_seconds=5)
    scenario.tick(30_300)
    scenario.pause(31_000)
    assert scenario.state.auction.paused_at == T + 31_000
