"""Notices of scores that are in."""

import pytest
from django.db.models import F
from django.test import Client

from accounts.models import User
from notices.models import Notice
from season.models import LeagueSeason, Upload
from season.score_news import NEW_FOR, TOO_OLD, next_season_to_tell, scores_waiting_for, tell_of_scores
from tests import cast
from tests.season.scored_league import GAME_1, GAME_2, played_league, score
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str, str]]:
    while (season := next_season_to_tell()) is not None:
        tell_of_scores(season)
    rows = Notice.objects.filter(kind="scores_in").order_by("pk")
    return list(rows.values_list("user__name", "text", "path"))


@pytest.fixture
def season(carla: User, max_: User, mia: User) -> LeagueSeason:
    return played_league(carla, max_, mia)


def test_members_hear_of_new_scores_once_and_of_no_correction(season: LeagueSeason) -> None:
    assert told() == []
    score(season, *GAME_1)
    text, page = "Scores are in: Friday Cup 2026, Round 1.", f"/leagues/{season.league_id}/season/"
    assert told() == [(name, text, page) for name in ("Carla", "Max", "Mia")]
    score(season, "f1,1,90,1,6")
    assert len(told()) == 3


def test_several_files_are_told_together_and_what_is_old_is_not(season: LeagueSeason) -> None:
    score(season, *GAME_1)
    score(season, *GAME_2)
    assert {text for _, text, _ in told()} == {"Scores are in: Friday Cup 2026, 2 match days."}
    LeagueSeason.objects.update(scores_told=0)
    Upload.objects.update(applied_at=F("applied_at") - TOO_OLD)
    assert next_season_to_tell() is None


@pytest.mark.django_db(transaction=True)
def test_of_several_processes_one_tells(season: LeagueSeason) -> None:
    score(season, *GAME_1)
    at_once(lambda: tell_of_scores(season.pk), 3)
    assert len(told()) == 3


def test_scores_wait_on_the_home_page_until_they_are_read_of_or_old(season: LeagueSeason, max_: User) -> None:
    mine = [cast.member_of(season.league, max_)]
    home = Client()
    home.force_login(max_)
    assert list(scores_waiting_for(mine)) == []
    score(season, *GAME_1)
    assert len(told()) == 3
    text, page = "Scores are in: Friday Cup 2026, Round 1.", f"/leagues/{season.league_id}/season/"
    assert [(each.sentence, each.path) for each in scores_waiting_for(mine)] == [(text, page)]
    assert text in home.get("/").text
    Notice.objects.update(created_at=F("created_at") - NEW_FOR)
    assert list(scores_waiting_for(mine)) == []
    Notice.objects.update(created_at=F("created_at") + NEW_FOR)
    assert text in home.get("/account/notices/").text
    assert text not in home.get("/").text
