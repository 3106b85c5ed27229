"""Reads of competitions and of the assets that can score in them. Nothing here writes."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from leagues import queries as leagues
from leagues.models import Asset, AssetList, League, ListEntry
from season.competitions.asset_index import AssetIndex, IndexedAsset
from season.competitions.file_names import asset_names
from season.models import Competition


def competitions_for(league: League) -> QuerySet[Competition]:
    """Return the competitions that the league may follow: its sport's shared ones and its own, by name."""
    return Competition.objects.filter(Q(league=None) | Q(league=league), sport=league.sport_id).order_by("name", "id")


def competition_of(key: str, sport_key: str = "", league_code: str = "") -> Competition | None:
    """The competition of a key: a league's own if its code is given, else a shared one. None unless just one fits."""
    competitions = Competition.objects.select_related("sport", "league").filter(key=key)
    competitions = (
        competitions.filter(league__code=league_code.upper()) if league_code else competitions.filter(league=None)
    )
    competitions = competitions.filter(sport=sport_key) if sport_key else competitions
    return competitions.get() if competitions.count() == 1 else None


def list_of(competition: Competition) -> AssetList | None:
    """Return the list that the competition is about: of its sport, its league and its key. None if there is none."""
    lists = AssetList.objects.filter(sport=competition.sport_id, league=competition.league_id, key=competition.key)
    return lists.first()


def listed_assets(competition: Competition) -> QuerySet[Asset]:
    """Return the assets that can score in the competition, by name: of its list, else its league's or the shared.

    A retired asset scores on for those who own it.
    """
    if listed := list_of(competition):
        return Asset.objects.filter(listed__asset_list=listed).order_by("name", "id")
    return _without_a_list(competition)


def _without_a_list(competition: Competition) -> QuerySet[Asset]:
    if competition.league is None:
        return leagues.shared_list_of(competition.sport_id)
    return leagues.listed_assets_of(competition.league)


def build_asset_index(competition: Competition) -> AssetIndex:
    """Finds the competition's assets by what files call them."""
    rows: Iterable[tuple[Any, ...]]
    if listed := list_of(competition):
        rows = listed.entries.values_list(
            "asset_id", "asset__external_id", "asset__name", "position", "file_id", "club"
        )
    else:
        # A list of another season is left out: there somebody else may have the same id.
        entries = ListEntry.objects.filter(asset=OuterRef("pk"), asset_list__season__in={competition.season, ""})
        file_ids = entries.order_by("-asset_list__season", "-asset_list").values("file_id")[:1]
        assets = _without_a_list(competition)
        file_id = Coalesce(Subquery(file_ids), Value(""))
        rows = assets.values_list("id", "external_id", "name", "position", file_id, "club")
    word, prefix = competition.sport.one_asset, competition.asset_prefix
    called = partial(asset_names, competition)
    return AssetIndex((IndexedAsset(*row) for row in rows), word=word, prefix=prefix, called=called)
