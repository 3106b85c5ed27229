"""The address for calendars."""

import pytest
from django.core import signing
from django.urls import resolve

from accounts.models import User
from auctions.dates.services import cancel_date
from leagues.dates.feeds import calendar_of_token, feed_path
from leagues.models import League
from tests.auctions.dates.dated_league import DAY, dated
from tests.cast import member_of

pytestmark = pytest.mark.django_db


def test_file_follows_what_becomes_of_the_date(league: League, carla: User, max_: User) -> None:
    token = resolve(feed_path(member_of(league, max_))).kwargs["token"]
    assert calendar_of_token(token) is None
    head, texts = member_of(league, carla), []
    for change in (lambda: dated(league, carla), lambda: dated(league, carla, DAY), lambda: cancel_date(head)):
        change()
        texts.append(calendar_of_token(token) or "")
    assert ["SEQUENCE:0" in texts[0], "SEQUENCE:1" in texts[1], "SEQUENCE:2" in texts[2]] == [True] * 3
    assert [("STATUS:CANCELLED" in text) for text in texts] == [False, False, True]
    assert f"SUMMARY:Auction: {league.name}" in texts[0]


def test_no_other_link_reads_anything(league: League, carla: User) -> None:
    dated(league, carla)
    for token in ("", "x", signing.dumps(1), signing.dumps("x", salt="leagues.calendar")):
        assert calendar_of_token(token) is None
