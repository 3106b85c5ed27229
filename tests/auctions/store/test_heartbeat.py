"""Since when processes have lived without a break, what web processes say of themselves, and their stalls."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from auctions.models import Heartbeat, SeatPresence, Stall
from auctions.store import heartbeat, journal
from auctions.store.heartbeat import STALL_MS, HeartbeatThread, ProcessReport
from tests.live import eventually


@pytest.fixture(autouse=True)
def nobody_alive(db: None) -> None:
    """A site of tests before these may have left its last beats."""
    Heartbeat.objects.all().delete()


def beat(kind: str, *, seen: float, alive: float, process: str = "") -> None:
    """A process that was seen so many seconds ago, and lived for so many without a break."""
    at = timezone.now() - timedelta(seconds=seen)
    Heartbeat.objects.create(process=process or kind, kind=kind, at=at, since=at - timedelta(seconds=alive))


def seconds_alive() -> int | None:
    since = heartbeat.alive_since()
    return None if since is None else round((timezone.now() - since).total_seconds())


def test_all_kinds_live_since_the_last_of_them_came(db: None) -> None:
    beat("web", seen=0, alive=300)
    beat("clock", seen=1, alive=70)
    assert seconds_alive() == 71


def test_one_process_of_a_kind_is_enough(db: None) -> None:
    beat("web", seen=0, alive=300)
    beat("clock", seen=1, alive=10, process="new")
    beat("clock", seen=0, alive=200, process="old")
    beat("clock", seen=600, alive=9000, process="dead")
    assert seconds_alive() == 200


@pytest.mark.parametrize("kind", Heartbeat.KINDS)
def test_kind_that_is_missing_or_silent_is_not_alive(db: None, kind: str) -> None:
    beat(kind, seen=0, alive=300)
    assert heartbeat.alive_since() is None
    [other] = set(Heartbeat.KINDS) - {kind}
    beat(other, seen=7, alive=300)
    assert heartbeat.alive_since() is None


def test_process_that_was_silent_begins_anew(transactional_db: None) -> None:
    heart = HeartbeatThread("clock")
    beat("web", seen=0, alive=300)
    beat("clock", seen=60, alive=300, process=heart._process)
    before = timezone.now()
    heart.start_and_measure()
    try:
        began = Heartbeat.objects.get(kind="clock")
        assert began.since > before - timedelta(seconds=1), "not when the other one began"
        again = lambda: Heartbeat.objects.filter(kind="clock", at__gt=began.at).first()  # noqa: E731
        assert eventually(again, "another beat").since == began.since
    finally:
        heart.stop()


# What a web process says -----------------------------------------------------------------------------
AUCTION = "00000000-0000-0000-0000-000000000001"
Rooms = dict[str, dict[str, int]]
Tell = Callable[[ProcessReport | None], Heartbeat]


@pytest.fixture
def told(transactional_db: None) -> Iterator[Tell]:
    """`told(report)` is the row after a heartbeat that said so."""
    heart = HeartbeatThread("web", lambda: said[-1])
    said: list[ProcessReport | None] = []

    def tell(report: ProcessReport | None) -> Heartbeat:
        said.append(report)
        heart._beat()
        return Heartbeat.objects.get(process=heart._process)

    yield tell
    heart._hang_up()


def test_heartbeat_says_how_far_the_process_is_and_whom_it_serves(told: Tell) -> None:
    now = journal.now_ms()
    row = told(ProcessReport(turned_at=now - 90, undecided={AUCTION: now - 80}, rooms={AUCTION: {"7": now - 70}}))
    assert (_ms(row.turned_at), row.undecided, row.rooms) == (
        now - 90, {AUCTION: now - 80}, {AUCTION: {"7": now - 70}}
    )  # fmt: skip
    assert told(ProcessReport(turned_at=now)).rooms == {}
    assert not Stall.objects.exists()


def seen(*seats: int) -> ProcessReport:
    return ProcessReport(turned_at=journal.now_ms(), seats=seats)


def test_seats_are_written_down_as_seen_and_not_again_at_once(told: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    told(seen(72, 71))
    first = dict(SeatPresence.objects.values_list("pk", "at"))
    assert set(first) == {71, 72}
    told(seen(71, 73))
    again = dict(SeatPresence.objects.values_list("pk", "at"))
    assert (again[71], set(again)) == (first[71], {71, 72, 73})
    monkeypatch.setattr(heartbeat, "SEEN_AGAIN_SECONDS", 0.0)
    told(seen(71))
    assert SeatPresence.objects.get(pk=71).at > first[71]


def test_process_lives_though_the_seats_it_has_seen_cannot_be_written_down(
    told: Tell, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "SEEN_AGAIN_SECONDS", 0.0)
    before = told(seen())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE auctions_seatpresence RENAME TO elsewhere")
    try:
        after = told(seen(71))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO auctions_seatpresence")
    assert after.at > before.at
    assert "seat_presence.failed" in caplog.text
    told(seen(71))
    assert SeatPresence.objects.filter(pk=71).exists(), "and it is tried again"


def test_process_whose_loop_stands_does_not_beat(told: Tell) -> None:
    row = told(ProcessReport(turned_at=journal.now_ms()))
    assert told(None).at == row.at


def test_heartbeat_that_comes_late_writes_down_a_stall_of_each_room_that_was_served(told: Tell) -> None:
    now = journal.now_ms()
    other = AUCTION.replace("1", "2")
    before = told(ProcessReport(turned_at=now - STALL_MS - 1, rooms={AUCTION: {"7": 5}, other: {}}))
    after = told(ProcessReport(turned_at=now, rooms={AUCTION: {"7": 5}, AUCTION.replace("1", "3"): {}}))
    stalls = Stall.objects.order_by("auction_id")
    assert [str(each.auction_id) for each in stalls] == [AUCTION, other], "who came later was not served"
    assert {(each.process, each.began_at, each.ended_at, each.counted) for each in stalls} == {
        (before.process, before.turned_at, after.at, False)
    }
    assert (before.steady_since < after.steady_since, after.steady_since) == (True, after.at)
    told(ProcessReport(turned_at=journal.now_ms(), rooms={AUCTION: {"7": 5}}))
    assert stalls.count() == 2, "each stall once"


@pytest.mark.parametrize(
    ("others", "rooms"),
    [("live", {}), ("ended", {AUCTION: {"7": 5}}), ("end", {AUCTION: {"7": 5}}), ("none", {AUCTION: {"7": 5}})],
)
def test_process_that_ends_in_order_leaves_its_rooms_to_others_if_any_live(
    transactional_db: None, others: str, rooms: Rooms
) -> None:
    def report() -> ProcessReport:
        return ProcessReport(turned_at=heartbeat.now_ms(), undecided={AUCTION: 1}, rooms={AUCTION: {"7": 5}})

    if others != "none":
        turned_at = timezone.now() + timedelta(days=-1 if others == "ended" else 1)
        values = {"at": timezone.now(), "turned_at": turned_at, "ending": others == "end"}
        Heartbeat.objects.create(process="other", kind="web", **values)
    heart = HeartbeatThread("web", report)
    heart.start_and_measure()
    own = Heartbeat.objects.filter(process=heart._process)
    assert own.get().rooms == {AUCTION: {"7": 5}}
    heart.stop()
    row = own.get()
    assert (row.rooms, row.undecided) == (rooms, {})
    assert row.at is not None


def test_all_that_are_told_to_end_at_the_same_time_keep_their_rooms(transactional_db: None) -> None:
    """Each was seen alive by the other when it left."""
    rooms = [{AUCTION: {"7": 5}}, {AUCTION.replace("1", "2"): {"8": 5}}]
    hearts = []
    for number, served in enumerate(rooms):
        report = lambda served=served: ProcessReport(turned_at=heartbeat.now_ms(), rooms=served, ending=True)  # noqa: E731
        heart = HeartbeatThread("web", report)
        heart._process += f" {number}"
        heart.start_and_measure()
        hearts.append(heart)
    for heart in hearts:
        heart.stop()
    assert list(Heartbeat.objects.order_by("process").values_list("rooms", "ending")) == [
        (served, True) for served in rooms
    ]


def test_of_two_that_end_in_order_one_after_the_other_the_last_keeps_its_rooms(transactional_db: None) -> None:
    def report() -> ProcessReport:
        return ProcessReport(turned_at=heartbeat.now_ms(), rooms={AUCTION: {"7": 5}})

    hearts = [HeartbeatThread("web", report) for _ in range(2)]
    for number, heart in enumerate(hearts):
        heart._process += f" {number}"
        heart.start_and_measure()
    for heart in hearts:
        heart.stop()
    kept = Heartbeat.objects.order_by("process").values_list("rooms", flat=True)
    assert list(kept) == [{}, {AUCTION: {"7": 5}}]


def test_processes_that_ended_long_ago_or_in_a_future_that_was_set_back_are_forgotten(
    transactional_db: None,
) -> None:
    day = 24 * 3600.0
    for process, seen in (("old", 2 * day), ("yesterday's", day - 60), ("future", -3600.0)):
        beat("clock", seen=seen, alive=300, process=process)
    beat("web", seen=2 * day, alive=300, process="another kind")
    beat("moon", seen=-3600.0, alive=300, process="future of a kind that nobody knows")
    thread = HeartbeatThread("clock")
    thread.start()
    try:
        gone = Heartbeat.objects.filter(Q(process="old") | Q(process__startswith="future"))
        eventually(lambda: not gone.exists(), "both are gone")
    finally:
        thread.stop()
    assert Heartbeat.objects.filter(process__in=("yesterday's", "another kind")).count() == 2


def test_old_stalls_are_forgotten(transactional_db: None) -> None:
    for days in (0, 2):
        at = timezone.now() - timedelta(days=days)
        Stall.objects.create(auction_id=AUCTION, process="web", began_at=at - timedelta(seconds=1), ended_at=at)
    heart = HeartbeatThread("clock")
    heart.start_and_measure()
    heart.stop()
    assert Stall.objects.count() == 1


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
