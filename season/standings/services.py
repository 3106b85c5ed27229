"""The standings: counted again in the background, for all leagues of a competition by the same few statements.

    1  whoever changes points, fixtures or owners asks for a recount, in the same transaction
    2  a worker takes what was asked of one competition, all of it at once
    3  the points of the match days concerned: who owned an asset at kick-off gets what it scored
    4  totals and places of these match days and all later ones
    5  tell the leagues' open pages, after the commit

The number of statements depends on neither leagues nor players.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from auctions.publish import broadcast
from season.models import LeagueSeason, Recount

_LOCK_SPACE = 0x57A4
"""Of the advisory locks, one for each competition: two workers never count the same one."""

_POINTS = """
    WITH chosen AS (
        SELECT * FROM season_leagueseason
        WHERE competition_id = %(competition)s AND (%(season)s::bigint IS NULL OR id = %(season)s)
    ), played AS (
        SELECT id, round_id, kickoff FROM season_fixture
        WHERE competition_id = %(competition)s AND kickoff IS NOT NULL
            AND (%(rounds)s::bigint[] IS NULL OR coalesce(round_id, 0) = ANY(%(rounds)s))
            AND EXISTS (SELECT FROM season_performance WHERE fixture_id = season_fixture.id)
    ), scored AS (
        SELECT chosen.id AS season_id, played.round_id, ownership.member_id, sum(worth.points) AS points
        FROM played
        JOIN season_performance performance ON performance.fixture_id = played.id
        JOIN season_assetpoints worth ON worth.performance_id = performance.id
        JOIN chosen ON chosen.scheme_id = worth.scheme_id
        JOIN season_ownership ownership
            ON ownership.league_id = chosen.league_id AND ownership.asset_id = performance.asset_id
            AND (ownership.from_at <= played.kickoff OR (chosen.counts_earlier AND NOT EXISTS (
                SELECT FROM season_ownership earlier
                WHERE earlier.league_id = ownership.league_id AND earlier.asset_id = ownership.asset_id
                    AND earlier.from_at < ownership.from_at
            )))
            AND (ownership.until_at IS NULL OR ownership.until_at > played.kickoff)
        GROUP BY chosen.id, played.round_id, ownership.member_id
    ), everybody AS (
        SELECT chosen.id AS season_id, days.round_id, member.id AS member_id
        FROM chosen
        JOIN leagues_member member ON member.league_id = chosen.league_id
        CROSS JOIN (SELECT DISTINCT round_id FROM played) days
        WHERE (member.plays AND member.left_at IS NULL)
            OR EXISTS (SELECT FROM season_ownership WHERE member_id = member.id AND league_id = chosen.league_id)
    )
    INSERT INTO season_roundstanding
        (season_id, round_id, member_id, points, total, best_round, rounds_won, position)
    SELECT everybody.season_id, everybody.round_id, everybody.member_id, coalesce(scored.points, 0), 0, 0, 0, 0
    FROM everybody LEFT JOIN scored
        ON scored.season_id = everybody.season_id AND scored.member_id = everybody.member_id
        AND scored.round_id IS NOT DISTINCT FROM everybody.round_id
"""
_CLEAR = """
    DELETE FROM season_roundstanding standing USING season_leagueseason chosen
    WHERE chosen.id = standing.season_id AND chosen.competition_id = %(competition)s
        AND (%(season)s::bigint IS NULL OR chosen.id = %(season)s)
        AND (%(rounds)s::bigint[] IS NULL OR coalesce(standing.round_id, 0) = ANY(%(rounds)s))
"""
_PLACES = """
    WITH chosen AS (
        SELECT * FROM season_leagueseason
        WHERE competition_id = %(competition)s AND (%(season)s::bigint IS NULL OR id = %(season)s)
    ), days AS (
        SELECT standing.*, coalesce(round.number, 0) AS number,
            standing.points > 0 AND standing.points = max(standing.points)
                OVER (PARTITION BY standing.season_id, standing.round_id) AS won
        FROM season_roundstanding standing
        JOIN chosen ON chosen.id = standing.season_id
        LEFT JOIN season_round round ON round.id = standing.round_id
        WHERE coalesce(round.number, 0) >= %(first)s
    ), before AS (
        SELECT standing.* FROM season_roundstanding standing JOIN chosen ON chosen.id = standing.season_id
        WHERE coalesce(standing.round_id, 0) = %(previous)s
    ), sums AS (
        SELECT days.id, days.season_id, days.round_id, days.member_id, number,
            coalesce(before.total, 0) + sum(days.points) OVER so_far AS total,
            greatest(before.best_round, max(days.points) OVER so_far) AS best_round,
            coalesce(before.rounds_won, 0) + count(*) FILTER (WHERE won) OVER so_far AS rounds_won
        FROM days LEFT JOIN before ON before.season_id = days.season_id AND before.member_id = days.member_id
        WINDOW so_far AS (PARTITION BY days.season_id, days.member_id ORDER BY number, days.round_id)
    ), money AS (
        SELECT DISTINCT ON (participant.member_id) participant.member_id, participant.available AS money_left
        FROM auctions_participant participant
        JOIN auctions_auction auction ON auction.id = participant.auction_id AND auction.status = 'completed'
        JOIN chosen ON chosen.league_id = auction.league_id
        ORDER BY participant.member_id, auction.created_at DESC
    ), sales AS (
        SELECT ownership.member_id, min(ownership.from_at) AS first_sale
        FROM season_ownership ownership JOIN chosen ON chosen.league_id = ownership.league_id
        GROUP BY ownership.member_id
    ), placed AS (
        SELECT sums.id, sums.total, sums.best_round, sums.rounds_won, rank() OVER (
            PARTITION BY sums.season_id, sums.number, sums.round_id
            ORDER BY sums.total DESC, (
                SELECT array_agg(
                    CASE name
                        WHEN 'rounds_won' THEN sums.rounds_won
                        WHEN 'best_round' THEN sums.best_round
                        WHEN 'money_left' THEN coalesce(money.money_left, 0)
                    END ORDER BY place
                ) FROM unnest(chosen.tie_breakers) WITH ORDINALITY AS breaker (name, place)
            ) DESC NULLS LAST, sales.first_sale NULLS LAST
        ) AS position
        FROM sums
        JOIN chosen ON chosen.id = sums.season_id
        LEFT JOIN money ON money.member_id = sums.member_id
        LEFT JOIN sales ON sales.member_id = sums.member_id
    )
    UPDATE season_roundstanding standing SET total = placed.total, position = placed.position,
        best_round = placed.best_round, rounds_won = placed.rounds_won
    FROM placed
    WHERE placed.id = standing.id
"""
_DAYS = """
    SELECT day.id, day.number, EXISTS (
        SELECT FROM season_fixture fixture JOIN season_performance performance ON performance.fixture_id = fixture.id
        WHERE fixture.competition_id = %(competition)s AND coalesce(fixture.round_id, 0) = day.id
    )
    FROM (
        SELECT id, number FROM season_round WHERE competition_id = %(competition)s UNION ALL SELECT 0, 0
    ) AS day
    ORDER BY day.number, day.id
"""
_COUNTED = """
    UPDATE season_leagueseason SET counted_at = clock_timestamp()
    WHERE competition_id = %(competition)s AND (%(season)s::bigint IS NULL OR id = %(season)s)
    RETURNING league_id
"""


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is counted again: None is every season, or every match day."""

    season: int | None
    rounds: frozenset[int] | None


Days = Iterable[int | None]
"""Ids of match days; None for fixtures without one."""


def ask_recount(competition_id: int, *, season_id: int | None = None, rounds: Days | None = None) -> None:
    """Have standings counted again soon: of one season or of all, of some match days or of all.

    Call it in the transaction of the change.
    """
    numbers = None if rounds is None else sorted({each or 0 for each in rounds})
    Recount.objects.create(competition_id=competition_id, season_id=season_id, rounds=numbers)


def ask_recount_of(league_id: UUID) -> None:
    """Have all standings of a league counted again: its assets belong to others now. In that change's transaction."""
    seasons = LeagueSeason.objects.filter(league=league_id).values_list("competition_id", "pk")
    Recount.objects.bulk_create(
        Recount(competition_id=competition, season_id=season) for competition, season in seasons
    )


def next_asked(but: Collection[int] = ()) -> int | None:
    """The competition of which a recount was asked longest ago, other than those named; None if there is none."""
    return Recount.objects.exclude(competition__in=[*but]).values_list("competition_id", flat=True).first()


def recount(competition_id: int) -> bool:
    """Count all that was asked of a competition; whether there was anything."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_SPACE, competition_id])
        asked = list(Recount.objects.filter(competition=competition_id))
        counted = [_count(competition_id, scope) for scope in _scopes(asked)]
        Recount.objects.filter(pk__in=[each.pk for each in asked]).delete()
    broadcast.standings_changed(list(dict.fromkeys(chain.from_iterable(counted))))
    return bool(asked)


def _scopes(asked: list[Recount]) -> list[_Scope]:
    """What was asked, joined: everything for all first, then the seasons that want more than that."""
    for_all = _joined(None, [each for each in asked if each.season_id is None])
    seasons = {each.season_id for each in asked if each.season_id is not None}
    alone = [_joined(season, [each for each in asked if each.season_id == season]) for season in sorted(seasons)]
    return [scope for scope in (for_all, *alone) if scope is not None]


def _joined(season: int | None, asked: list[Recount]) -> _Scope | None:
    if not asked:
        return None
    rounds = [each.rounds for each in asked]
    return _Scope(season, None if None in rounds else frozenset(n for each in rounds for n in each or ()))


def _count(competition_id: int, scope: _Scope) -> list[UUID]:
    """Count one scope; the ids of the leagues concerned."""
    values: dict[str, Any] = {
        "competition": competition_id,
        "season": scope.season,
        "rounds": None if scope.rounds is None else sorted(scope.rounds),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, values)
        values |= _from_where(cursor.fetchall(), scope)
        for statement in (_CLEAR, _POINTS, _PLACES, _COUNTED):
            cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _from_where(days: list[tuple[int, int, bool]], scope: _Scope) -> dict[str, int]:
    """The number of the first match day whose places may change, and the id of the one with scores before it.

    `days` are ids, numbers, and whether there are scores, in order; -1 stands for none.
    """
    first = min((number for day, number, _ in days if scope.rounds is None or day in scope.rounds), default=0)
    earlier = [day for day, number, scored in days if scored and number < first]
    return {"first": first, "previous": earlier[-1] if earlier else -1}
