"""The pages of a date."""

import re

import pytest
from django.test import Client

from accounts.models import User
from leagues.dates.queries import date_of
from leagues.models import DateAnswer, League, Member
from tests.auctions.dates.dated_league import DAY, ZONE, dated, wall_in
from tests.cast import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, carla: User) -> Client:
    client.force_login(carla)
    return client


def typed(**more: str) -> dict[str, str]:
    wall = wall_in(3 * DAY)
    return {"day": f"{wall:%Y-%m-%d}", "hour": f"{wall:%H:%M}", "time_zone": ZONE, "begins_with": "", **more}


def test_commissioner_sets_moves_and_cancels_it(browser: Client, league: League) -> None:
    home, path = f"/leagues/{league.pk}/", f"/leagues/{league.pk}/date/"
    assert path in browser.get(home).text
    assert browser.post(path, typed(begins_with="2")).status_code == 302
    page = browser.get(home).text
    assert "Kolkata" in page
    assert "begins by itself once 2 managers are there" in page
    assert "3 haven't answered" in page.replace("&#x27;", "'")
    assert 'value="2"' in browser.get(path).text
    assert "still to come" in browser.post(path, typed(day="2020-01-01")).text
    browser.post(path, {"cancel": "1"})
    assert 'data-testid="auction-date"' not in browser.get(home).text


def test_people_say_whether_they_can(client: Client, league: League, carla: User, max_: User) -> None:
    client.force_login(max_)
    path = f"/leagues/{league.pk}/date/answer/"
    assert "There is no date" in client.post(path, {"can": "yes"}, follow=True).text
    dated(league, carla)
    assert "Press one of" in client.post(path, {"can": "maybe"}, follow=True).text
    assert "Can: Max." in client.post(path, {"can": "yes"}, follow=True).text
    assert "Can't: Max." in client.post(path, {"can": "no"}, follow=True).text.replace("&#x27;", "'")
    assert not DateAnswer.objects.get().can


def test_calendar_finds_it_without_signing_in_until_the_member_leaves(
    client: Client, league: League, carla: User, max_: User
) -> None:
    client.force_login(max_)
    dated(league, carla)
    [feed] = re.findall(r'href="(/calendar/[^"]+)"', client.get(f"/leagues/{league.pk}/").text)
    stranger = Client()
    answer = stranger.get(feed)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    date = date_of(league)
    assert date is not None
    assert f"UID:{date.uid}" in answer.text
    assert stranger.get(feed[:-5] + "/").status_code == 404
    Member.objects.filter(pk=member_of(league, max_).pk).update(left_at="2026-01-01T00:00:00Z")
    assert stranger.get(feed).status_code == 404
