"""Dates, set and moved and cancelled, and who can come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from accounts.models import User
from auctions.dates.services import DateRefused, WantedDate, answer, cancel_date, next_reminder_at, set_date
from auctionsite.postgresql.clock import database_now
from leagues.dates.queries import date_of
from leagues.models import AuctionDate, DateAnswer, League
from leagues.services import NotAllowed
from tests.auctions.dates.dated_league import DAY, HOUR, ZONE, dated, heard, let_pass, wanted_in
from tests.cast import member_of
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def test_everybody_hears_of_a_date_in_their_own_time(league: League, carla: User, max_: User, mia: User) -> None:
    User.objects.filter(pk=mia.pk).update(time_zone=ZONE)
    dated(league, carla)
    [(kind, mias)], [(_, maxs)] = heard(mia), heard(max_)
    assert kind == "date_set"
    assert mias.endswith("(Kolkata). Say whether you can come.")
    assert "in Kolkata (" in maxs
    assert "your time)" in maxs
    assert len(heard(carla)) == 1


def test_what_is_kept_of_a_date_is_in_english_whoever_set_it(league: League, carla: User, max_: User) -> None:
    with translation.override("de"):
        dated(league, carla)
    [(_, said)] = heard(max_)
    assert said.startswith("The auction is on ")
    assert said.endswith("Say whether you can come.")


def test_same_date_again_changes_nothing(league: League, carla: User, max_: User) -> None:
    wanted, head = wanted_in(3 * DAY), member_of(league, carla)
    first = set_date(head, wanted)
    again = set_date(head, wanted)
    assert (again.sequence, again.changed_at) == (first.sequence, first.changed_at)
    assert len(heard(max_)) == 1


def test_moved_date_is_the_same_event_with_a_higher_number_and_forgets_answers(
    league: League, carla: User, max_: User
) -> None:
    first = dated(league, carla)
    answer(member_of(league, max_), can=True)
    moved = dated(league, carla, 2 * DAY)
    assert (moved.uid, moved.sequence) == (first.uid, first.sequence + 1)
    assert not DateAnswer.objects.exists()
    assert len(heard(max_)) == 2
    cancel_date(member_of(league, carla))
    cancel_date(member_of(league, carla))  # again changes nothing
    assert "is off" in heard(max_)[2][1]
    back = dated(league, carla)
    assert (back.uid, back.sequence, back.is_coming) == (first.uid, first.sequence + 3, True)


def test_how_it_begins_is_changed_without_a_word_and_answers_stay(league: League, carla: User, max_: User) -> None:
    wanted, head = wanted_in(3 * DAY), member_of(league, carla)
    set_date(head, wanted)
    answer(member_of(league, max_), can=False)
    assert set_date(head, replace(wanted, begins_with=2)).begins_with == 2
    assert len(heard(max_)) == 1
    assert not DateAnswer.objects.get().can


def test_date_after_one_that_is_over_is_another_event(league: League, carla: User) -> None:
    first = dated(league, carla)
    AuctionDate.objects.update(opened_at=first.starts_at)
    second = dated(league, carla)
    assert second.uid != first.uid
    assert second.sequence == 0


@pytest.mark.parametrize(
    ("wall", "zone", "words"),
    [
        ("2020-01-01T20:00", "UTC", "still to come"),
        ("9999-12-31T23:59", "America/New_York", "within a year"),
        ("2040-03-25T02:30", "Europe/Berlin", "never show 02:30"),
        ("2040-10-28T02:30", "Europe/Berlin", "twice"),
    ],
)
def test_hour_that_is_none_is_refused(league: League, carla: User, wall: str, zone: str, words: str) -> None:
    with pytest.raises(DateRefused, match=words):
        set_date(member_of(league, carla), WantedDate(wall=datetime.fromisoformat(wall), time_zone=zone))
    assert date_of(league) is None


def test_only_commissioners_set_and_only_players_answer(league: League, carla: User, max_: User, otto: User) -> None:
    with pytest.raises(NotAllowed):
        dated(league, max_)
    with pytest.raises(NotAllowed):
        cancel_date(member_of(league, max_))
    with pytest.raises(DateRefused, match="no date"):
        answer(member_of(league, max_), can=True)
    dated(league, carla)
    answer(member_of(league, max_), can=True)
    answer(member_of(league, max_), can=False)
    assert not DateAnswer.objects.get().can
    let_pass(4 * DAY)
    AuctionDate.objects.update(opened_at=database_now())
    with pytest.raises(DateRefused):
        answer(member_of(league, max_), can=True)


@pytest.mark.parametrize(
    ("before", "reminder"), [(3 * DAY, DAY), (DAY, HOUR), (2 * HOUR, HOUR), (HOUR, None), (timedelta(minutes=5), None)]
)
def test_next_reminder_is_a_day_or_an_hour_before(before: timedelta, reminder: timedelta | None) -> None:
    now = datetime(2026, 3, 29, 1, tzinfo=UTC)
    expected = None if reminder is None else now + before - reminder
    assert next_reminder_at(now + before, now) == expected


@pytest.mark.django_db(transaction=True)
def test_two_who_set_it_at_once_set_one_after_the_other(league: League, carla: User, max_: User) -> None:
    wanted = wanted_in(3 * DAY)
    assert all(isinstance(each, AuctionDate) for each in at_once(lambda: set_date(member_of(league, carla), wanted)))
    assert len(heard(max_)) == 1
