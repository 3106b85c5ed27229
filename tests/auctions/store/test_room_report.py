"""Reports of a room: what is decided and what has stalled, from what its web processes said and from their silence."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import User
from auctions.models import Auction, Heartbeat, Stall
from auctions.store import journal, room_report
from auctions.store.heartbeat import STALL_MS
from auctions.store.room_report import GONE_MS, SENT_AGAIN_MS, RoomReport, WebProcess, report_of
from leagues.models import League
from tests import cast

NOW = 1_000_000
LONG_AGO = NOW - 900_000


def process(
    name: str,
    silent: int = 100,
    *,
    steady: int = LONG_AGO,
    undecided: int | None = None,
    seats: Mapping[str, int] | None = None,
) -> WebProcess:
    """A process that was heard `silent` ms ago."""
    return WebProcess(name, NOW - silent, steady, undecided, seats)


def report(*processes: WebProcess, stalls: Any = (), since: int = NOW - 20_000) -> RoomReport:
    return report_of(processes, stalls, NOW, since)


HERE = {"7": LONG_AGO}
AWAY = process("other")


def test_room_without_processes_has_nobody_to_ask() -> None:
    assert report() == report(AWAY) == RoomReport()


def test_all_is_decided_that_every_process_of_the_room_has_decided() -> None:
    one, two = process("one", 100, seats=HERE), process("two", 180, seats={"8": LONG_AGO})
    assert report(one, two, process("unconcerned", 400)).closed_up_to == NOW - 180


def test_bid_that_is_under_way_is_not_decided_nor_what_comes_after_it() -> None:
    assert report(process("one", 100, undecided=NOW - 4_000, seats=HERE)).closed_up_to == NOW - 4_001
    assert report(process("one", 100, undecided=NOW - 50, seats=HERE)).closed_up_to == NOW - 100
    over_http = process("one", 100, undecided=NOW - 4_000)
    assert report(over_http).closed_up_to == NOW - 4_001, "where nobody of the room has a socket, too"


def test_silent_process_is_waited_for_while_it_may_come_back() -> None:
    silent = process("one", GONE_MS - 1, seats=HERE)
    told = report(silent, AWAY)
    assert (told.closed_up_to, told.stalls, told.gone) == (NOW - GONE_MS + 1, (), ())
    assert told.stalls_so_far == ((NOW - GONE_MS + 1, NOW),)
    assert report(process("one", STALL_MS, seats=HERE), AWAY).stalls_so_far == ()


def test_silent_process_is_gone_after_its_time_and_leaves_a_stall() -> None:
    span = (NOW - GONE_MS, NOW)
    told = report(process("one", GONE_MS, seats=HERE), AWAY)
    assert told == RoomReport(stalls=(span,), gone=(("one", span),))
    assert (told.has_news, told.counted_until) == (True, 0)


def test_silent_process_is_gone_once_all_its_seats_are_back_elsewhere() -> None:
    silent = process("one", 4_000, seats={"7": LONG_AGO, "8": LONG_AGO})
    first_back, all_back = {"7": NOW - 3_500}, {"7": NOW - 3_500, "8": NOW - 2_500}
    assert report(silent, process("two", seats=first_back)).gone == ()
    span = (NOW - 4_000, NOW - 2_500 + SENT_AGAIN_MS)
    assert report(silent, process("two", seats=all_back)).gone == (("one", span),)
    just_back = all_back | {"8": NOW - SENT_AGAIN_MS + 1}
    assert report(silent, process("two", seats=just_back)).gone == (), "they may have to send something again"


def test_seat_that_was_elsewhere_all_along_has_not_come_back() -> None:
    """Of two tabs one may have bid through the silent process."""
    assert report(process("one", 4_000, seats=HERE), process("two", seats=HERE)).gone == ()


def test_process_that_served_http_only_is_waited_for_until_its_bids_come_again() -> None:
    assert report(process("one", SENT_AGAIN_MS - 1, seats={}), AWAY).gone == ()
    [(name, span)] = report(process("one", SENT_AGAIN_MS, seats={}), AWAY).gone
    assert (name, span) == ("one", (NOW - SENT_AGAIN_MS, NOW))


def test_while_no_process_lives_nobody_is_given_up() -> None:
    told = report(process("one", 60_000, seats=HERE), process("two", 50_000, seats={"8": LONG_AGO}))
    assert (told.closed_up_to, told.gone) == (NOW - 60_000, ())
    assert told.stalls_so_far == ((NOW - 60_000, NOW), (NOW - 50_000, NOW))


def test_silence_counts_from_when_others_could_speak() -> None:
    """The database was away for a minute: who is back first has no word about who is back next."""
    silent, back = process("one", 60_000, seats=HERE), process("two", steady=NOW - 200, seats={"8": LONG_AGO})
    assert report(silent, back, since=0).gone == ()
    later = process("two", steady=NOW - GONE_MS, seats={"8": LONG_AGO})
    assert report(silent, later, since=0).gone == (("one", (NOW - 60_000, NOW)),)


def test_stalls_that_were_written_down_are_told_with_those_counted() -> None:
    stalls = [("one", NOW - 9_000, NOW - 8_000, True), ("two", NOW - 5_000, NOW - 4_000, False)]
    told = report(process("one", seats=HERE), stalls=stalls)
    assert told.stalls == ((NOW - 9_000, NOW - 8_000), (NOW - 5_000, NOW - 4_000))
    assert (told.counted, told.has_news, told.counted_until) == (((NOW - 9_000, NOW - 8_000),), True, NOW - 8_000)
    assert not report(process("one", seats=HERE), stalls=stalls[:1]).has_news


def test_stall_of_a_process_that_is_gone_is_told_once() -> None:
    gone = process("one", GONE_MS + 50, seats=HERE)
    written = [("one", gone.turned_at, gone.turned_at + GONE_MS, True)]
    told = report(gone, AWAY, stalls=written)
    assert (told.gone, told.has_news, told.closed_up_to) == ((), False, None)
    assert report(gone, AWAY, since=NOW - 50).gone == (), "it was gone before the lot began"
    so_far = [("one", gone.turned_at, gone.turned_at + 3_000, True)]
    assert report(gone, AWAY, stalls=so_far).gone == (("one", (gone.turned_at, gone.turned_at + GONE_MS)),)


# In the database -------------------------------------------------------------------------------------
@pytest.fixture
def auction(transactional_db: None, league: League) -> Auction:
    return cast.auction_of(league)


def heartbeat(name: str, auction: Auction, *, silent: int = 0, kind: str = "web", seat: str = "7") -> None:
    now = journal.now_ms()
    at = datetime.fromtimestamp((now - silent) / 1000, UTC)
    steady = datetime.fromtimestamp((now - 600_000) / 1000, UTC)
    Heartbeat.objects.create(
        process=name, kind=kind, at=at, turned_at=at, steady_since=steady, undecided={str(auction.pk): now - 70},
        rooms={str(auction.pk): {seat: 5}, "00000000-0000-0000-0000-000000000001": {"1": 1}},
    )  # fmt: skip


def test_what_processes_said_is_read(auction: Auction) -> None:
    heartbeat("web 1", auction, silent=50)
    heartbeat("web old", auction, silent=61_000)
    heartbeat("clock 1", auction, silent=9_000, kind="clock")
    now = journal.now_ms()
    told = room_report.read(auction.pk, now, now - 10_000)
    assert told.closed_up_to is not None
    assert now - 1_000 < told.closed_up_to < now - 70
    assert told.stalls == ()


def test_process_that_is_gone_leaves_a_counted_stall_and_the_room(auction: Auction, carla: User) -> None:
    heartbeat("web 1", auction, silent=GONE_MS + 100)
    heartbeat("web 2", auction, silent=-60_000, seat="8")  # it lives, however slow this machine is
    now = journal.now_ms()
    assert room_report.stalled_auctions() == [auction.pk]
    told = room_report.read(auction.pk, now, now - 10_000)
    [(name, (began, ended))] = told.gone
    assert (name, ended - began) == ("web 1", GONE_MS)
    room_report.note_counted(auction.pk, told, so_far=False)
    stall = Stall.objects.get()
    assert (stall.auction_id, stall.process, stall.counted) == (auction.pk, "web 1", True)
    left = Heartbeat.objects.get(process="web 1")
    assert str(auction.pk) not in {*left.rooms, *left.undecided}
    assert len(left.rooms) == 1, "in another room it is waited for until that has given it up"
    assert str(auction.pk) in Heartbeat.objects.get(process="web 2").rooms
    again = room_report.read(auction.pk, now, now - 10_000)
    assert (again.gone, again.counted, again.has_news) == ((), ((began, ended),), False)
    assert room_report.stalled_auctions() == []


def test_silence_so_far_is_written_down_and_the_process_stays_of_the_room(auction: Auction) -> None:
    heartbeat("web 1", auction, silent=2_000)
    now = journal.now_ms()
    told = room_report.read(auction.pk, now, now - 10_000)
    room_report.note_counted(auction.pk, told, so_far=False)
    assert not Stall.objects.exists()
    room_report.note_counted(auction.pk, told, so_far=True)
    [span] = told.stalls_so_far
    again = room_report.read(auction.pk, now + 500, now - 10_000)
    assert (again.counted, again.has_news) == ((span,), False)
    assert again.stalls_so_far == (span, (span[0], now + 500))
    assert str(auction.pk) in Heartbeat.objects.get().rooms


def test_stalls_of_the_auction_are_counted_once(auction: Auction) -> None:
    now = journal.now_ms()
    at = [datetime.fromtimestamp((now - ago) / 1000, UTC) for ago in (9_000, 8_000)]
    other = "00000000-0000-0000-0000-000000000001"
    for auction_id in (auction.pk, other):
        Stall.objects.create(auction_id=auction_id, process="web 1", began_at=at[0], ended_at=at[1])
    assert room_report.stalled_auctions() == [auction.pk]
    told = room_report.read(auction.pk, now, now - 10_000)
    assert (told.stalls, told.counted) == (((now - 9_000, now - 8_000),), ())
    room_report.note_counted(auction.pk, told, so_far=False)
    assert room_report.read(auction.pk, now, now - 10_000).counted == told.stalls
    assert room_report.read(auction.pk, now, now - 8_000).stalls == (), "over when the lot began"
    assert Stall.objects.filter(counted=False).count() == 1
    assert room_report.stalled_auctions() == []
