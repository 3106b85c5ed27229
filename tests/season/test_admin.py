"""Sports, competitions and scores in the admin."""

import html
import json
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from leagues.models import Asset, Sport
from season.competitions.services import create_competition
from season.league_seasons.services import follow_competition
from season.models import Competition, Fixture, Performance, SchemeVersion, Upload
from season.schemes.services import recommended_scheme
from season.scores.services import SCORE_IMPORT
from tests.leagues.files.test_football_txt import EXCERPT
from tests.season import stage

CHESS: dict[str, Any] = {
    "key": "chess", "name": "Chess", "asset_word": "player", "scored_by": "statistics", "positions": "[]",
    "statistics": json.dumps([{"key": "wins", "name": "Wins"}, {"key": "draws", "name": "Draws"}]),
    "scoring": json.dumps({"rules": [{"name": "Wins", "statistic": "wins", "per": 1, "points": 1},
                                     {"name": "Draws", "statistic": "draws", "per": 1, "points": 0.5}]}),
    "example": "",
}  # fmt: skip
INLINE = {f"scheme_versions-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}


@pytest.fixture
def admin(client: Client, olga: User) -> Client:
    client.force_login(olga)
    return client


@pytest.fixture
def cup(db: None) -> Competition:
    return stage.players_competition()


def save_sport(admin: Client, key: str = "", **changes: Any) -> Any:
    address = f"/admin/leagues/sport/{key}/change/" if key else "/admin/leagues/sport/add/"
    return admin.post(address, {**CHESS, **INLINE, **changes}, follow=True)


def send(admin: Client, competition: Competition, kind: str, content: bytes, name: str = "file.csv") -> Any:
    data = {"kind": kind, "file": SimpleUploadedFile(name, content)}
    return admin.post(f"/admin/season/competition/{competition.pk}/upload/", data)


# Sports -------------------------------------------------------------------------------------------


def test_a_sport_is_made_without_a_deploy(admin: Client, olga: User, carla: User) -> None:
    page = save_sport(admin)
    assert "Version 1 of the scoring is recommended from now on." in page.text
    chess = Sport.objects.get(key="chess")
    assert chess.statistics[0] == {"key": "wins", "name": "Wins", "unit": "", "min": 0, "max": 1_000_000}
    assert SchemeVersion.objects.get().by == olga
    Asset.objects.create(sport=chess, external_id="kay", name="Kay")
    open_ = create_competition(olga, chess, key="open", name="Open")
    Fixture.objects.create(
        competition=open_, external_id="1", home_name="A", away_name="B", kickoff="2026-01-01T00:00Z"
    )
    SCORE_IMPORT.run(olga, open_, b"fixture,asset,wins,draws\n1,kay,1,3\n", "scores.csv")
    assert stage.kept(open_) == {("1", "kay"): {"wins": 1, "draws": 3}}


def test_an_example_is_worked_out_before_anything_counts(admin: Client) -> None:
    page = save_sport(admin, example='{"wins": 1, "draws": 3}')
    assert "The example is worth 2.5 points: Wins 1; Draws 1.5." in page.text


def test_rules_are_shown_a_line_each_and_an_empty_example_empty(admin: Client) -> None:
    save_sport(admin)
    page = html.unescape(admin.get("/admin/leagues/sport/chess/change/").text)
    assert '  {"name": "Draws", "statistic": "draws", "per": 1, "points": 0.5}\n]}' in page
    assert '  {"key": "wins", "name": "Wins", "unit": "", "min": 0, "max": 1000000},\n' in page
    assert "null" not in page


def test_saving_the_same_scoring_makes_no_version(admin: Client) -> None:
    save_sport(admin)
    save_sport(admin, "chess", name="Chess!")
    assert SchemeVersion.objects.count() == 1
    changed = json.loads(CHESS["scoring"])
    changed["rules"][0]["points"] = 3
    save_sport(admin, "chess", scoring=json.dumps(changed))
    assert recommended_scheme(Sport.objects.get()).definition["rules"][0]["points"] == 3
    assert "version" in admin.get("/admin/leagues/sport/chess/change/").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"statistics": '[{"key": "Wins", "name": "Wins"}]'}, "statistics[0].key: Give 1 to 40 small letters"),
        ({"statistics": "[{]"}, "Enter a valid JSON"),
        ({"positions": '["GK", "GK"]'}, "positions[1]: &#x27;GK&#x27; stands there already"),
        ({"scoring": '{"rules": []}'}, "rules: Give a list of 1 to 100 rules."),
        ({"scoring": CHESS["scoring"].replace('"wins"', '"goals"')}, "rules[0].statistic: The sport has no statistic"),
        ({"example": '{"goals": 1}'}, "goals is something else"),
        ({"example": '{"wins": "1"}'}, "wins is something else"),
        ({"example": "[1]"}, "Give an object such as"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(admin: Client, changes: dict[str, str], words: str) -> None:
    page = save_sport(admin, **changes)
    assert words in page.text
    assert not Sport.objects.exists()


def test_a_statistic_that_the_scoring_needs_cannot_be_taken_away(admin: Client) -> None:
    save_sport(admin)
    page = save_sport(admin, "chess", statistics='[{"key": "wins", "name": "Wins"}]')
    assert "rules[1].statistic" in page.text
    assert len(Sport.objects.get().statistics) == 2


# Competitions and uploads -------------------------------------------------------------------------


def test_a_competition_needs_a_zone_that_exists(admin: Client, football: Sport) -> None:
    data = {"sport": "football", "key": "cl", "name": "CL", "season": "", "time_zone": "Mars", "asset_prefix": ""}
    page = admin.post("/admin/season/competition/add/", data)
    assert "no such time zone" in page.text
    assert admin.post("/admin/season/competition/add/", {**data, "time_zone": "Europe/Zurich"}).status_code == 302
    assert Competition.objects.get().key == "cl"


def test_fixtures_are_previewed_and_applied(admin: Client, olga: User) -> None:
    competition = stage.clubs_competition()
    page = send(admin, competition, "fixtures", EXCERPT.encode(), "season.txt")
    assert "season.txt: 7 new, 0 changed, 0 unchanged. Nothing is saved yet." in page.text
    assert not Fixture.objects.exists()
    waiting = Upload.objects.get()
    done = admin.post(f"/admin/season/competition/upload/{waiting.pk}/", follow=True)
    assert "Applied season.txt: 7 created, 0 changed, 0 unchanged." in done.text
    assert (Fixture.objects.count(), Upload.objects.get().by) == (7, olga)
    again = admin.post(f"/admin/season/competition/upload/{waiting.pk}/", follow=True)
    assert "doesn&#x27;t wait any more" in again.text


def test_scores_are_previewed_with_from_and_to(admin: Client, cup: Competition) -> None:
    SCORE_IMPORT.run(None, cup, stage.scores("f1,4,90,1,0"), "scores.csv")
    page = send(admin, cup, "scores", stage.scores("f1,4,90,2,0", "f1,1,90,0,0"))
    assert "1 new, 1 changed, 0 unchanged" in page.text
    assert "goals_scored 1 → 2" in page.text
    admin.post(f"/admin/season/competition/upload/{Upload.objects.get(status='previewed').pk}/")
    assert stage.kept(cup)["f1", "4"]["goals_scored"] == 2


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("scores", stage.scores("f1,9,90,0,0"), "line 2: There is no player with the id"),
        ("scores", b"\xff\xfe", "line 1: This is not UTF-8"),
        ("scores", b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        ("fixtures", b"id\n", "no column"),
        ("luck", b"id\n", "Select a valid choice"),
    ],
)
def test_a_wrong_file_is_answered_with_its_lines(
    admin: Client, cup: Competition, kind: str, content: bytes, words: str
) -> None:
    page = send(admin, cup, kind, content)
    assert words in page.text
    assert not Upload.objects.filter(status="previewed").exists()
    assert not Performance.objects.exists()


def test_only_operators_with_the_right_upload(client: Client, cup: Competition, carla: User) -> None:
    staff = User.objects.create_user("sam@example.com", "Sam", is_staff=True)
    client.force_login(staff)
    assert send(client, cup, "scores", b"").status_code == 403
    client.force_login(carla)
    assert send(client, cup, "scores", b"").status_code == 302


def test_a_leagues_own_competition_is_its_commissioners(admin: Client, carla: User) -> None:
    league = stage.players_league(carla)
    own = create_competition(carla, league.sport, league=league, key="own", name="Own")
    assert send(admin, own, "fixtures", stage.FIXTURES.encode()).status_code == 404
    assert "by its commissioner" in admin.get("/admin/season/competition/").text


# Lists and exports --------------------------------------------------------------------------------


def test_lists_show_points_in_points_and_export_them(admin: Client, cup: Competition, carla: User) -> None:
    follow_competition(stage.member(stage.players_league(carla), carla), cup)
    Asset.objects.filter(external_id="4").update(name='=HYPERLINK("x")')
    SCORE_IMPORT.run(None, cup, stage.scores("f1,4,90,1,0", "f1,1,10,0,0"), "scores.csv")
    SCORE_IMPORT.run(None, cup, b"fixture,asset,red_cards\nf1,1,1\n", "corrected.csv")
    page = admin.get("/admin/season/assetpoints/").text
    assert "Played 60 minutes or more 2, Goals 4" in page
    assert "Played up to 60 minutes 1, Red cards -3" in page
    fields = {"format": "0", "resource": "0", **{f"pointsresource_{name}": "on" for name in ("name", "points")}}
    exported = admin.post("/admin/season/assetpoints/export/", fields)
    assert exported["Content-Type"] == "text/csv"
    rows = sorted(exported.text.split())
    assert any(row.endswith('"\'=HYPERLINK(""x"")",6') for row in rows)
    assert any(row.endswith(",-2") for row in rows)


def fill(key: str, carla: User, players: str) -> None:
    """A competition that a league follows, with scores of these players and corrections of them."""
    competition = stage.players_competition(key=key)
    league = stage.players_league(carla)
    rules = {"rules": [{"name": key, "statistic": "minutes", "per": 1, "points": 1}]}
    follow_competition(stage.member(league, carla), competition, rules)
    for goals in (1, 2):
        SCORE_IMPORT.run(
            None, competition, stage.scores(*(f"f1,{each},90,{goals},0" for each in players)), "scores.csv"
        )


SHOWN_ELSEWHERE = {
    *("SchemeVersion", "OwnershipHead", "RoundStanding", "Recount", "TradeAsset", "TradeStep", "TradeVeto"),
    *("LeagueSettings", "Ownership", "Trade"),
}
"""With what they belong to, or for nobody; the last three are in `trades/test_admin.py`."""


@pytest.mark.parametrize(
    "model", [each for each in apps.get_app_config("season").get_models() if each.__name__ not in SHOWN_ELSEWHERE]
)
def test_every_list_takes_the_same_queries_however_long(admin: Client, carla: User, model: type[Model]) -> None:
    address = f"/admin/season/{model._meta.model_name}/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert admin.get(address).status_code == 200
        return len(found)

    fill("one", carla, "1")
    queries()
    few = queries()
    fill("two", carla, "1234")
    assert queries() == few
    row = model._default_manager.first()
    assert row is not None
    assert admin.get(f"{address}{row.pk}/change/").status_code == 200


def test_fixtures_are_exported_as_they_are_imported(admin: Client, cup: Competition) -> None:
    names = ("external_id", "round", "kickoff", "home", "away", "status", "home_score", "away_score", "winner")
    exported = admin.post(
        "/admin/season/fixture/export/",
        {"format": "0", "resource": "0", **{f"fixtureresource_{name}": "on" for name in names}},
    )
    page = send(admin, cup, "fixtures", exported.content)
    assert "0 new, 0 changed, 3 unchanged" in page.text
