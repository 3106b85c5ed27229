"""The calls of a league's own list: imports that ask, what was done, and taking it back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from leagues.lists import queries
from leagues.models import League
from tests import cast
from tests.leagues.api.test_views import api
from tests.leagues.own_lists.small_lists import PLAYERS, brought, everything


def upload(text: str, **more: Any) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("clubs.csv", text.encode()), **more}


def test_an_import_makes_a_list_of_its_own(carla: User, league: League) -> None:
    path = f"/api/leagues/{league.pk}/assets/import"
    tried = api(carla).post(path, upload("name,country\nAjax,NED\n", dry_run="true"))
    assert tried.data.pop("created") == ["ajax-ned"]
    assert tried.data.pop("into") == "Our own list"
    assert not any(tried.data.values())
    assert not league.own_assets.exists()
    assert api(carla).post(path, upload("name,country\nAjax,NED\n")).status_code == 200
    assert [asset.name for asset in league.own_assets.all()] == ["Ajax"]
    shared = api(carla).get("/api/sports/football/assets").data
    assert "Ajax" not in [asset["name"] for asset in shared["results"]]


@pytest.mark.parametrize("text", ["", "colour\nAjax\n", 'name\n"Ajax', "name\nAj\x00ax\n"])
def test_a_wrong_file_changes_nothing(carla: User, league: League, text: str) -> None:
    answer = api(carla).post(f"/api/leagues/{league.pk}/assets/import", upload(text))
    assert (answer.status_code, answer.data["fields"].keys()) == (400, {"file"})
    assert not league.own_assets.exists()


def test_an_import_asks_and_takes_answers(carla: User, league: League) -> None:
    path = f"/api/leagues/{league.pk}/assets/import"
    assert api(carla).post(path, upload("name,club\nMartin Odegaard,Arsenal\nBukayo Saka,Arsenal\n")).status_code == 200
    mended = "name,club\nMartin Ødegaard,Arsenal\n"
    tried = api(carla).post(path, upload(mended, dry_run="true")).data
    [question] = tried["questions"]
    key, candidates = question["key"], question["candidates"]
    assert (question["name"], [each["name"] for each in candidates]) == ("Martin Ødegaard", ["Martin Odegaard"])
    refused = api(carla).post(path, upload(mended))
    assert (refused.status_code, refused.data["fields"].keys()) == (400, {"same"})
    for wrong in ("nonsense", "x=y"):
        assert api(carla).post(path, upload(mended, same=wrong)).data["fields"].keys() == {"same"}
    answer = f"{key}={candidates[0]['external_id']}"
    done = api(carla).post(path, upload(mended, same=answer, missing="retire")).data
    assert (done["changed"], done["missing"]) == (["martin-odegaard-arsenal"], ["bukayo-saka-arsenal"])
    assert [asset.name for asset in queries.assets_of(league)] == ["Martin Ødegaard"]
    back = api(carla).post(path, upload("name,club\nBukayo Saka,Arsenal\n", bring_back="true")).data
    assert back["retired"] == ["bukayo-saka-arsenal"]
    assert [asset.name for asset in queries.assets_of(league)] == ["Martin Ødegaard", "Bukayo Saka"]


def test_managers_import_nothing(max_: User, league: League) -> None:
    assert api(max_).post(f"/api/leagues/{league.pk}/assets/import", upload("name\nAjax\n")).status_code == 403


def test_a_program_takes_an_import_back_as_the_page_does(carla: User, max_: User, league: League) -> None:
    before, path = everything(league), f"/api/leagues/{league.pk}/assets"
    upload_id = api(carla).post(f"{path}/import", upload("name\nAjax\n")).data["upload"]
    [row] = api(carla).get(f"{path}/uploads").data["results"]
    assert (row["id"], row["name"], row["by"], row["created"]) == (upload_id, "clubs.csv", "Carla", 1)
    assert api(carla).post(f"{path}/import", upload("name\nAjax\n")).data["upload"] is None, "it changed nothing"
    assert api(max_).post(f"{path}/uploads/{upload_id}/take-back").status_code == 403
    done = api(carla).post(f"{path}/uploads/{upload_id}/take-back")
    assert (done.status_code, done.data["taken_back_at"] is None) == (200, False)
    assert everything(league) == before
    again = api(carla).post(f"{path}/uploads/{upload_id}/take-back")
    assert (again.status_code, again.data["code"]) == (409, "cannot_take_back")


def test_an_upload_of_another_league_is_not_found(carla: User, league: League) -> None:
    other = brought(carla, cast.make_league(carla, name="Another"), PLAYERS)
    answer = api(carla).post(f"/api/leagues/{league.pk}/assets/uploads/{other.pk}/take-back")
    assert answer.status_code == 404
