"""The admin's start page: what is wrong, what runs, and that it stands when parts of the site don't."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import create_bot_user
from auctions import services
from auctions.models import Auction, Heartbeat, Participant
from auctions.publish import broadcast
from auctions.rules.commands import Actor, ActorRole, Pause
from auctions.store import journal
from leagues.models import League
from notices.models import NoticeDelivery
from operations import control_room
from operations.backup import catalogue
from operations.running_auctions import read_running_auctions
from rollouts.changes.services import Author, Source, change_flag
from rollouts.models import Flag
from rollouts.propagation import readers
from rollouts.propagation.readers import ReaderProcess
from tests import cast
from tests.auctions.admin.pages import assert_fits_policy
from tests.live import eventually
from tests.notices.news import tell
from tests.operations.backup.test_catalogue import backup_of

pytestmark = pytest.mark.usefixtures("fresh_checks", "no_backups")
MINUTE = 60_000


@pytest.fixture
def auction(league: League, max_: User) -> Auction:
    """A running auction with one lot sold and a bid on the next."""
    auction = cast.auction_of(league)
    assert cast.bid(auction, max_, 5).ok
    return auction


def overdue(commissioner: User, name: str) -> Auction:
    """An auction whose first lot ended long ago, and no clock came."""
    league = cast.make_league(commissioner, name=name, lot_seconds=30)
    boss = Actor(user=commissioner.pk, role=ActorRole.COMMISSIONER)
    then = journal.now_ms() - 2 * MINUTE
    return services.create_auction(league, boss, waiting_room=False, clock=lambda: then)


def room_of(client: Client) -> str:
    """The control room as text without tags, in single blanks."""
    return words_of(client.get(reverse("admin:control-room")).text)


def words_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


# What it shows ----------------------------------------------------------------------------------------
def test_start_page_has_the_control_room_above_the_apps(admin: Client, auction: Auction) -> None:
    page = admin.get(reverse("admin:index"))
    assert page.status_code == 200
    assert page.text.index('id="control"') < page.text.index("app-auctions")
    assert_fits_policy(page.text)


def test_running_auction_is_shown_with_what_can_be_done(admin: Client, auction: Auction) -> None:
    seats = list(Participant.objects.filter(auction=auction))
    broadcast.mark_present(auction.pk, [each.pk for each in seats])
    broadcast.flush()
    said = room_of(admin)
    assert "The Friday League Running Lot 1: AFC Ajax Sold 0 of 36 In the room 3 Clock next in " in said
    assert re.search(r"Last event bid placed, \d+ s ago", said)
    page = admin.get(reverse("admin:control-room")).text
    for act in ("pause", "cancel"):
        assert reverse("admin:auctions_auction_do", args=[auction.pk, act]) in page
    assert reverse("admin:auctions_auction_do", args=[auction.pk, "resume"]) not in page
    assert reverse("auction", args=[auction.pk]) in page


def test_stuck_auction_comes_first_with_its_kind_and_what_mends_it(
    admin: Client, auction: Auction, otto: User, mia: User
) -> None:
    paused = cast.auction_of(cast.make_league(mia, name="Pausing"))
    assert cast.do(paused, Pause(actor=cast.actor_in(paused.league), reason="pizza")).ok
    stuck = overdue(otto, "Behind")
    rows = read_running_auctions(20).rows
    assert [each.league for each in rows] == ["Behind", "Pausing", "The Friday League"]
    assert [each.name for each in rows[0].acts] == ["fix", "pause", "cancel"]
    said = room_of(admin)
    assert "1 auction is stuck: Behind." in said
    assert "Behind Stuck Running lot_overdue Lot 1 ended at" in said
    assert re.search(r"Clock \d+ (s|min) late", said)
    assert "“pizza”" in said
    assert reverse("admin:auctions_auction_do", args=[stuck.pk, "fix"]) in admin.get("/admin/").text


def test_more_auctions_than_fit_are_counted(
    admin: Client, auction: Auction, otto: User, mia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.auction_of(cast.make_league(mia, name="Second"))
    overdue(otto, "Behind")
    monkeypatch.setattr(control_room, "MOST_AUCTIONS", 1)
    said = room_of(admin)
    assert "Behind Stuck" in said
    assert "Second" not in said
    assert "And 2 more" in said


def test_empty_site_says_so(admin: Client) -> None:
    said = room_of(admin)
    assert "No auction waits, runs or is paused." in said
    assert "No bid yet." in said
    assert "No flag was changed in the last 7 days." in said
    assert "There is no backup of this database in BACKUP_DIR." in said


def test_nothing_needs_anybody_when_all_is_well(transactional_db: None, client: Client, tmp_path: Path) -> None:
    olga = cast.make_user("Olga", is_staff=True, is_superuser=True)
    client.force_login(olga)
    Flag.objects.create(name="bots", everyone=True)  # with the first flag there is a version to know
    version = readers.propagation_status().version
    backup_of(tmp_path)

    def said() -> str:
        """While all live: a process that was silent for some seconds is gone."""
        Heartbeat.objects.update_or_create(process="clock 1", defaults={"kind": "clock", "at": timezone.now()})
        for kind in ("web", "clock", "season"):
            readers.record_reader(ReaderProcess(f"{kind} here 1", kind), version, 0)
        return room_of(client)

    eventually(lambda: "Nothing needs you" in said(), f"all is well; {said()}")
    assert "Processes: 1 clock, 1 season, 1 web." in said()
    readers.record_reader(ReaderProcess("web here 2", "web"), version - 1, 0)
    assert "3 of 4 processes run the newest version" in room_of(client)


def test_figures_of_today(admin: Client, auction: Auction, olga: User) -> None:
    olga.time_zone = cast.zone_at_noon()
    olga.save()
    create_bot_user("Bot")
    long_ago = cast.make_user("Early")
    User.objects.filter(pk=long_ago.pk).update(date_joined=timezone.now() - timedelta(days=2))
    said = room_of(admin)
    assert "Auctions made 1 begun 1 completed 0 Lots sold 0 Spent 0 Sign-ups 4" in said
    assert "1 bid, 0 of them refused; in the last 5 min 0 of 1." in said


@pytest.mark.parametrize(
    ("zone", "now", "began"),
    [
        ("UTC", "2028-02-29T23:59:59", "2028-02-29T00:00:00"),
        ("Europe/Berlin", "2027-03-28T12:00:00", "2027-03-27T23:00:00"),  # a day of 23 hours
        ("Europe/Berlin", "2027-10-31T12:00:00", "2027-10-30T22:00:00"),  # of 25
        ("America/Havana", "2027-11-07T05:30:00", "2027-11-07T04:00:00"),  # 00:30 for the second time
        ("Africa/Cairo", "2027-04-30T09:00:00", "2027-04-29T22:00:00"),  # it began at 01:00
    ],
)
def test_day_begins_at_the_first_midnight_of_its_zone(zone: str, now: str, began: str) -> None:
    there = datetime.fromisoformat(f"{now}+00:00").astimezone(ZoneInfo(zone))
    assert control_room.day_began(there).astimezone(UTC) == datetime.fromisoformat(f"{began}+00:00")


def test_flags_changed_lately_in_words_with_who_and_why(admin: Client, olga: User) -> None:
    author = Author(source=Source.ADMIN, actor=olga, reason="for tonight", override="a test")
    change_flag("waiting_room", {"everyone": None, "strategy": "percentage", "percent": 25}, author)
    said = room_of(admin)
    assert "waiting_room on for 25 % of leagues" in said
    assert "olga@example.com: “for tonight”" in said
    for percent in range(30, 40):
        change_flag("waiting_room", {"percent": percent}, author)
    assert "And 6 more this week" in room_of(admin)


def test_backup_with_its_age_and_whether_it_was_proved(admin: Client, tmp_path: Path) -> None:
    made = backup_of(tmp_path, days_ago=2)
    said = room_of(admin)
    assert "The newest backup is 2 days old; run manage.py backup." in said
    assert "Not verified" in said
    catalogue.write_manifest(replace(made, verified_at=timezone.now()))
    assert "Verified It was restored to prove it" in room_of(admin)


# What it costs, and what it bears ---------------------------------------------------------------------
def test_three_auctions_need_as_many_queries_as_one(admin: Client, otto: User, mia: User, carla: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert admin.get(reverse("admin:control-room")).status_code == 200
        return len(seen)

    overdue(otto, "First")
    asked()  # content types are looked up once per process
    one = asked()
    overdue(mia, "Second")
    overdue(carla, "Third")
    assert asked() == one


def test_notices_that_were_not_delivered_are_counted_and_lead_to_the_list(
    admin: Client, league: League, max_: User, mia: User
) -> None:
    for number in range(4):
        tell(league, max_, mia, event=f"trade:{number}")
    deliveries = NoticeDelivery.objects.filter(channel="email")
    deliveries.update(state="given_up", claimed_at=timezone.now(), error="SMTPRecipientsRefused: no such user")
    deliveries.filter(notice__user=max_).update(state="sent")
    said = room_of(admin)
    assert "4 mailed or pushed in the last day, 4 given up, 0 unsure." in said
    deliveries.update(state="unsure")
    assert "8 notices of 8 weren't delivered in the last day." in room_of(admin)
    page = admin.get(reverse("admin:control-room")).text
    assert f'href="{reverse("admin:notices_noticedelivery_changelist")}"' in page
    assert "no such user" in admin.get(reverse("admin:notices_noticedelivery_changelist")).text


@override_settings(REDIS_URL="redis://127.0.0.1:1/0")
def test_stands_without_redis_and_says_so(admin: Client, auction: Auction) -> None:
    said = room_of(admin)
    assert "Redis doesn't answer, so nobody knows who is in the rooms." in said
    assert "In the room unknown" in said
    assert "Redis does not answer: nobody can sign in" in said


@pytest.mark.parametrize(
    ("table", "part"),
    [
        ("rollouts_flagchange", "flags"),
        ("auctions_bid", "today"),
        ("auctions_lot", "auctions"),
        ("notices_noticedelivery", "notices"),
    ],
)
def test_part_that_can_not_be_read_says_so_and_spares_the_others(admin: Client, table: str, part: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO hidden")
    room = control_room.read_control_room()
    names = ("auctions", "health", "processes", "today", "notices", "backup", "flags")
    unread = {name for name in names if not getattr(room, name).ok}
    assert part in unread
    assert "health" not in unread
    said = room_of(admin)
    assert "This couldn't be read." in said
    assert f"The part “{part}” couldn't be read; the log says why." in said


def test_backup_that_can_not_be_read_says_so(admin: Client, tmp_path: Path) -> None:
    catalogue.write_manifest(replace(backup_of(tmp_path), made_at=datetime(2026, 11, 21, 3)))  # noqa: DTZ001 # no zone
    assert "The part “backup” couldn't be read" in room_of(admin)
