"""Reads of standings. Nothing here writes. Points are hundredths of a point."""

from dataclasses import dataclass
from datetime import datetime
from types import EllipsisType

from django.db import connection
from django.db.models import F

from leagues.models import Member
from season.models import LeagueSeason, Round, RoundStanding
from season.standings.statements import COUNTS, MONEY_LEFT, OWNED_AT_KICKOFF


@dataclass(frozen=True, slots=True)
class StandingsRow:
    """A manager after a match day. `moved`: places won since the one before, lost if negative; None at the first.

    `best_round` and `rounds_won` part those with as many points, as far as the season counts them.
    """

    member: Member
    position: int
    moved: int | None
    points: int
    total: int
    best_round: int = 0
    rounds_won: int = 0


@dataclass(frozen=True, slots=True)
class StandingsTable:
    """The standings after a match day, and as of when they were counted; no rows before the first scores."""

    round: Round | None
    rows: list[StandingsRow]
    counted_at: datetime | None
    counting: bool


@dataclass(frozen=True, slots=True)
class AssetStanding:
    """An asset's points for a manager while it was theirs, and its price."""

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


def standings_table(season: LeagueSeason, after: Round | EllipsisType | None = ...) -> StandingsTable:
    """The standings after a match day (None: fixtures without one); if none is named, after the last with scores."""
    rounds = played_rounds(season)
    counting = season.recounts.exists() or season.competition.recounts.filter(season=None).exists()
    if not rounds:
        return StandingsTable(None, [], season.counted_at, counting)
    at = rounds.index(after) if not isinstance(after, EllipsisType) and after in rounds else len(rounds) - 1
    before = _positions(season, rounds[at - 1]) if at else {}
    standings = season.standings.filter(round=rounds[at]).select_related("member__user")
    rows = [
        StandingsRow(
            member=standing.member,
            position=standing.position,
            moved=before[standing.member_id] - standing.position if standing.member_id in before else None,
            points=standing.points,
            total=standing.total,
            best_round=standing.best_round,
            rounds_won=standing.rounds_won,
        )
        for standing in standings.order_by("position", "member_id")
    ]
    return StandingsTable(rounds[at], rows, season.counted_at, counting)


def _positions(season: LeagueSeason, after: Round | None) -> dict[int, int]:
    return dict(season.standings.filter(round=after).values_list("member_id", "position"))


def money_left(season: LeagueSeason) -> dict[int, int]:
    """Return what each member had left of the newest completed auction, by the member's id; nobody else's to know."""
    with connection.cursor() as cursor:
        cursor.execute(MONEY_LEFT, {"competition": season.competition_id, "season": season.pk})
        return dict(cursor.fetchall())


def standings_by_member(season: LeagueSeason) -> dict[int, list[RoundStanding]]:
    """Every manager's standings after each match day, in order: what a chart shows. By the member's id."""
    by_member: dict[int, list[RoundStanding]] = {}
    ordered = season.standings.select_related("round").order_by(F("round__number").asc(nulls_first=True), "round_id")
    for standing in ordered:
        by_member.setdefault(standing.member_id, []).append(standing)
    return by_member


_ASSETS = f"""
    SELECT asset.id, asset.name, asset.position, asset.club, ownership.member_id, ownership.price,
        coalesce(sum(worth.points), 0)::bigint, count(worth.id), ownership.until_at IS NULL
    FROM season_ownership ownership
    JOIN season_leagueseason season ON season.id = %(season)s AND season.league_id = ownership.league_id
    JOIN leagues_asset asset ON asset.id = ownership.asset_id
    -- The three are joined in brackets, so that an asset without a score has a row too.
    LEFT JOIN (season_performance performance
        JOIN season_fixture fixture ON fixture.id = performance.fixture_id
        JOIN season_assetpoints worth ON worth.performance_id = performance.id)
        ON performance.asset_id = ownership.asset_id AND fixture.competition_id = season.competition_id
        AND worth.scheme_id = season.scheme_id
        AND {COUNTS} AND {OWNED_AT_KICKOFF}
    WHERE (%(member)s::bigint IS NULL OR ownership.member_id = %(member)s)
    GROUP BY asset.id, ownership.id
    ORDER BY 7 DESC, asset.name
    LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 # constants


def asset_standings(
    season: LeagueSeason, member: Member | None = None, *, limit: int = 200, offset: int = 0
) -> list[AssetStanding]:
    """Return the points of each asset for each of its owners, the most first; of one manager, or of all."""
    of = member.pk if member else None
    values: dict[str, int | None] = {"season": season.pk, "member": of, "limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(_ASSETS, values)
        return [AssetStanding(*row) for row in cursor.fetchall()]
