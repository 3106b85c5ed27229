"""Changes to how a league counts its season: its tie-breakers, and whether matches before its auction count."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from leagues.models import Member
from leagues.permissions import Action
from leagues.services import require
from season.locks import lock_competition
from season.models import LeagueSeason, TieBreaker
from season.standings.services import request_recount


class CountingRefused(Exception):
    """Standings can't be counted so; the text says what to do."""


def change_counting(
    member: Member, season: LeagueSeason, *, tie_breakers: Sequence[str], counts_earlier: bool
) -> LeagueSeason:
    """Count the league's season so from its first match day on; the standings are counted again soon.

    Raises NotAllowed, CountingRefused, CompetitionNotFound, Busy.
    """
    require(member, Action.MANAGE_SEASON)
    if len(set(tie_breakers)) != len(tie_breakers) or not set(tie_breakers) <= set(TieBreaker):
        raise CountingRefused(_("Give each of {choices} once at most.").format(choices=", ".join(TieBreaker)))
    with transaction.atomic():
        lock_competition(season.competition_id)
        season = LeagueSeason.objects.get(pk=season.pk, league=member.league_id)
        if (list(tie_breakers), counts_earlier) != (season.tie_breakers, season.counts_earlier):
            season.tie_breakers, season.counts_earlier = list(tie_breakers), counts_earlier
            season.save(update_fields=["tie_breakers", "counts_earlier"])
            request_recount(season.competition_id, season_id=season.pk)
    return season
