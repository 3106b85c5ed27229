"""Competitions and fixtures in the admin."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from leagues.models import Sport
from season.competitions.services import create_competition
from season.models import Competition
from tests.season import small_competitions


def send(admin: Client, competition: Competition, kind: str, content: bytes, name: str = "file.csv") -> Any:
    data = {"kind": kind, "file": SimpleUploadedFile(name, content)}
    return admin.post(f"/admin/season/competition/{competition.pk}/upload/", data)


def test_a_competition_needs_a_zone_that_exists(admin: Client, football: Sport) -> None:
    data = {"sport": "football", "key": "cl", "name": "CL", "season": "", "time_zone": "Mars", "asset_prefix": ""}
    page = admin.post("/admin/season/competition/add/", data)
    assert "no such time zone" in page.text
    assert admin.post("/admin/season/competition/add/", {**data, "time_zone": "Europe/Zurich"}).status_code == 302
    assert Competition.objects.get().key == "cl"


def test_the_zone_of_days_without_a_time_stays(admin: Client, cup: Competition) -> None:
    """Such a day is stored as where it begins: in another zone it would be another day."""
    names = ("sport_id", "key", "name", "season", "asset_prefix")
    data = {name.removesuffix("_id"): getattr(cup, name) for name in names} | {"time_zone": "Asia/Tokyo"}
    path = f"/admin/season/competition/{cup.pk}/change/"
    assert admin.post(path, data).status_code == 302
    cup.fixtures.filter(external_id="f1").update(time_known=False)
    assert "Give them times first" in admin.post(path, data | {"time_zone": "UTC"}).text
    cup.refresh_from_db()
    assert cup.time_zone == "Asia/Tokyo"
    assert admin.post(path, data | {"name": "The Other Cup"}).status_code == 302


def test_a_leagues_own_competition_is_its_commissioners(admin: Client, carla: User) -> None:
    league = small_competitions.players_league(carla)
    own = create_competition(carla, league.sport, league=league, key="own", name="Own")
    assert send(admin, own, "fixtures", small_competitions.FIXTURES.encode()).status_code == 404
    assert "by its commissioner" in admin.get("/admin/season/competition/").text


def test_fixtures_are_exported_as_they_are_imported(admin: Client, cup: Competition) -> None:
    names = ("external_id", "round", "kickoff", "home", "away", "status", "home_score", "away_score", "winner")
    exported = admin.post(
        "/admin/season/fixture/export/",
        {"format": "0", "resource": "0", **{f"fixtureresource_{name}": "on" for name in names}},
    )
    page = send(admin, cup, "fixtures", exported.content)
    assert "0 new, 0 changed, 3 unchanged" in page.text
