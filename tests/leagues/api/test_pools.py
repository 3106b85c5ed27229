"""A league's pool, which is what the league sells, over HTTP."""

from typing import Any

import pytest

from accounts.models import User
from leagues.lists import queries
from leagues.models import Asset, AssetList, League
from tests.leagues.api.test_views import api
from tests.leagues.pools.premier_league import HAALAND, make_premier_league


def pool_of(league: League) -> str:
    return f"/api/leagues/{league.pk}/pool"


def test_a_pool_is_read_tried_and_changed(carla: User, max_: User) -> None:
    league = make_premier_league(carla, max_)
    now, then = AssetList.objects.get(season="2025/26"), AssetList.objects.get(season="2024/25")
    haaland = Asset.objects.get(external_id=HAALAND).pk
    before = api(max_).get(pool_of(league)).data
    assert before == {
        "list": {
            "id": str(now.pk), "key": "premier-league-2025-26", "name": "Premier League", "season": "2025/26",
            "title": "Premier League 2025/26", "size": 6, "own": False,
        },
        "positions": [], "first": None, "left_out": [], "added": [], "count": 6,
    }  # fmt: skip
    body = {"positions": ["DEF", "MID", "FWD"], "first": 4, "left_out": [haaland]}
    tried = api(carla).patch(f"{pool_of(league)}?dry_run=1", body, format="json")
    assert (tried.status_code, tried.data["count"]) == (200, 3)
    assert api(carla).get(pool_of(league)).data == before
    changed = api(carla).patch(pool_of(league), body, format="json")
    assert changed.data == before | {
        "positions": ["DEF", "FWD", "MID"], "first": 4, "left_out": [str(haaland)], "count": 3,
    }  # fmt: skip
    assert api(carla).patch(pool_of(league), {"first": None}, format="json").data["count"] == 4
    assert api(carla).patch(pool_of(league), {"list": then.pk}, format="json").data["list"]["season"] == "2024/25"
    assert [asset.name for asset in queries.assets_of(league)] == ["Son Heung-min"], "Haaland stays left out"


def test_lists_and_what_comes_up(carla: User, max_: User) -> None:
    league = make_premier_league(carla, max_)
    lists = api(max_).get(f"/api/leagues/{league.pk}/lists").data["results"]
    assert [(each["title"], each["size"]) for each in lists] == [
        ("Premier League 2025/26", 6),
        ("Premier League 2024/25", 3),
    ]
    assets = api(max_).get(f"/api/leagues/{league.pk}/assets").data
    assert [asset["name"] for asset in assets["results"]] == sorted(asset.name for asset in queries.assets_of(league))
    assert assets["results"][0]["club"] == "Arsenal"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"list": 999_999_999}, "list"),
        ({"list": "all"}, "list"),
        ({"first": 0}, "first"),
        ({"first": 10**9}, "first"),
        ({"positions": "GK"}, "positions"),
        ({"left_out": [999_999_999]}, "left_out"),
        ({"added": ["Haaland"]}, "added"),
        ({"added": list(range(1, 1200))}, "added"),
    ],
)
def test_what_cant_be_names_its_field_and_changes_nothing(carla: User, body: dict[str, Any], place: str) -> None:
    league = make_premier_league(carla)
    answer = api(carla).patch(pool_of(league), body, format="json")
    assert (answer.status_code, set(answer.data["fields"])) == (400, {place})
    assert len(queries.assets_of(league)) == 6


def test_only_the_commissioner_changes(carla: User, max_: User, otto: User) -> None:
    league = make_premier_league(carla, max_)
    for query in ("", "?dry_run=1"):
        assert api(max_).patch(pool_of(league) + query, {"first": 1}, format="json").status_code == 403
        assert api(otto).patch(pool_of(league) + query, {"first": 1}, format="json").status_code == 404
    for path in ("pool", "lists", "assets"):
        assert api(otto).get(f"/api/leagues/{league.pk}/{path}").status_code == 404
