"""Reads of scores and points. Nothing here writes. Points are hundredths of a point."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from leagues.models import Asset, Member
from season.models import AssetPoints, Competition, Fixture, LeagueSeason, Ownership, Performance


def points_of_season(season: LeagueSeason) -> QuerySet[AssetPoints]:
    """Return the points of all assets in the competition by the league's scheme, with fixtures, owned or not."""
    return (
        AssetPoints.objects.filter(scheme=season.scheme_id, performance__fixture__competition=season.competition_id)
        .select_related("performance__fixture__round", "performance__fixture__competition", "performance__asset")
        .order_by("performance__fixture__kickoff", "performance_id")
    )


class ScoredPoints(NamedTuple):
    """An asset's points in a fixture, and the member for whom they count; None: for nobody.

    Those of a fixture that doesn't count, such as a cancelled one, are nobody's either.
    """

    points: AssetPoints
    owner: Member | None


def scores_of(season: LeagueSeason, asset: Asset, owners: Sequence[Ownership]) -> list[ScoredPoints]:
    """Return the asset's points in each fixture, in order; `owners` are its ownerships, from first to last."""
    rows = points_of_season(season).filter(performance__asset=asset)
    return [ScoredPoints(each, _owner_in(season, owners, each.performance.fixture)) for each in rows]


def _owner_in(season: LeagueSeason, owners: Sequence[Ownership], fixture: Fixture) -> Member | None:
    """As the standings count: whose it was at kick-off, and before that the first one's, if the season says so."""
    at = fixture.kickoff
    if at is None or not fixture.counts or not owners:
        return None
    if at < owners[0].from_at:
        return owners[0].member if season.counts_earlier else None
    found = next(
        (each for each in owners if each.from_at <= at and (each.until_at is None or at < each.until_at)), None
    )
    return found.member if found else None


def has_scores(competition: Competition) -> bool:
    """True if any score of the competition is in: from then on its leagues' schemes stay."""
    return Performance.objects.filter(fixture__competition=competition).exists()
