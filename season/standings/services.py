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
from leagues.models import Member
from season.models import LeagueSeason, Recount
from season.standings.statements import CLEAR, COUNTED, DAYS, PLACES, POINTS

_LOCK_SPACE = 0x57A4
"""Of the advisory locks, one for each competition: two workers never count the same one."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """The seasons and match days to count again: None is every season, or every match day."""

    season: int | None
    rounds: frozenset[int] | None


Days = Iterable[int | None]
"""Ids of match days; None for fixtures without one."""


def recount_after_change_of(member: Member) -> None:
    """Have the standings of a member's league counted again: who joins, leaves or only watches ranks differently."""
    for season in LeagueSeason.objects.filter(league=member.league_id):
        request_recount(season.competition_id, season_id=season.pk)


def request_recount(competition_id: int, *, season_id: int | None = None, rounds: Days | None = None) -> None:
    """Have standings counted again soon: of one season or of all, of some match days or of all.

    Call it in the transaction of the change.
    """
    numbers = None if rounds is None else sorted({each or 0 for each in rounds})
    Recount.objects.create(competition_id=competition_id, season_id=season_id, rounds=numbers)


def request_league_recount(league_id: UUID) -> None:
    """Have all standings of a league counted again: its assets belong to others now. In that change's transaction."""
    seasons = LeagueSeason.objects.filter(league=league_id).values_list("competition_id", "pk")
    Recount.objects.bulk_create(
        Recount(competition_id=competition, season_id=season) for competition, season in seasons
    )


def next_competition_to_recount(but: Collection[int] = ()) -> int | None:
    """The competition of which a recount was asked longest ago, other than those named; None if there is none."""
    return Recount.objects.exclude(competition__in=[*but]).values_list("competition_id", flat=True).first()


def recount(competition_id: int) -> bool:
    """Count all that was asked of a competition, and tell the leagues; whether there was anything."""
    with transaction.atomic():
        leagues = count_asked(competition_id)
    broadcast.standings_changed(leagues or [])
    return leagues is not None


def count_asked(competition_id: int) -> list[UUID] | None:
    """Count all that was asked of a competition, in this transaction; the leagues, None if nothing was asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_SPACE, competition_id])
    asked = list(Recount.objects.filter(competition=competition_id))
    counted = [_count(competition_id, scope) for scope in _scopes(asked)]
    # Only requests that were read go: one that came meanwhile may be about rows that were not seen here.
    Recount.objects.filter(pk__in=[each.pk for each in asked]).delete()
    return list(dict.fromkeys(chain.from_iterable(counted))) if asked else None


def _scopes(asked: list[Recount]) -> list[_Scope]:
    """Return the requests, joined: everything for all first, then the seasons that want more than that."""
    for_all = _join(None, [request for request in asked if request.season_id is None])
    seasons = {request.season_id for request in asked if request.season_id is not None}
    alone = [_join(season, [request for request in asked if request.season_id == season]) for season in sorted(seasons)]
    return [scope for scope in (for_all, *alone) if scope is not None]


def _join(season: int | None, asked: list[Recount]) -> _Scope | None:
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
        cursor.execute(DAYS, values)
        values |= _first_day(cursor.fetchall(), scope)
        for statement in (CLEAR, POINTS, PLACES, COUNTED):
            cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _first_day(days: list[tuple[int, int, bool]], scope: _Scope) -> dict[str, int]:
    """The number of the first match day whose places may change, and the id of the one with scores before it.

    `days` are ids, numbers, and whether there are scores, in order; -1 stands for none.
    """
    first = min((number for day, number, _ in days if scope.rounds is None or day in scope.rounds), default=0)
    earlier = [day for day, number, scored in days if scored and number < first]
    return {"first": first, "previous": earlier[-1] if earlier else -1}
