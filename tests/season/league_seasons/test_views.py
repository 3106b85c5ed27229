"""A commissioner's decisions about a season, on its page."""

import json
from typing import Any

import pytest

from accounts.models import User
from leagues.models import League
from season.models import Competition, LeagueSeason, Recount
from tests.leagues.test_views import signed_in
from tests.season import scored_league, small_competitions

GOALS: dict[str, Any] = {"rules": [{"name": "Goals", "statistic": "goals_scored", "per": 1, "points": 7}]}


@pytest.fixture
def league(carla: User, max_: User, mia: User) -> League:
    return small_competitions.players_league(carla, max_, mia)


def address(league: League) -> str:
    return f"/leagues/{league.pk}/season/manage/"


def press(user: User, league: League, do: str, **fields: Any) -> Any:
    return signed_in(user).post(address(league), {"do": do, **fields}, follow=True)


def test_rules_are_the_commissioners(league: League, max_: User, otto: User, carla: User) -> None:
    cup = small_competitions.players_competition()
    for user, status in ((otto, 404), (max_, 403)):
        assert signed_in(user).get(address(league)).status_code == status
        assert press(user, league, "follow", competition=cup.pk).status_code == status
    assert not LeagueSeason.objects.exists()


def test_commissioner_follows_a_shared_competition(league: League, carla: User) -> None:
    cup = small_competitions.players_competition()
    page = press(carla, league, "follow", competition=cup.pk)
    assert "The league follows The Cup 2026/27 now." in page.text
    assert "for each of Goals" in page.text
    assert "There is no other competition of" in page.text
    assert LeagueSeason.objects.get().competition == cup
    assert "Select a valid choice" in press(carla, league, "follow", competition=cup.pk).text


def test_commissioner_makes_a_competition_of_the_leagues_own(league: League, carla: User) -> None:
    assert (
        "The league follows Friday Cup 2026/27 now."
        in press(carla, league, "own", name="Friday Cup", season="2026/27", time_zone="Europe/Zurich").text
    )
    made = Competition.objects.get()
    assert (made.key, made.league, made.time_zone) == ("friday-cup-202627", league, "Europe/Zurich")
    again = press(carla, league, "own", name="Friday Cup", season="2026/27", time_zone="UTC")
    assert "has a competition of this name and season already" in again.text
    wrong = press(carla, league, "own", name="Other", season="", time_zone="Mars/Crater")
    assert "There is no time zone" in wrong.text
    assert Competition.objects.count() == 1


def test_scoring_changes_until_the_first_score(carla: User, max_: User, mia: User) -> None:
    season = scored_league.played_league(carla, max_, mia)
    recommended = season.scheme_id
    page = press(carla, season.league, "scheme", definition=json.dumps(GOALS))
    assert "The scoring is changed." in page.text
    assert "7 for each of Goals" in page.text
    assert "Score by what" in page.text
    press(carla, season.league, "recommended")
    season.refresh_from_db()
    assert season.scheme_id == recommended
    open_page = signed_in(carla)
    scored_league.score(season, *scored_league.GAME_1)
    assert 'value="scheme"' not in open_page.get(address(season.league)).text
    late = press(carla, season.league, "scheme", definition=json.dumps(GOALS))
    assert "Scores have come in" in late.text
    season.refresh_from_db()
    assert season.scheme_id == recommended


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "This is not JSON"),
        ("1" * 5000, "A number is too long to be read."),
        ('{"rules": [{"name": "Goals", "statistic": "golas", "per": 1, "points": 7}]}', "rules[0].statistic: "),
        ("[]", "Give an object with rules."),
        ("", "This field is required."),
    ],
)
def test_scoring_that_cannot_be_says_where_it_is_wrong(
    carla: User, max_: User, mia: User, text: str, words: str
) -> None:
    season = scored_league.played_league(carla, max_, mia)
    page = press(carla, season.league, "scheme", definition=text)
    assert words in page.text
    before = season.scheme_id
    season.refresh_from_db()
    assert season.scheme_id == before


def test_equals_are_parted_as_the_commissioner_says(carla: User, max_: User, mia: User) -> None:
    season = scored_league.played_league(carla, max_, mia)
    scored_league.count(season)
    page = press(carla, season.league, "counting", breaker_1="money_left", breaker_2="best_round", counts_earlier="")
    assert "Saved; the standings are counted again." in page.text
    season.refresh_from_db()
    assert (season.tie_breakers, season.counts_earlier) == (["money_left", "best_round"], False)
    assert Recount.objects.filter(season=season).count() == 1
    twice = press(carla, season.league, "counting", breaker_1="best_round", breaker_2="best_round")
    assert "once at most" in twice.text
    press(carla, season.league, "counting", breaker_1="money_left", breaker_2="best_round")
    assert Recount.objects.filter(season=season).count() == 1  # as before: nothing to count


def test_button_that_is_none_changes_nothing(league: League, carla: User) -> None:
    assert "Choose what shall be changed." in press(carla, league, "nonsense").text
    assert "Choose what shall be changed." in press(carla, league, "scheme", definition="{}").text
