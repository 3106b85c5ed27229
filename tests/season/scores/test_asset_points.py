"""Points are worked out once for each scheme."""

import csv
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from leagues.files.assets import parse_assets
from leagues.services import import_assets
from season.competitions.services import create_competition
from season.fixtures.services import FIXTURE_IMPORT
from season.league_seasons.services import follow_competition
from season.models import AssetPoints, Competition
from season.scores.services import SCORE_IMPORT
from tests.recorded import FPL, needs_recorded_data
from tests.season import small_competitions
from tests.season.small_competitions import scores


@pytest.fixture
def cup(db: None) -> Competition:
    return small_competitions.players_competition()


def upload(competition: Competition, *lines: str, **options: Any) -> Any:
    return SCORE_IMPORT.run(None, competition, scores(*lines, **options), "scores.csv")


def test_points_are_worked_out_once_for_all_leagues_of_a_scheme(cup: Competition, carla: User, max_: User) -> None:
    own_rules = {"rules": [{"name": "Goals", "statistic": "goals_scored", "per": 1, "points": 0.5}]}
    for user, rules in ((carla, None), (max_, None), (max_, own_rules)):
        league = small_competitions.players_league(user, name="A league")
        follow_competition(small_competitions.member(league, user), cup, rules)
    upload(cup, "f1,4,60,3,0")
    worth = AssetPoints.objects.order_by("points").values_list("points", "lines")
    assert [points for points, _ in worth] == [150, 1400]
    assert worth[0][1] == [{"rule": "Goals", "value": 3, "times": 3, "points": 150}]


def test_a_correction_corrects_the_points(cup: Competition, carla: User) -> None:
    follow_competition(small_competitions.member(small_competitions.players_league(carla), carla), cup)
    upload(cup, "f1,4,60,3,0")
    upload(cup, "f1,4,60,1,0")
    assert AssetPoints.objects.get().points == 600


def import_players(folder: Path, sport: str) -> None:
    import_assets(sport, parse_assets((folder / "players.csv").read_text(encoding="utf-8"), "players.csv"))


@needs_recorded_data
def test_real_gameweeks_are_taken_as_they_are_and_score_officially(db: None, carla: User) -> None:
    competition = create_competition(None, small_competitions.players_sport(), key="fpl", name="FPL", season="2025/26")
    import_players(FPL, "football-players")
    FIXTURE_IMPORT.run(None, competition, (FPL / "fixtures.csv").read_bytes(), "fixtures.csv")
    follow_competition(small_competitions.member(small_competitions.players_league(carla), carla), competition)
    official: dict[tuple[str, str], int] = {}
    for number, repeated in ((1, [293, 640]), (2, [653]), (3, [660])):
        path = FPL / f"gameweek-0{number}.csv"
        preview = SCORE_IMPORT.run(None, competition, path.read_bytes(), path.name)
        assert preview.repeated == repeated
        official |= official_points(path)
        assert SCORE_IMPORT.run(None, competition, path.read_bytes(), path.name).upload is None
    rows = AssetPoints.objects.values_list(
        "performance__fixture__external_id", "performance__asset__external_id", "points"
    )
    assert {(fixture, asset): points for fixture, asset, points in rows} == official
    assert len(official) == 2_107  # 2,111 rows, of which four repeat another


def official_points(path: Path) -> dict[tuple[str, str], int]:
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["fixture"], row["element"]): 100 * int(row["total_points"]) for row in csv.DictReader(file)}
