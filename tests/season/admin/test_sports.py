"""Sports and their scoring in the admin."""

import html
import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from leagues.models import Asset, Sport
from season.competitions.services import create_competition
from season.models import Fixture, SchemeVersion
from season.schemes.services import recommended_scheme
from season.scores.services import SCORE_IMPORT
from tests.season import small_competitions

CHESS: dict[str, Any] = {
    "key": "chess", "name": "Chess", "asset_word": "player", "scored_by": "statistics", "positions": "[]",
    "statistics": json.dumps([{"key": "wins", "name": "Wins"}, {"key": "draws", "name": "Draws"}]),
    "scoring": json.dumps({"rules": [{"name": "Wins", "statistic": "wins", "per": 1, "points": 1},
                                     {"name": "Draws", "statistic": "draws", "per": 1, "points": 0.5}]}),
    "example": "",
}  # fmt: skip

INLINE = {f"scheme_versions-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}


def save_sport(admin: Client, key: str = "", **changes: Any) -> Any:
    address = f"/admin/leagues/sport/{key}/change/" if key else "/admin/leagues/sport/add/"
    return admin.post(address, {**CHESS, **INLINE, **changes}, follow=True)


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
    assert small_competitions.kept(open_) == {("1", "kay"): {"wins": 1, "draws": 3}}


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
        ({"statistics": "[{]"}, "This is not JSON"),
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
