"""The migration that puts assets on lists: what leagues sell before it they sell after it."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from leagues.lists import queries
from leagues.models import Asset, AssetPool, League, Sport
from tests import database

BEFORE = ("leagues", "0004_add_sport_statistics")

SOLD_BEFORE = """
    SELECT asset.id FROM leagues_asset asset JOIN leagues_league league ON league.id = %(league)s
    WHERE asset.league_id = league.id OR asset.league_id IS NULL AND asset.sport_id = league.sport_id
        AND NOT EXISTS (SELECT FROM leagues_asset own WHERE own.league_id = league.id)
    ORDER BY asset.id
"""
"""What a league sold, in the order of its lots, as the release before read it."""


def insert(table: str, **values: Any) -> None:
    columns, places = ", ".join(values), ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", [*values.values()])  # noqa: S608 # a test's


def asset(sport: str, external_id: str, league: uuid.UUID | None = None, **values: Any) -> None:
    texts = {"name": external_id.upper(), "position": "", "club": "", "country": ""}
    insert("leagues_asset", **texts | values | {"sport_id": sport, "external_id": external_id, "league_id": league})


def league(sport: str, code: str) -> uuid.UUID:
    key = uuid.uuid4()
    insert("leagues_league", id=key, name=code, sport_id=sport, code=code, settings="{}", created_at="2026-08-01")
    return key


def sold_before(key: uuid.UUID) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(SOLD_BEFORE, {"league": key})
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.usefixtures("no_tables")
def test_every_league_sells_what_it_sold_before() -> None:
    database.migrate(BEFORE)
    for sport in ("football", "chess", "go"):
        insert(
            "leagues_sport",
            key=sport,
            name=sport,
            asset_word="club",
            positions="[]",
            statistics="[]",
            scored_by="results",
        )
    shared, own, empty, none = (
        league("football", "A"),
        league("football", "B"),
        league("chess", "C"),
        league("go", "D"),
    )
    for name in ("z", "a", "m"):
        asset("football", name, club=f"club of {name}", position="GK", rank=3)
    asset("football", "x", own)
    asset("football", "a", own)
    asset("chess", "kay", empty)
    before = {key: sold_before(key) for key in (shared, own, empty, none)}
    assert [len(before[key]) for key in (shared, own, empty, none)] == [3, 2, 1, 0]
    database.migrate(*MigrationLoader(connection).graph.leaf_nodes("leagues"))
    for key, sold in before.items():
        one = League.objects.get(pk=key)
        now = queries.assets_of(one)
        assert [each.pk for each in now] == sold
        assert [(each.club, each.position, each.rank) for each in now] == list(
            Asset.objects.filter(pk__in=sold).order_by("pk").values_list("club", "position", "rank")
        )
    assert {each.title for each in queries.shared_lists().filter(sport="football")} == {"football"}
    assert not AssetPool.objects.filter(league=none).exists(), "it sells the first list that comes"
    assert not Sport.objects.get(key="chess").lists.filter(league=None).exists()
