"""Competitions come into being, and leagues follow them, each by a scheme."""

from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from leagues.models import League, Sport
from season.locks import require_keeper
from season.models import Competition

MOST_COMPETITIONS = 20
"""The most competitions that one league may have."""


class CompetitionRefused(Exception):
    """The competition can't be made or followed so; the text says why, and what to do."""


def create_competition(by: User | None, sport: Sport, *, league: League | None = None, **fields: Any) -> Competition:
    """A new competition, shared by all leagues of the sport or one league's own; None is the command line.

    `fields` are key, name, season, time_zone and asset_prefix.
    Raises NotAllowed, and CompetitionRefused for fields that can't be.
    """
    competition = Competition(sport=sport, league=league, **fields)
    require_keeper(by, competition)
    if competition.time_zone not in available_timezones():
        sentence = _("There is no time zone {zone!r}; name one such as Europe/Zurich.")
        raise CompetitionRefused(sentence.format(zone=competition.time_zone))
    with transaction.atomic():
        if league is not None:
            _check_room_for_one_more(league, sport)
        try:
            competition.full_clean()
        except ValidationError as error:
            raise CompetitionRefused(" ".join(error.messages)) from error
        competition.save()
    return competition


def _check_room_for_one_more(league: League, sport: Sport) -> None:
    if league.sport_id != sport.pk:
        raise CompetitionRefused(_("The league plays another sport."))
    League.lock(league.pk)  # two at once would both be the last
    if league.own_competitions.count() >= MOST_COMPETITIONS:
        sentence = _("A league has {most} competitions of its own at most.")
        raise CompetitionRefused(sentence.format(most=MOST_COMPETITIONS))
