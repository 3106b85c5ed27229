"""The season over HTTP."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from leagues.files.limits import MOST_BYTES
from season.league_seasons.services import follow_competition
from season.models import Competition, Correction, Fixture, LeagueSeason, Performance, Round
from tests.leagues.files.formats.test_fpl import FIXTURES as FPL_FIXTURES
from tests.leagues.files.formats.test_fpl import TEAMS
from tests.season import scored_league, small_competitions
from tests.season.small_competitions import scores


@pytest.fixture
def season(carla: User, max_: User, mia: User) -> LeagueSeason:
    return scored_league.played_league(carla, max_, mia)


def call(user: User, season: LeagueSeason, path: str, body: Any = None, kind: str = "text/csv") -> Any:
    headers = {"Authorization": f"Bearer {sign_in_tokens(user)['access']}"}
    address = f"/api/leagues/{season.league_id}/{path}"
    if body is None:
        return Client().get(address, headers=headers)
    return Client().post(address, body, content_type=kind, headers=headers)


def test_standings_have_places_movement_and_points(season: LeagueSeason, max_: User, mia: User, carla: User) -> None:
    scored_league.score(season, *scored_league.GAME_1)
    scored_league.score(season, *scored_league.GAME_2, "f2,3,90,6,0")
    answer = call(max_, season, "standings").json()
    assert answer["competition"]["key"] == "friday-cup-2026"
    assert [each["name"] for each in answer["rounds"]] == ["Round 1", "Round 2"]
    assert answer["round"] == answer["rounds"][-1]
    assert answer["counting"] is False
    assert answer["counted_at"]
    rows = [(row["name"], row["position"], row["moved"], row["points"], row["total"]) for row in answer["rows"]]
    assert rows[:2] == [("Mia", 1, 1, 40, 40), ("Max", 2, -1, 1, 15)]
    first = call(max_, season, f"standings?round={answer['rounds'][0]['id']}&competition=friday-cup-2026").json()
    assert next((row["name"], row["total"], row["moved"]) for row in first["rows"]) == ("Max", 14, None)
    for wrong in ("standings?round=x", "standings?round=0", "standings?competition=none", "standings?competition=%00"):
        assert call(max_, season, wrong).status_code == 404


def test_points_have_two_decimals_at_most(season: LeagueSeason, max_: User) -> None:
    scored_league.score(season, *scored_league.GAME_1)
    season.standings.filter(member__user=max_).update(total=1225)
    assert next(row["total"] for row in call(max_, season, "standings").json()["rows"]) == 12.25


def test_fixtures_come_by_date_and_page_by_page(season: LeagueSeason, max_: User) -> None:
    Fixture.objects.filter(external_id="f2").update(status="finished", home_score=1, away_score=1, winner="draw")
    rows = call(max_, season, "fixtures").json()["results"]
    assert [row["id"] for row in rows] == ["f1", "f2", "f3"]
    assert (rows[1]["score"], rows[1]["extra"], rows[1]["winner"]) == ([1, 1], None, "draw")
    assert (rows[2]["kickoff"], rows[2]["status"], rows[2]["round"]) == (None, "postponed", None)
    Fixture.objects.bulk_create(
        Fixture(competition=season.competition, external_id=f"x{n}", home_name="H", away_name="A") for n in range(60)
    )
    page = call(max_, season, "fixtures").json()
    following = page["next"].partition(f"/api/leagues/{season.league_id}/")[2]
    both = [*page["results"], *call(max_, season, following).json()["results"]]
    assert len({row["id"] for row in both}) == 63


def test_lists_take_as_many_queries_for_one_as_for_three(season: LeagueSeason, max_: User) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert call(max_, season, path).status_code == 200
        return len(caught)

    scored_league.score(season, "f1,4,90,1,0")
    first = Round.objects.get(number=1).pk
    elsewhere = Competition.objects.create(sport=season.competition.sport, key="other", name="Other")
    Fixture.objects.exclude(external_id="f1").update(competition=elsewhere)
    before = [queries(f"standings?round={first}"), queries("fixtures")]
    Fixture.objects.update(competition=season.competition)
    scored_league.score(season, *scored_league.GAME_1, *scored_league.GAME_2)
    assert [queries(f"standings?round={first}"), queries("fixtures")] == before


def test_scores_are_tried_then_kept_and_once_only(season: LeagueSeason, carla: User) -> None:
    content = scores(*scored_league.GAME_1)
    tried = call(carla, season, "scores?dry_run=1", content)
    assert tried.status_code == 200, tried.content
    assert (tried.json()["created"], tried.json()["dry_run"]) == (2, True)
    assert not Performance.objects.exists()
    assert call(carla, season, "scores", content).json()["created"] == 2
    again = call(carla, season, "scores", content).json()
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 2)
    lines = b'[{"fixture": "f1", "asset": "4", "statistics": {"goals_scored": 3}}]'
    changed = call(carla, season, "scores", lines, "application/json").json()
    [correction] = changed["corrections"]
    assert correction == {
        "line": 1, "fixture": "Reds – Blues", "asset": "Dee Front", "changes": {"goals_scored": [2, 3]},
    }  # fmt: skip
    assert Correction.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "kind", "status", "words"),
    [
        (scores("f9,1,90,0,0", "f1,1,90,0,0"), "text/csv", 400, "line 2: There is no fixture"),
        (b"{", "application/json", 400, "line 1: This is not JSON"),
        (b"", "text/csv", 400, "line 1: "),
        (b"\xff", "text/csv", 400, "line 1: This is not UTF-8"),
        (b"x" * (MOST_BYTES + 1), "text/csv", 400, "larger than 10 MB"),
        (b"fixture", "text/plain", 415, "text/plain"),
    ],
    ids=["unknown fixture", "no JSON", "empty", "not UTF-8", "too large", "another kind"],
)
def test_scores_with_anything_wrong_change_nothing(
    season: LeagueSeason, carla: User, body: bytes, kind: str, status: int, words: str
) -> None:
    answer = call(carla, season, "scores", body, kind)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not Performance.objects.exists()


def test_fixtures_are_tried_then_kept_and_once_only(season: LeagueSeason, carla: User) -> None:
    content = b"external_id,home,away\nf8,Reds,Blues\nf1,Reds,Blues\n"
    expected = {"created": ["f8"], "changed": [], "unchanged": ["f1"], "warnings": []}
    assert call(carla, season, "fixtures?dry_run=true", content).json() == {**expected, "dry_run": True}
    assert not Fixture.objects.filter(external_id="f8").exists()
    assert call(carla, season, "fixtures", content).json() == {**expected, "dry_run": False}
    assert call(carla, season, "fixtures", content).json()["unchanged"] == ["f8", "f1"]
    assert "line 2" in call(carla, season, "fixtures", b"external_id,home,away\nf7,Reds,Reds\n").content.decode()
    assert "Give 1 or 0." in call(carla, season, "fixtures?dry_run=perhaps", content).content.decode()


@pytest.mark.parametrize("path", ["scores", "fixtures"])
def test_files_are_the_commissioners(season: LeagueSeason, max_: User, otto: User, path: str) -> None:
    assert call(max_, season, path, b"x").status_code == 403
    assert call(otto, season, path, b"x").status_code == 404
    assert call(otto, season, "standings").status_code == 404


def test_shared_competition_is_the_operators(carla: User, max_: User) -> None:
    league = small_competitions.players_league(carla, max_)
    season = LeagueSeason(league=league)
    nothing = call(carla, season, "standings").json()
    assert (nothing["competition"], nothing["rows"]) == (None, [])
    assert call(carla, season, "fixtures").json()["results"] == []
    refused = call(carla, season, "scores", scores(*scored_league.GAME_1))
    assert (refused.status_code, refused.json()["code"]) == (409, "follows_nothing")
    follow_competition(small_competitions.member(league, carla), small_competitions.players_competition())
    refused = call(carla, season, "scores", scores(*scored_league.GAME_1))
    assert refused.status_code == 403
    assert "Only operators" in refused.json()["detail"]


def send_files(user: User, season: LeagueSeason, path: str, **files: str) -> Any:
    headers = {"Authorization": f"Bearer {sign_in_tokens(user)['access']}"}
    sent = [SimpleUploadedFile(name.replace("_", "."), text.encode()) for name, text in files.items()]
    return Client().post(f"/api/leagues/{season.league_id}/{path}", {"file": sent}, headers=headers)


def test_files_that_need_each_other_come_in_one_call_and_what_one_said_is_remembered(
    season: LeagueSeason, carla: User
) -> None:
    alone = send_files(carla, season, "fixtures", fixtures_csv=FPL_FIXTURES)
    assert alone.status_code == 400
    assert "Choose teams.csv together with it" in alone.content.decode()
    both = send_files(carla, season, "fixtures", fixtures_csv=FPL_FIXTURES, teams_csv=TEAMS).json()
    assert (both["created"], both["warnings"]) == (["4", "5"], [])
    again = send_files(carla, season, "fixtures?dry_run=1", fixtures_csv=FPL_FIXTURES).json()
    assert again["unchanged"] == ["4", "5"]
    assert again["warnings"] == [
        "line 1: Teams are called as in the teams.csv that came before; choose it too if it has changed."
    ]
    body = call(carla, season, "fixtures?dry_run=1", FPL_FIXTURES.encode()).json()
    assert body["unchanged"] == ["4", "5"]


def test_a_file_in_a_form_is_what_its_name_says(season: LeagueSeason, carla: User) -> None:
    football = "= Cup 2026/27\n\n» Round 9\nSat Aug/15\n  Reds  v Blues\n"
    assert send_files(carla, season, "fixtures", cup_txt=football).json()["created"] == ["round-9-reds-blues"]
    table = "fixture,asset,minutes\nf1,4,90\n"
    assert send_files(carla, season, "scores", day_csv=table).json()["created"] == 1
    assert send_files(carla, season, "scores").status_code == 400
    assert "belong together" in send_files(carla, season, "scores", a_csv=table, b_csv=table).content.decode()
