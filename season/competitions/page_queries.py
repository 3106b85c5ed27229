"""What the pages of a season read beside standings. Nothing here writes. Points are hundredths of a point."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from leagues.models import Asset, League, Member
from season.competitions import queries
from season.models import AssetPoints, Competition, Fixture, LeagueSeason, Ownership, Performance, Round, Upload
from season.standings import queries as standings_queries

MOST_SOLD = 1_000
"""Assets that a page compares; a league sells fewer."""
NO_ROUND = "0"
"""What addresses call the fixtures without a match day."""
_FAR_AWAY = datetime(9999, 12, 31, tzinfo=UTC)
_OVER = (Fixture.Status.FINISHED, Fixture.Status.CANCELLED)


def newest_season(league_id: UUID) -> LeagueSeason | None:
    """The competition that the league has followed last; None if it follows none."""
    seasons = LeagueSeason.objects.select_related("competition__sport", "scheme", "league__sport")
    return seasons.filter(league=league_id).first()


def season_in(league_id: UUID, key: str) -> LeagueSeason | None:
    """The league's season in the competition of this key; its own before a shared one. None if it follows no such."""
    seasons = LeagueSeason.objects.select_related("competition__sport", "scheme", "league__sport")
    return (
        seasons.filter(league=league_id, competition__key=key)
        .order_by(F("competition__league").asc(nulls_last=True))
        .first()
    )


def not_followed(league: League) -> QuerySet[Competition]:
    """What the league could follow besides."""
    return queries.competitions_for(league).exclude(league_seasons__league=league)


def own_upload(user: User, league_id: UUID, upload_id: int) -> Upload | None:
    """A file that the user brought into a competition of the league, whether or not it still waits."""
    uploads = Upload.objects.select_related("competition__sport", "competition__league")
    return uploads.filter(pk=upload_id, by=user, competition__league=league_id).first()


# Match days ----------------------------------------------------------------------------------------
def chosen(rounds: Sequence[Round | None], wanted: str) -> Round | None:
    """The match day that an address names, the last if it names none. Raises LookupError for one that isn't there."""
    if not wanted:
        return rounds[-1] if rounds else None
    for each in rounds:
        if wanted == (NO_ROUND if each is None else str(each.pk)):
            return each
    raise LookupError(wanted)


def rounds_of(competition: Competition) -> list[Round | None]:
    """The match days with fixtures, in order; at last None, if there are fixtures without one."""
    rounds: list[Round | None] = list(competition.rounds.filter(fixtures__isnull=False).distinct())
    return [*rounds, None] if competition.fixtures.filter(round=None).exists() else rounds


def current_round(competition: Competition, rounds: Sequence[Round | None]) -> Round | None:
    """The match day that is being played or comes next; the last, if all is over. Dates missing are later than any."""
    dated = competition.fixtures.exclude(status__in=_OVER).exclude(kickoff=None)
    following = dated.order_by("kickoff", "pk").first()
    if following is not None:
        return next((each for each in rounds if (each.pk if each else None) == following.round_id), None)
    return rounds[-1] if rounds else None


def fixtures_in(competition: Competition, day: Round | None) -> QuerySet[Fixture]:
    """The fixtures of a match day, or those without one, by kick-off; those without a date last."""
    return queries.fixtures_of(competition).filter(round=day)


def fixtures_by_date(competition: Competition | None) -> QuerySet[Fixture]:
    """All fixtures with a `date` to sort by, which is far away for those that have none; of nothing, none."""
    rows = Fixture.objects.filter(competition=competition).select_related("round")
    return rows.annotate(date=Coalesce("kickoff", Value(_FAR_AWAY))).order_by("date", "pk")


# Assets --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Bargain:
    """What an asset cost at its auction, and brought to whoever owned it. `owner` is None if it was given up."""

    asset: int
    name: str
    owner: int | None
    price: int
    points: int

    @property
    def worth(self) -> float | None:
        """Points for each unit of the price, in hundredths; None where nothing was paid."""
        return self.points / self.price if self.price else None


_SORTS: dict[str, Callable[[Bargain], Any]] = {
    "name": lambda each: each.name.casefold(),
    "price": lambda each: each.price,
    "points": lambda each: each.points,
    "worth": lambda each: each.worth if each.worth is not None else float("-inf"),
}
SORTS = tuple(_SORTS)


def bargains(season: LeagueSeason, sort: str = "-worth") -> list[Bargain]:
    """Every asset that was sold, sorted by one of SORTS; with `-` before it the most first."""
    found: dict[int, Bargain] = {}
    for row in standings_queries.assets(season, limit=MOST_SOLD):
        known = found.get(row.asset) or Bargain(row.asset, row.name, None, row.price, 0)
        owner = row.member if row.owned_now else known.owner
        found[row.asset] = replace(known, owner=owner, points=known.points + row.points)
    by = _SORTS.get(sort.removeprefix("-"), _SORTS["worth"])
    in_order = sorted(found.values(), key=lambda each: (each.name.casefold(), each.asset))
    return sorted(in_order, key=by, reverse=sort.startswith("-"))


def names_of_members(league_id: UUID) -> dict[int, str]:
    """What all who were ever in the league are called, by the ids of their memberships."""
    members = Member.objects.filter(league=league_id).select_related("user")
    return {member.pk: member.user.display_name for member in members}


def asset_of(league: League, asset_id: int) -> Asset | None:
    """An asset that the league may sell or has sold; None for those of others."""
    known = Q(league=None, sport=league.sport_id) | Q(league=league)
    return Asset.objects.filter(known, pk=asset_id).first()


def owners_of(league_id: UUID, asset: Asset) -> list[Ownership]:
    """Whose the asset was, one after the other."""
    rows = Ownership.objects.filter(league=league_id, asset=asset).select_related("member__user")
    return list(rows.order_by("from_at"))


class Scored(NamedTuple):
    """What an asset got in a fixture, and whose points that were; None: nobody's."""

    points: AssetPoints
    owner: Member | None


def scores_of(season: LeagueSeason, asset: Asset, owners: Sequence[Ownership]) -> list[Scored]:
    """What the asset got in each fixture, in order; `owners` are its own, from first to last."""
    rows = queries.points_in(season).filter(performance__asset=asset)
    return [Scored(each, _owner_at(season, owners, each.performance.fixture.kickoff)) for each in rows]


def _owner_at(season: LeagueSeason, owners: Sequence[Ownership], at: datetime | None) -> Member | None:
    """As the standings count: whose it was at kick-off, and before that the first one's, if the season says so."""
    if at is None or not owners:
        return None
    if at < owners[0].from_at:
        return owners[0].member if season.counts_earlier else None
    found = next(
        (each for each in owners if each.from_at <= at and (each.until_at is None or at < each.until_at)), None
    )
    return found.member if found else None


def has_scores(competition: Competition) -> bool:
    """Whether any score of the competition is in: from then on its leagues' schemes stay."""
    return Performance.objects.filter(fixture__competition=competition).exists()
