"""Changing a league's settings for its season."""

from django.db import transaction
from django.utils.translation import gettext as _

from leagues.models import Member
from leagues.permissions import Action
from leagues.services import require
from season.locks import lock_league
from season.models import LeagueSettings
from season.trades.queries import season_settings_of, settings_are_fixed
from season.trades.settings import SeasonSettings


class SettingsFixed(Exception):
    """A trade was agreed under the settings, which stay for the season."""

    def __init__(self) -> None:
        super().__init__(_("A trade was agreed under these settings already, so they stay as they are."))


@transaction.atomic
def update_season_settings(by: Member, settings: SeasonSettings) -> SeasonSettings:
    """Change by what rules a league trades; `by` is who does it.

    Raises NotAllowed, SettingsError, SettingsFixed once a trade was agreed, and LeagueBusy.
    """
    require(by, Action.CHANGE_SETTINGS)
    settings.check()
    lock_league(by.league_id)
    if settings != season_settings_of(by.league_id) and settings_are_fixed(by.league_id):
        raise SettingsFixed
    LeagueSettings.objects.update_or_create(league_id=by.league_id, defaults={"settings": settings.to_json()})
    return settings
