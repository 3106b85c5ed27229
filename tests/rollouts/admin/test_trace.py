"""Reasons why somebody sees a flag, now and last night."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from leagues.models import League, Member
from rollouts.evaluation.evaluate import bucket, format_percent
from rollouts.evaluation.types import BucketBy
from rollouts.models import FlagChange
from tests import cast
from tests.rollouts.admin.admin_site import ROOM, address, change, text_of


def ask(admin: Client, flag: str = ROOM, **asked: str) -> str:
    return text_of(admin.get(address("trace", flag), {"ask": "1", **asked}))


def place_of(league: League) -> int:
    return bucket(ROOM, BucketBy.LEAGUE, str(league.pk))


def test_league_asks_through_its_commissioner_and_the_counterfactual_is_said(admin: Client, league: League) -> None:
    change(ROOM, everyone=None, percent=0)
    for asked in (league.name, "friday", str(league.pk)):
        text = ask(admin, league=asked)
        assert "Asked by the league The Friday League, through its commissioner carla@example.com" in text
        assert f"Off, because of the percentage. On from {format_percent(place_of(league) + 1)}." in text
        found = f"the league&#x27;s place {format_percent(place_of(league))} is not below 0 %"
        assert f'<th scope="row">Percentage</th><td>{found} <strong class="tag">decided</strong></td>' in text


def test_user_and_league_are_asked_together(admin: Client, league: League, max_: User) -> None:
    change(ROOM, everyone=None, percent=0, users=[max_.pk])
    for asked in ("max@example.com", str(max_.pk)):
        text = ask(admin, user=asked, league=league.name)
        assert "Asked by max@example.com, for the league The Friday League" in text
        assert "On, because it is named." in text
    assert "Off, because" in ask(admin, league=league.name)


def test_criteria_see_sport_and_age(admin: Client, league: League, carla: User) -> None:
    User.objects.filter(pk=carla.pk).update(date_joined=timezone.now() - timedelta(days=40))
    criteria = {"sport": {"is": "football"}, "account_age_days": {"at_least": 30}}
    change(ROOM, everyone=None, percent=100, criteria=criteria)
    assert "On, because of the percentage." in ask(admin, league=league.name)
    assert "account_age_days is 0, and must be: at least 30" in ask(admin, user="olga@example.com", league=league.name)


def test_auction_and_what_it_needs_are_traced(admin: Client, league: League) -> None:
    auction = cast.auction_of(league, lots=2)
    change("use_state_persistence", everyone=False)
    text = ask(admin, "use_state_persistence_bid", auction=str(auction.pk))
    assert f"Asked by the auction {league.name}, " in text
    assert "Off, because a flag that it needs has another value." in text
    assert '<span class="quiet">use_state_persistence:</span> For everyone</th><td>off for everyone' in text


def test_nobody_in_particular_is_asked_for_a_switch(admin: Client, settings: Any) -> None:
    text = ask(admin, "bidding")
    assert "Asked by nobody in particular" in text
    assert "On, because nobody has set the flag." in text
    settings.FEATURES = {"bidding": False}
    assert "Off, because the server&#x27;s environment says so." in ask(admin, "bidding")


def test_bots_ask_as_they_play(admin: Client, league: League, carla: User) -> None:
    change("bots", everyone=None, percent=0, users=[carla.pk])
    text = ask(admin, "bots", league=league.name)
    assert "carla@example.com" not in text
    assert "Off, because of the percentage." in text


def test_name_of_several_is_chosen_from(admin: Client, league: League, otto: User) -> None:
    second = cast.make_league(otto, name="The Other League")
    text = ask(admin, league="league")
    assert "Which one?" in text
    [link] = [each for each in re.findall(r'<a href="(\?[^"]+)">', text) if str(second.pk) in each]
    answer = text_of(admin.get(address("trace", ROOM) + link.replace("&amp;", "&")))
    assert "Asked by the league The Other League, through its commissioner otto@example.com" in answer
    cast.make_league(otto, name="League")
    assert "Asked by the league League, through" in ask(admin, league="league")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"user": "nobody@example.com"}, "Nothing fits “nobody@example.com”. E-mail address, name or id."),
        ({"league": "Nowhere"}, "Nothing fits “Nowhere”. Name or id."),
        ({"auction": "00000000-0000-0000-0000-000000000000"}, "Nothing fits “00000000"),
        ({"user": "a\0"}, "Null characters are not allowed."),
        ({"at": "yesterday"}, "Enter a valid date/time."),
        ({"at": "2999-01-01T00:00"}, "That is still to come."),
    ],
)
def test_question_that_cannot_be_answered_is_said(
    admin: Client, league: League, asked: dict[str, str], says: str
) -> None:
    text = ask(admin, **asked)
    assert says in text
    assert "class=&quot;answer" not in text
    assert 'class="answer"' not in text


def test_league_without_commissioner_says_so(admin: Client, league: League) -> None:
    Member.objects.filter(league=league).delete()
    assert "This league has no commissioner" in ask(admin, league=league.name)


def test_past_moment_is_answered_as_it_was(admin: Client, league: League, carla: User, settings: Any) -> None:
    """Minutes are what the picker gives; so the change is looked at from the next minute."""
    User.objects.filter(pk=carla.pk).update(date_joined=timezone.now() - timedelta(days=40))
    change(ROOM, everyone=None, percent=0, criteria={"account_age_days": {"at_least": 39}})
    before = FlagChange.objects.latest("id").at - timedelta(minutes=1)
    settings.FEATURES = {ROOM: False}
    text = ask(admin, league=league.name, at=f"{before:%Y-%m-%dT%H:%M}")
    assert "On, because nobody has set the flag." in text
    assert "What isn&#x27;t known of that time" in text or "What isn't known of that time" in text
    assert "Groups are as they are now" in text
    assert "environment says so" not in text
    assert "environment says so" in ask(admin, league=league.name)


def test_accounts_were_younger_then(admin: Client, league: League, carla: User) -> None:
    now = timezone.now()
    change(ROOM, everyone=True)
    User.objects.filter(pk=carla.pk).update(date_joined=now - timedelta(days=40))
    change(ROOM, everyone=None, percent=0, criteria={"account_age_days": {"at_least": 39}})
    assert "account_age_days is" not in ask(admin, league=league.name)
    with connection.cursor() as cursor:  # as if all of it had been ten days ago
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE rollouts_flagchange DISABLE TRIGGER rollouts_changes_kept")
        cursor.execute("UPDATE rollouts_flagchange SET at = at - interval '10 days'")
        cursor.execute("ALTER TABLE rollouts_flagchange ENABLE TRIGGER rollouts_changes_kept")
    text = ask(admin, league=league.name, at=f"{now - timedelta(days=5):%Y-%m-%dT%H:%M}")
    assert "account_age_days is 35, and must be: at least 39" in text or "account_age_days is 34" in text


def test_more_leagues_and_flags_need_no_more_queries(admin: Client, league: League, otto: User, mia: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            ask(admin, league=str(league.pk))
        return len(seen)

    change(ROOM, everyone=True)
    queries()
    few = queries()
    for number, user in enumerate((otto, mia)):
        cast.make_league(user, name=f"Number {number}")
    change("bots", everyone=False), change("use_state_persistence", everyone=False)
    assert queries() == few
