"""Scores, points and their history in the admin."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from leagues.models import Asset
from season.competitions import file_names
from season.league_seasons.services import follow_competition
from season.models import Competition, FileName, UploadChange
from season.scores.services import SCORE_IMPORT
from tests.season import small_competitions


def test_lists_show_points_in_points_and_export_them(admin: Client, cup: Competition, carla: User) -> None:
    follow_competition(small_competitions.member(small_competitions.players_league(carla), carla), cup)
    Asset.objects.filter(external_id="4").update(name='=HYPERLINK("x")')
    SCORE_IMPORT.run(None, cup, small_competitions.scores("f1,4,90,1,0", "f1,1,10,0,0"), "scores.csv")
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
    competition = small_competitions.players_competition(key=key)
    league = small_competitions.players_league(carla)
    rules = {"rules": [{"name": key, "statistic": "minutes", "per": 1, "points": 1}]}
    follow_competition(small_competitions.member(league, carla), competition, rules)
    file_names.remember_teams(competition, dict.fromkeys(players, "Reds"))
    for goals in (1, 2):
        SCORE_IMPORT.run(
            None, competition, small_competitions.scores(*(f"f1,{each},90,{goals},0" for each in players)), "scores.csv"
        )


SHOWN_ELSEWHERE = {
    *("SchemeVersion", "OwnershipHead", "RoundStanding", "Recount", "TradeAsset", "TradeStep", "TradeVeto"),
    *("LeagueSettings", "Ownership", "Trade", "FileName"),
}
"""With what they belong to, or for nobody; the last three are in `test_trades.py`."""


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


def test_what_an_upload_changed_is_called_by_its_names(admin: Client, cup: Competition) -> None:
    SCORE_IMPORT.run(None, cup, small_competitions.scores("f1,4,90,1,0"), "scores.csv")
    page = admin.get("/admin/season/uploadchange/").text
    assert "Reds – Blues (f1)" in page
    assert ">Round 1<" in page
    cup.fixtures.filter(external_id="f2").delete()
    assert "Blues – Reds (f2)" in admin.get("/admin/season/uploadchange/").text
    UploadChange.objects.filter(name="f2").update(before=None, after={"score": "another release's"})
    assert "A fixture that is gone (f2)" in admin.get("/admin/season/uploadchange/").text


def test_what_was_said_of_a_name_can_be_asked_again(admin: Client, cup: Competition) -> None:
    file_names.remember_assets(cup, {"Wrong": Asset.objects.get(name="Ada Keeper").pk})
    row = FileName.objects.get()
    assert "Ada Keeper" in admin.get("/admin/season/filename/").text
    admin.post(f"/admin/season/filename/{row.pk}/delete/", {"post": "yes"})
    assert file_names.asset_names(cup) == {}
