"""The life of an auction: seats, begin, pause, resume, cancel, absence, the clock's tick after an outage."""

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import (
    SYSTEM,
    Actor,
    Begin,
    Cancel,
    Command,
    Pause,
    Resume,
    SetAway,
    TakeSeat,
    Tick,
)
from auctions.rules.events import EventKind, LedgerEntry, LedgerEntryKind
from tests.auctions.rules.play import CARLA, FIRST_LOT, MAX, MIA, NED, OTTO, Play, T, seat_of

SECOND_LOT = FIRST_LOT + 1
LEFT, TAKEN = 4, 44


# Seats ----------------------------------------------------------------------------------------------
def test_seat_taken_in_the_waiting_room_comes_with_the_budget_and_a_limit() -> None:
    play = Play(begun=False, budget=200, slots_min=8, slots_max=8)
    assert play.do(TakeSeat(actor=SYSTEM, participant=LEFT, member=TAKEN)) is Code.OK
    assert play.told() == [(EventKind.PARTICIPANT_JOINED, {"participant": LEFT})]
    assert play.last.events[0].ledger == (LedgerEntry(LedgerEntryKind.GRANT, LEFT, 200),)
    assert (play.money(LEFT), play.seat(LEFT).max_bid) == ((200, 0, 0), 193)


def test_seat_is_given_once_per_member() -> None:
    play = Play(begun=False)
    play.do(TakeSeat(actor=SYSTEM, participant=LEFT, member=TAKEN))
    assert play.do(TakeSeat(actor=SYSTEM, participant=LEFT + 1, member=TAKEN)) is Code.WRONG_STATUS
    assert play.facts == {"status": "seated"}


def test_seat_is_given_to_one_member() -> None:
    play = Play(begun=False)
    assert play.do(TakeSeat(actor=SYSTEM, participant=MAX, member=TAKEN)) is Code.WRONG_STATUS
    assert play.seat(MAX).member == 11


@pytest.mark.parametrize("actor", [CARLA, seat_of(MAX), OTTO])
def test_seat_is_the_systems_to_give(actor: Actor) -> None:
    play = Play(begun=False)
    assert play.do(TakeSeat(actor=actor, participant=LEFT, member=TAKEN)) is Code.FORBIDDEN


def test_seat_is_refused_once_the_auction_has_begun() -> None:
    assert Play().do(TakeSeat(actor=SYSTEM, participant=LEFT, member=TAKEN)) is Code.WRONG_STATUS


# Begin ----------------------------------------------------------------------------------------------
def test_begin_opens_the_first_lot() -> None:
    play = Play(begun=False)
    assert play.do(Begin(actor=CARLA), 0) is Code.OK
    assert play.kinds() == [EventKind.AUCTION_BEGUN, EventKind.LOT_STARTED]
    assert (play.state.auction.begun_at, play.status, play.ends()) == (T, "active", 30_000)


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
    assert Play(begun=False, waiting_room=waiting_room).do(Begin(actor=actor)) is code


def test_begin_twice_is_wrong_status() -> None:
    assert Play().do(Begin(actor=CARLA)) is Code.WRONG_STATUS


def test_begin_without_a_participant_is_refused() -> None:
    assert Play(begun=False, seats=0).do(Begin(actor=CARLA)) is Code.NO_PARTICIPANTS


# Who may --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("actor", [seat_of(MAX), OTTO])
@pytest.mark.parametrize("kind", [Pause, Resume, Cancel])
def test_manager_and_spectator_may_not_run_the_auction(kind: type[Command], actor: Actor) -> None:
    assert Play().do(kind(actor=actor, reason="x")) is Code.FORBIDDEN


@pytest.mark.parametrize("actor", [CARLA, seat_of(MAX), OTTO])
def test_tick_is_the_systems_alone(actor: Actor) -> None:
    assert Play().do(Tick(actor=actor), 99_000) is Code.FORBIDDEN


@pytest.mark.parametrize("begun", [False, True])
def test_command_out_of_its_status_is_refused(begun: bool) -> None:
    play = Play(begun=begun)
    assert play.resume(1_000) is Code.WRONG_STATUS
    assert play.pause(1_000) is (Code.OK if begun else Code.WRONG_STATUS)
    assert play.pause(1_000) is Code.WRONG_STATUS


# Pause and resume -----------------------------------------------------------------------------------
@pytest.mark.parametrize("at", [0, 1, 12_345, 29_999, 30_000])
def test_pause_keeps_the_exact_milliseconds_and_resume_goes_on_after_the_count(at: int) -> None:
    play = Play(lot_cap_seconds=60)
    play.pause(at)
    lot = play.lot()
    assert (lot.ends_at, lot.remaining_ms, lot.cap_at, lot.cap_remaining_ms) == (None, 30_000 - at, None, 60_000 - at)
    assert (play.state.auction.paused_at, play.status) == (T + at, "paused")
    play.resume(77_777)
    assert play.told() == [(EventKind.AUCTION_RESUMED, {"resumes_at": T + 80_777})]
    lot = play.lot()
    assert (lot.ends_at, lot.remaining_ms) == (T + 80_777 + 30_000 - at, None)
    assert (lot.cap_at, lot.cap_remaining_ms) == (T + 80_777 + 60_000 - at, None)
    auction = play.state.auction
    assert (auction.paused_at, auction.resumes_at, auction.next_lot_at) == (None, T + 80_777, None)


def test_pause_in_the_grace_leaves_nothing_and_a_late_bid_stays_late() -> None:
    play = Play()
    play.pause(30_100)
    assert play.lot().remaining_ms == 0
    play.resume(40_000)
    assert play.ends() == 43_000
    assert play.bid(MAX, 5, arrived=30_050, at=43_100) is Code.PAUSED
    assert play.bid(MAX, 5, arrived=43_001, at=43_100) is Code.LOT_CLOSED


@pytest.mark.parametrize("again", [10_000, 11_500, 12_999, 13_000])
def test_pause_in_the_count_keeps_what_was_left_before_it(again: int) -> None:
    play = Play()
    play.pause(4_000)
    play.resume(10_000)
    play.pause(again)
    assert (play.lot().remaining_ms, play.state.auction.resumes_at) == (26_000, None)
    play.resume(20_000)
    assert play.ends() == 23_000 + 26_000


def test_pause_after_the_count_counts_from_its_end() -> None:
    play = Play()
    play.pause(4_000)
    play.resume(10_000)
    play.pause(13_001)
    assert play.lot().remaining_ms == 25_999


@pytest.mark.parametrize(("at", "left"), [(30_300, 3_000), (31_234, 2_066), (33_300, 0), (34_000, 0)])
def test_pause_in_the_break_keeps_the_rest_of_the_break(at: int, left: int) -> None:
    play = Play()
    play.tick(30_300)
    play.pause(at)
    assert (play.state.auction.break_remaining_ms, play.state.auction.next_lot_at) == (left, None)
    play.tick(90_000)
    assert play.kinds() == []
    play.resume(100_000)
    assert (play.state.auction.next_lot_at, play.state.auction.break_remaining_ms) == (T + 103_000 + left, None)
    play.tick(103_000 + left - 1)
    assert play.kinds() == []
    play.tick(103_000 + left)
    assert play.kinds() == [EventKind.LOT_STARTED]


def test_pause_says_why() -> None:
    play = Play()
    play.do(Pause(actor=CARLA, reason="Pizza"), 1_000)
    assert (play.state.auction.pause_reason, play.last.events[0].reason) == ("Pizza", "Pizza")
    assert play.told() == [(EventKind.AUCTION_PAUSED, {"reason": "Pizza"})]
    play.resume(2_000)
    assert play.state.auction.pause_reason == ""


# After an outage ------------------------------------------------------------------------------------
def test_outage_pauses_as_of_its_beginning() -> None:
    play = Play()
    play.bid(MAX, 5, at=2_000)
    play.tick(60_000, outage_since=12_000)
    assert play.kinds() == [EventKind.AUCTION_PAUSED]
    assert (play.lot().status, play.lot().remaining_ms) == ("open", 18_000)
    assert (play.state.auction.paused_at, play.last.events[0].at) == (T + 12_000, T + 60_000)
    assert play.state.auction.pause_reason.startswith("The servers were away")
    play.resume(70_000)
    assert play.ends() == 73_000 + 18_000


def test_outage_in_the_break_keeps_the_rest_of_the_break() -> None:
    play = Play()
    play.tick(30_300)
    play.tick(90_000, outage_since=31_300)
    assert play.state.auction.break_remaining_ms == 2_000


def test_outage_in_the_count_keeps_what_was_left_before_it() -> None:
    play = Play()
    play.pause(4_000)
    play.resume(10_000)
    play.tick(90_000, outage_since=11_000)
    assert play.lot().remaining_ms == 26_000


def test_outage_that_began_before_the_lot_leaves_it_its_whole_time_and_no_more() -> None:
    play = Play(lot_cap_seconds=60)
    play.tick(31_000)
    play.tick(34_000)
    play.tick(60_000, outage_since=30_500)
    assert (play.lot(SECOND_LOT).remaining_ms, play.lot(SECOND_LOT).cap_remaining_ms) == (30_000, 60_000)


def test_outage_that_began_before_the_break_leaves_the_whole_break_and_no_more() -> None:
    play = Play()
    play.tick(31_000)
    play.tick(60_000, outage_since=30_500)
    assert play.state.auction.break_remaining_ms == 3_000


def test_outage_while_paused_waiting_or_over_changes_nothing() -> None:
    paused, waiting, over = Play(), Play(begun=False), Play()
    paused.pause(1_000)
    over.cancel()
    for play in (paused, waiting, over):
        assert (play.tick(60_000, outage_since=2_000), play.kinds()) == (Code.OK, [])


# Cancel ---------------------------------------------------------------------------------------------
def test_cancel_refunds_every_hold_and_every_sale() -> None:
    play = Play(lots=4)
    at = play.sell(MAX, 50)
    play.bid(MIA, 70, lot=SECOND_LOT, at=at)
    assert play.cancel(at + 1) is Code.OK
    assert play.last.events[0].ledger == (
        LedgerEntry(LedgerEntryKind.REVERSE, MAX, 50, FIRST_LOT),
        LedgerEntry(LedgerEntryKind.RELEASE, MIA, 70, SECOND_LOT),
    )
    assert [play.money(who) for who in (MAX, MIA, NED)] == [(200, 0, 0)] * 3
    assert [play.seat(who).roster for who in (MAX, MIA, NED)] == [()] * 3
    assert play.told() == [(EventKind.AUCTION_CANCELLED, {"reason": "The pub closes"})]
    assert {lot.status for lot in play.state.lots.values()} == {"withdrawn"}
    assert {(lot.leader, lot.hold, lot.sold_to, lot.sold_for) for lot in play.state.lots.values()} == {
        (None, 0, None, None)
    }
    assert (play.status, play.state.open_lots, play.state.auction.lots_sold) == ("cancelled", (), 0)


@pytest.mark.parametrize("paused", [False, True])
def test_cancel_ends_a_waiting_and_a_paused_auction_too(paused: bool) -> None:
    play = Play(begun=paused)
    if paused:
        play.bid(MAX, 9)
        play.pause(2_000)
    assert (play.cancel(3_000), play.status, play.money(MAX)) == (Code.OK, "cancelled", (200, 0, 0))


def test_cancel_stops_every_clock_and_forgets_who_passed() -> None:
    play = Play()
    play.pass_(MAX)
    play.pause(1_000)
    play.cancel(2_000)
    assert (play.lot().remaining_ms, play.seat(MAX).passed) == (None, ())


def test_cancel_in_the_count_after_a_pause_ends_the_count() -> None:
    play = Play()
    play.pause(1_000)
    play.resume(2_000)
    play.cancel(3_000)
    assert play.state.auction.resumes_at is None


@pytest.mark.parametrize("paused", [False, True])
def test_cancel_in_the_break_leaves_nothing_to_come(paused: bool) -> None:
    play = Play()
    play.tick(30_300)
    if paused:
        play.pause(31_000)
    play.cancel(32_000)
    assert (play.state.auction.next_lot_at, play.state.auction.break_remaining_ms) == (None, None)


def test_cancel_needs_a_reason() -> None:
    assert Play().do(Cancel(actor=CARLA)) is Code.REASON_MISSING


def test_cancel_of_an_auction_that_is_over_is_refused() -> None:
    play = Play(lots=1, break_seconds=0)
    play.tick(30_300)
    assert play.cancel(40_000) is Code.WRONG_STATUS
    other = Play()
    other.cancel()
    assert other.cancel() is Code.WRONG_STATUS


def test_cancel_leaves_unsold_what_was_unsold() -> None:
    play = Play()
    play.tick(30_300)
    play.cancel(31_000)
    assert [lot.status for lot in play.state.lots.values()] == ["unsold", "withdrawn", "withdrawn"]
    assert play.state.auction.lots_unsold == 1


# Absence --------------------------------------------------------------------------------------------
def test_absence_is_the_commissioners_word() -> None:
    play = Play()
    assert play.do(SetAway(actor=seat_of(MAX), participant=MAX, away=True)) is Code.FORBIDDEN
    assert play.do(SetAway(actor=CARLA, participant=99, away=True)) is Code.NOT_A_PARTICIPANT
    assert (play.away(MAX, away=False), play.facts) == (Code.WRONG_STATUS, {"status": "here"})
    assert (play.away(MAX), play.seat(MAX).away) == (Code.OK, True)
    assert play.told() == [(EventKind.SETTINGS_CHANGED, {"participant": MAX, "away": True})]
    assert (play.away(MAX), play.facts) == (Code.WRONG_STATUS, {"status": "away"})


def test_lot_ends_early_when_only_absent_managers_could_bid() -> None:
    play = Play()
    play.bid(MAX, 5)
    play.pass_(MIA, at=2_000)
    play.away(NED, at=3_000)
    assert (play.kinds(), play.ends()) == ([EventKind.SETTINGS_CHANGED, EventKind.LOT_EXTENDED], 3_000)


def test_absence_while_paused_moves_no_clock() -> None:
    play = Play(seats=2)
    play.bid(MAX, 5)
    play.pause(2_000)
    play.away(MIA, at=3_000)
    assert (play.kinds(), play.lot().remaining_ms) == ([EventKind.SETTINGS_CHANGED], 28_000)


def test_absent_manager_may_bid() -> None:
    play = Play()
    play.away(MAX)
    assert play.bid(MAX, 5) is Code.OK
