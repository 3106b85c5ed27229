"""Reasons, in words, why a manager stands below another with as many points. Nothing here writes."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from season.models import LeagueSeason, TieBreaker
from season.scoring.points import format_points
from season.standings.queries import StandingsRow, money_left


def tie_reasons(season: LeagueSeason, rows: Sequence[StandingsRow]) -> dict[int, str]:
    """Return a sentence for each who has as many points as the one above, by the member's id."""
    level = [(above, below) for above, below in pairwise(rows) if above.total == below.total]
    money = money_left(season) if level and TieBreaker.MONEY_LEFT in season.tie_breakers else {}
    return {below.member.pk: _reason(season.tie_breakers, above, below, money) for above, below in level}


def _reason(breakers: Sequence[str], above: StandingsRow, below: StandingsRow, money: Mapping[int, int]) -> str:
    if above.position == below.position:
        return _("Level in everything that parts equals.")
    for breaker in map(TieBreaker, (name for name in breakers if name in TieBreaker.values)):
        mine, theirs = _value(breaker, below, money), _value(breaker, above, money)
        if mine != theirs:
            return _behind(breaker, mine, theirs)
    return _("Level on points, and bought first later.")


def _value(breaker: TieBreaker, row: StandingsRow, money: Mapping[int, int]) -> int:
    number: int = money.get(row.member.pk, 0) if breaker is TieBreaker.MONEY_LEFT else getattr(row, breaker.value)
    return number


def _behind(breaker: TieBreaker, mine: int, theirs: int) -> str:
    """Return by what somebody is behind, with both numbers; what is left of the money is nobody else's to know."""
    match breaker:
        case TieBreaker.ROUNDS_WON:
            return _("Level on points, behind on match days won, {mine} to {theirs}.").format(mine=mine, theirs=theirs)
        case TieBreaker.BEST_ROUND:
            sentence = _("Level on points, behind on the best match day, {mine} to {theirs}.")
            return sentence.format(mine=format_points(mine), theirs=format_points(theirs))
        case TieBreaker.MONEY_LEFT:
            return _("Level on points, behind on money left of the auction.")
