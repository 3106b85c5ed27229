"""Reads of competitions and of the assets that can score in them. Nothing here writes."""

from django.db.models import Q, QuerySet

from leagues import queries as leagues
from leagues.models import Asset, League
from season.competitions.asset_index import AssetIndex, IndexedAsset
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


def listed_assets(competition: Competition) -> QuerySet[Asset]:
    """Return the assets that can score in the competition, by name: its league's list, or the shared one.

    A retired asset scores on for those who own it.
    """
    if competition.league is None:
        return leagues.shared_list_of(competition.sport_id)
    return leagues.listed_assets_of(competition.league)


def build_asset_index(competition: Competition) -> AssetIndex:
    """Finds the competition's assets by what files call them."""
    rows = listed_assets(competition).values_list("id", "external_id", "name", "position")
    word, prefix = competition.sport.asset_word, competition.asset_prefix
    return AssetIndex((IndexedAsset(*row) for row in rows), word=word, prefix=prefix)
