"""What pages and the API read about standings. Nothing here writes. Points are hundredths of a point."""

from dataclasses import dataclass
from datetime import datetime
from types import EllipsisType

from django.db import connection
from django.db.models import F

from leagues.models import Member
from season.models import LeagueSeason, Round, RoundStanding


@dataclass(frozen=True, slots=True)
class Row:
    """A manager after a match day. `moved`: places won since the one before, lost if negative; None at the first."""

    member: Member
    position: int
    moved: int | None
    points: int
    total: int


@dataclass(frozen=True, slots=True)
class Table:
    """The standings after a match day, and as of when they were counted; no rows before the first scores."""

    round: Round | None
    rows: list[Row]
    counted_at: datetime | None
    counting: bool


@dataclass(frozen=True, slots=True)
class AssetRow:
    """What an asset brought a manager: the points while it was theirs, and the price."""

    asset: int
    name: str
    position: str
    club: str
    member: int
    price: int
    points: int
    matches: int
    owned_now: bool

    @property
    def worth(self) -> float | None:
        """Points for each unit of the price, in hundredths; None where nothing was paid."""
        return self.points / self.price if self.price else None


def played_rounds(season: LeagueSeason) -> list[Round | None]:
    """The match days that have standings, in order; None stands for fixtures without one."""
    ids = season.standings.values_list("round_id", flat=True).distinct()
    rounds: list[Round | None] = list(Round.objects.filter(pk__in=ids).order_by("number", "pk"))
    return [None, *rounds] if None in set(ids) else rounds


def table(season: LeagueSeason, after: Round | EllipsisType | None = ...) -> Table:
    """The standings after a match day (None: fixtures without one); if none is named, after the last with scores."""
    rounds = played_rounds(season)
    counting = season.recounts.exists() or season.competition.recounts.filter(season=None).exists()
    if not rounds:
        return Table(None, [], season.counted_at, counting)
    at = rounds.index(after) if not isinstance(after, EllipsisType) and after in rounds else len(rounds) - 1
    before = _positions(season, rounds[at - 1]) if at else {}
    standings = season.standings.filter(round=rounds[at]).select_related("member__user")
    rows = [
        Row(
            member=each.member,
            position=each.position,
            moved=before[each.member_id] - each.position if each.member_id in before else None,
            points=each.points,
            total=each.total,
        )
        for each in standings.order_by("position", "member_id")
    ]
    return Table(rounds[at], rows, season.counted_at, counting)


def _positions(season: LeagueSeason, after: Round | None) -> dict[int, int]:
    return dict(season.standings.filter(round=after).values_list("member_id", "position"))


def course(season: LeagueSeason) -> dict[int, list[RoundStanding]]:
    """Every manager's standings after each match day, in order: what a chart shows. By the member's id."""
    found: dict[int, list[RoundStanding]] = {}
    ordered = season.standings.select_related("round").order_by(F("round__number").asc(nulls_first=True), "round_id")
    for each in ordered:
        found.setdefault(each.member_id, []).append(each)
    return found


_ASSETS = """
    SELECT asset.id, asset.name, asset.position, asset.club, owner.member_id, owner.price,
        coalesce(sum(worth.points), 0)::bigint, count(worth.id), owner.until_at IS NULL
    FROM season_ownership owner
    JOIN season_leagueseason season ON season.id = %(season)s AND season.league_id = owner.league_id
    JOIN leagues_asset asset ON asset.id = owner.asset_id
    LEFT JOIN (season_performance performance
        JOIN season_fixture fixture ON fixture.id = performance.fixture_id
        JOIN season_assetpoints worth ON worth.performance_id = performance.id)
        ON performance.asset_id = owner.asset_id AND fixture.competition_id = season.competition_id
        AND worth.scheme_id = season.scheme_id
        AND (owner.from_at <= fixture.kickoff OR (season.counts_earlier AND NOT EXISTS (
            SELECT FROM season_ownership earlier
            WHERE earlier.league_id = owner.league_id AND earlier.asset_id = owner.asset_id
                AND earlier.from_at < owner.from_at
        )))
        AND (owner.until_at IS NULL OR owner.until_at > fixture.kickoff)
    WHERE (%(member)s::bigint IS NULL OR owner.member_id = %(member)s)
    GROUP BY asset.id, owner.id
    ORDER BY 7 DESC, asset.name
    LIMIT %(limit)s OFFSET %(offset)s
"""


def assets(season: LeagueSeason, member: Member | None = None, *, limit: int = 200, offset: int = 0) -> list[AssetRow]:
    """What each asset brought whoever owned it, the best first; of one manager, or of all."""
    of = member.pk if member else None
    values: dict[str, int | None] = {"season": season.pk, "member": of, "limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(_ASSETS, values)
        return [AssetRow(*row) for row in cursor.fetchall()]
