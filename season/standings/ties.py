"""Reasons, in words, why a manager stands below another with as many points. Nothing here writes."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from auctions.models import Participant
from season.models import LeagueSeason, TieBreaker
from season.scoring.points import format_points
from season.standings.queries import StandingsRow


def tie_reasons(season: LeagueSeason, rows: Sequence[StandingsRow]) -> dict[int, str]:
    """Return a sentence for each who has as many points as the one above, by the member's id."""
    level = [(above, below) for above, below in pairwise(rows) if above.total == below.total]
    money = _money_left(season) if level and TieBreaker.MONEY_LEFT in season.tie_breakers else {}
    return {below.member.pk: _reason(season.tie_breakers, above, below, money) for above, below in level}


def _reason(breakers: Sequence[str], above: StandingsRow, below: StandingsRow, money: Mapping[int, int]) -> str:
    if above.position == below.position:
        return _("Level in everything that parts equals.")
    for breaker in breakers:
        mine, theirs = _value(breaker, below, money), _value(breaker, above, money)
        if mine != theirs:
            return _behind(breaker, mine, theirs)
    return _("Level on points, and bought first later.")


def _value(breaker: str, row: StandingsRow, money: Mapping[int, int]) -> int:
    numbers = {TieBreaker.ROUNDS_WON.value: row.rounds_won, TieBreaker.BEST_ROUND.value: row.best_round}
    return numbers.get(breaker, money.get(row.member.pk, 0))


def _behind(breaker: str, mine: int, theirs: int) -> str:
    """Return by what somebody is behind, with both numbers; what is left of the money is nobody else's to know."""
    if breaker == TieBreaker.ROUNDS_WON:
        return _("Level on points, behind on match days won, {mine} to {theirs}.").format(mine=mine, theirs=theirs)
    if breaker == TieBreaker.BEST_ROUND:
        sentence = _("Level on points, behind on the best match day, {mine} to {theirs}.")
        return sentence.format(mine=format_points(mine), theirs=format_points(theirs))
    return _("Level on points, behind on money left of the auction.")


def _money_left(season: LeagueSeason) -> dict[int, int]:
    """Return what each member had left of the newest completed auction, as the standings compare it."""
    rows = Participant.objects.filter(auction__league=season.league_id, auction__status="completed")
    return dict(rows.order_by("auction__created_at").values_list("member_id", "available"))
