"""Notices in the queue: with what they speak of, once, and for whom."""

import pytest
from django.db import transaction

from accounts.account import delete_account
from accounts.models import User
from leagues.models import League, Member
from leagues.services import add_bot
from notices.models import Notice, NoticeChoice, NoticeDelivery, NoticeReader
from notices.queue import follow_member, forget_user
from rollouts.changes.services import Author, Source, change_flag
from tests.cast import member_of
from tests.notices.news import tell
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def test_notice_and_its_mail_are_there_once_however_often_they_are_told(league: League, max_: User, mia: User) -> None:
    for _ in range(2):
        tell(league, max_, mia)
    tell(league, max_, event="trade:2")
    rows = Notice.objects.order_by("pk").values_list("user__name", "event", "on_page")
    assert list(rows) == [("Max", "trade:1", True), ("Mia", "trade:1", True), ("Max", "trade:2", True)]
    assert NoticeDelivery.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_tell_the_same_at_once_tell_it_once(league: League, max_: User) -> None:
    assert at_once(lambda: tell(league, max_)) == [None, None]
    assert (Notice.objects.count(), NoticeDelivery.objects.count()) == (1, 1)


def test_without_the_event_there_is_no_notice(league: League, max_: User) -> None:
    @transaction.atomic
    def fail() -> None:
        tell(league, max_)
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    assert not Notice.objects.exists()


def test_bots_strangers_and_people_who_left_hear_nothing(league: League, max_: User, mia: User, otto: User) -> None:
    robo = add_bot(league, "Robo")
    Member.objects.filter(user=mia).update(left_at="2026-01-01T00:00:00Z")
    User.objects.filter(pk=max_.pk).update(is_active=False)
    tell(league, max_, mia, otto, robo.user)
    assert not Notice.objects.exists()


def test_each_goes_by_the_ways_that_the_person_wants(league: League, max_: User, mia: User, carla: User) -> None:
    NoticeChoice.objects.create(user=max_, kind="trade_offered", channel="email", wanted=False)
    NoticeChoice.objects.create(user=max_, kind="trade_offered", channel="page", wanted=False)
    NoticeReader.objects.create(user=mia, mail_every="never")
    tell(league, max_, mia, carla)
    assert set(Notice.objects.values_list("user__name", "on_page")) == {("Max", False), ("Mia", True), ("Carla", True)}
    assert list(NoticeDelivery.objects.values_list("notice__user__name", flat=True)) == ["Carla"]


def test_nothing_is_mailed_where_the_flag_is_off(league: League, max_: User) -> None:
    change_flag("notice_mails", {"everyone": False}, Author(source=Source.CODE))
    tell(league, max_)
    assert Notice.objects.get().on_page
    assert not NoticeDelivery.objects.exists()


def test_account_that_ends_takes_all_of_it_along(league: League, max_: User, mia: User) -> None:
    tell(league, max_, mia)
    NoticeChoice.objects.create(user=max_, kind="trade_offered", channel="page", wanted=True)
    delete_account(max_)
    forget_user(max_)  # again changes nothing
    for rows in (Notice.objects, NoticeReader.objects, NoticeChoice.objects):
        assert not rows.filter(user=max_).exists()
    assert Notice.objects.get().user == mia


def test_who_leaves_gets_no_mail_of_the_league_any_more(league: League, max_: User, mia: User) -> None:
    tell(league, max_, mia)
    member = member_of(league, max_)
    follow_member(member)
    assert NoticeDelivery.objects.count() == 2
    member.left_at = member.joined_at
    follow_member(member)
    assert NoticeDelivery.objects.get().notice.user == mia
