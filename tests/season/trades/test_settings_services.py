"""Changing the settings of a season."""

import pytest

from accounts.models import User
from auctions.models import Auction
from leagues.models import League, Member
from leagues.services import NotAllowed
from season.trades.queries import settings_of
from season.trades.services import accept, veto
from season.trades.settings import SeasonSettings, SettingsError
from season.trades.settings_services import SettingsFixed, update_settings
from tests.season.trading import offer

STRICT = SeasonSettings(approval="commissioner", drops=False)


@pytest.mark.django_db
def test_commissioner_changes_the_settings_and_others_do_not(league: League, carla: User, max_: User) -> None:
    assert settings_of(league.pk) == SeasonSettings()
    carla_, max__ = (Member.objects.select_related("league").get(user=each) for each in (carla, max_))
    update_settings(carla_, STRICT)
    assert settings_of(league.pk) == STRICT
    with pytest.raises(NotAllowed):
        update_settings(max__, SeasonSettings())
    with pytest.raises(SettingsError):
        update_settings(carla_, SeasonSettings(veto_hours=0))
    assert settings_of(league.pk) == STRICT


@pytest.mark.django_db
def test_settings_are_fixed_by_the_first_trade_that_is_agreed(auction: Auction, members: dict[str, Member]) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    update_settings(members["Carla"], STRICT)
    accept(members["Mia"], trade.pk)
    with pytest.raises(SettingsFixed):
        update_settings(members["Carla"], SeasonSettings())
    veto(members["Carla"], trade.pk)
    with pytest.raises(SettingsFixed):
        update_settings(members["Carla"], SeasonSettings())
    assert update_settings(members["Carla"], STRICT) == settings_of(auction.league_id) == STRICT
