"""Names of teams and assets in a competition's files: kept when somebody says it, read with every later file.

A team's number is that of one season, so it is kept for a competition, which is of one season too.
"""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from leagues.files.external_ids import external_id_of
from season.models import Competition, FileName

_MOST_NAMES = 2_000
"""Of a competition and kind; what is said beyond is asked again."""


def team_names(competition: Competition) -> dict[str, str]:
    """Return the names of teams by the numbers that files give them."""
    return dict(_kept(competition, FileName.Kind.TEAM_NUMBER).values_list("written", "name"))


def asset_names(competition: Competition) -> dict[str, int]:
    """Return the ids of assets by the other names that files have for them, as external ids are made of names."""
    rows = _kept(competition, FileName.Kind.ASSET_NAME).exclude(asset=None)
    return dict(rows.values_list("written", "asset_id"))


def remember_teams(competition: Competition, names: Mapping[str, str]) -> None:
    """Keep the names of teams by their numbers, in place of what these meant before."""
    rows = (FileName(written=number[:200], name=name[:120]) for number, name in names.items())
    _keep(competition, FileName.Kind.TEAM_NUMBER, rows)


def remember_assets(competition: Competition, assets: Mapping[str, int]) -> None:
    """Keep whom names mean, by the ids of assets."""
    rows = (FileName(written=external_id_of(name)[:200], asset_id=pk) for name, pk in assets.items())
    _keep(competition, FileName.Kind.ASSET_NAME, rows)


def _kept(competition: Competition, kind: FileName.Kind) -> "QuerySet[FileName]":
    return FileName.objects.filter(competition=competition, kind=kind)


def _keep(competition: Competition, kind: FileName.Kind, rows: Iterable[FileName]) -> None:
    wanted = list(rows)
    for each in wanted:
        each.competition, each.kind = competition, kind
    room = max(0, _MOST_NAMES - _kept(competition, kind).exclude(written__in=[row.written for row in wanted]).count())
    FileName.objects.bulk_create(
        wanted[:room],
        update_conflicts=True,
        unique_fields=["competition", "kind", "written"],
        update_fields=["name", "asset"],
    )
