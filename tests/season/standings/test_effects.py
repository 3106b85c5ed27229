"""Effects of a change on standings: what it would do is what it does then, and nothing of the preview stays."""

import pytest

from accounts.models import User
from season.models import LeagueSeason, Performance, Recount, RoundStanding
from season.scores.services import SCORE_IMPORT
from season.standings.queries import standings_table
from tests.season import scored_league
from tests.season.small_competitions import scores


@pytest.fixture
def season(carla: User, max_: User, mia: User) -> LeagueSeason:
    season = scored_league.played_league(carla, max_, mia)
    scored_league.score(season, *scored_league.GAME_1)
    return season


def test_a_preview_says_what_then_becomes_of_the_standings(season: LeagueSeason, carla: User) -> None:
    before = list(RoundStanding.objects.order_by("pk").values())
    content = scores("f2,2,90,3,0", "f1,4,0,0,0")
    report = SCORE_IMPORT.preview(carla, season.competition, content, "scores.csv")
    assert list(RoundStanding.objects.order_by("pk").values()) == before
    assert (Performance.objects.count(), Recount.objects.count()) == (2, 0)
    said = [(each.name, each.position, each.total) for each in report.effects]
    assert [(each.name, each.position_before) for each in report.effects][:2] == [("Mia", 2), ("Max", 1)]
    assert report.upload is not None
    SCORE_IMPORT.apply(carla, report.upload)
    scored_league.count(season)
    assert [(row.member.user.display_name, row.position, row.total) for row in standings_table(season).rows] == said


def test_what_moves_nobody_has_no_effects(season: LeagueSeason, carla: User) -> None:
    report = SCORE_IMPORT.preview(carla, season.competition, scores("f1,1,91,0,6"), "scores.csv")
    assert report.counts()["changed"] == 1
    assert report.effects == []
