"""Effects of a change on standings: it is made, counted, looked at, and taken back at once."""

from collections.abc import Callable
from typing import NamedTuple

from django.db import transaction

from leagues.queries import names_of_members
from season.models import Competition, LeagueSeason
from season.standings.queries import standings_table
from season.standings.services import count_asked


class StandingEffect(NamedTuple):
    """A manager's place and total before and after, in hundredths; None before: there were no standings."""

    name: str
    position_before: int | None
    position: int
    total_before: int
    total: int


def effects_of(competition: Competition, change: Callable[[], object]) -> list[StandingEffect]:
    """Return what the change would do, by the places after it; nothing of it stays.

    Call it in a transaction that has locked the competition, which is a league's own: one that all leagues share would
    have thousands of standings.
    """
    season = LeagueSeason.objects.filter(competition=competition).first()
    if season is None:
        return []
    with transaction.atomic():
        count_asked(competition.pk)
        before = _places(season)
        change()
        count_asked(competition.pk)
        after = _places(season)
        transaction.set_rollback(True)
    names = names_of_members(season.league_id)
    rows = sorted(after.items(), key=lambda each: (each[1], each[0]))
    effects = [StandingEffect(names[who], *_pairs(before.get(who), place)) for who, place in rows]
    return effects if before != after else []


def _places(season: LeagueSeason) -> dict[int, tuple[int, int]]:
    """Return place and total by the member's id."""
    return {row.member.pk: (row.position, row.total) for row in standings_table(season).rows}


def _pairs(before: tuple[int, int] | None, after: tuple[int, int]) -> tuple[int | None, int, int, int]:
    return (before[0] if before else None, after[0], before[1] if before else 0, after[1])
