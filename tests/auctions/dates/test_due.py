"""Dates, and what needs to be done when their time comes."""

from datetime import timedelta

import pytest

from accounts.models import User
from auctions.dates import due
from auctions.dates.services import answer, cancel_date
from auctions.models import Auction, Participant, SeatPresence
from auctionsite.postgresql.clock import database_now
from leagues.models import AuctionDate, League, Member
from leagues.services import add_bot
from rollouts.changes.services import Author, Source, change_flag
from tests import cast
from tests.auctions.dates.dated_league import DAY, HOUR, dated, heard, let_pass, work
from tests.cast import member_of
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


def come(league: League, *users: User, age: timedelta = timedelta(0)) -> None:
    """Let people be in the room of their league's auction."""
    for seat in Participant.objects.filter(auction__league=league, member__user__in=users):
        at = database_now() - age
        SeatPresence.objects.update_or_create(participant=seat.pk, defaults={"at": at})


def status(league: League) -> str:
    return Auction.objects.get(league=league).status


def test_reminders_come_a_day_and_an_hour_before_and_each_once(league: League, carla: User, max_: User) -> None:
    dated(league, carla)
    soon = 10 * MINUTE
    for passed, reminders in ((2 * DAY - soon, 0), (soon, 1), (23 * HOUR - soon, 1), (soon, 2)):
        let_pass(passed)
        work()
        assert work() == 0
        assert [kind for kind, _ in heard(max_)].count("date_reminder") == reminders


def test_two_processes_remind_once_and_who_cannot_come_is_not_reminded(
    league: League, carla: User, max_: User, mia: User
) -> None:
    dated(league, carla)
    answer(member_of(league, mia), can=False)
    let_pass(2 * DAY)
    assert at_once(lambda: due.remind(league.pk)) == [None, None]
    assert [kind for kind, _ in heard(max_)] == ["date_set", "date_reminder"]
    assert [kind for kind, _ in heard(mia)] == ["date_set"]


def test_reminder_that_comes_too_late_is_none(league: League, carla: User, max_: User) -> None:
    dated(league, carla)
    let_pass(4 * DAY)
    due.remind(league.pk)
    assert [kind for kind, _ in heard(max_)] == ["date_set"]
    assert AuctionDate.objects.get().remind_at is None


def test_waiting_room_opens_at_the_hour_and_not_before(league: League, carla: User, max_: User) -> None:
    dated(league, carla)
    let_pass(3 * DAY - 10 * MINUTE)
    work()
    assert not Auction.objects.exists()
    let_pass(10 * MINUTE)
    assert at_once(lambda: due.open_waiting_room(league.pk)) == [None, None]
    assert work() == 0
    assert status(league) == "waiting"
    assert heard(max_)[-1] == ("date_reminder", "The waiting room is open.")
    assert not AuctionDate.objects.get().problem


def test_process_killed_after_it_made_the_auction_leaves_it_to_another_which_makes_none(
    league: League, carla: User
) -> None:
    date = dated(league, carla)
    let_pass(4 * DAY)
    AuctionDate.objects.update(starts_at=database_now())
    due._open(AuctionDate.objects.select_related("league", "set_by__user").get(pk=date.pk))
    work()
    assert Auction.objects.count() == 1


@pytest.mark.parametrize("late", [False, True])
def test_auction_that_was_made_meanwhile_is_the_one(league: League, carla: User, late: bool) -> None:
    dated(league, carla)
    auction = cast.auction_of(league)
    if late:
        Auction.objects.update(status="cancelled")
    let_pass(3 * DAY)
    work()
    assert Auction.objects.get() == auction
    assert AuctionDate.objects.get().opened_at is not None


def test_cancelled_date_opens_nothing(league: League, carla: User) -> None:
    dated(league, carla)
    cancel_date(member_of(league, carla))
    let_pass(3 * DAY)
    assert work() == 0
    assert not Auction.objects.exists()


def test_what_keeps_it_shut_is_said(league: League, carla: User, max_: User) -> None:
    dated(league, carla)
    let_pass(3 * DAY + due.LATE_AT_MOST + MINUTE)
    work()
    assert "wasn't working" in AuctionDate.objects.get().problem
    dated(league, carla)
    change_flag("waiting_room", {"everyone": False}, Author(source=Source.CODE))
    let_pass(3 * DAY)
    work()
    assert "Waiting rooms are switched off" in AuctionDate.objects.get().problem
    assert "didn't open by itself" in heard(max_)[-1][1]
    assert not Auction.objects.exists()


def test_commissioner_who_is_none_any_more_opens_nothing(league: League, carla: User) -> None:
    dated(league, carla)
    Member.objects.filter(user=carla).update(role="manager")
    let_pass(3 * DAY)
    work()
    assert "commissioner" in AuctionDate.objects.get().problem


def test_while_operators_allow_no_auction_it_waits(league: League, carla: User) -> None:
    dated(league, carla)
    let_pass(3 * DAY)
    change_flag("new_auctions", {"everyone": False}, Author(source=Source.CODE))
    work()
    assert AuctionDate.objects.get().opened_at is None
    change_flag("new_auctions", {"everyone": True}, Author(source=Source.CODE))
    work()
    assert status(league) == "waiting"


def test_it_begins_by_itself_when_enough_people_are_there(league: League, carla: User, max_: User, mia: User) -> None:
    robo = add_bot(league, "Robo")
    dated(league, carla, begins_with=2)
    let_pass(3 * DAY)
    work()
    come(league, max_, robo.user, age=due.HERE_FOR * 2)
    come(league, mia)
    assert work() == 0
    assert status(league) == "waiting"
    come(league, max_)
    assert work() == 1
    assert status(league) == "active"
    assert work() == 0


def test_it_waits_for_its_commissioner_where_the_league_does_not_say_so(
    league: League, carla: User, max_: User, mia: User
) -> None:
    dated(league, carla)
    let_pass(3 * DAY)
    work()
    come(league, carla, max_, mia)
    assert work() == 0
    due.begin_by_itself(league.pk)
    assert status(league) == "waiting"
