"""Changing the settings of a season."""

import pytest

from accounts.models import User
from auctions.models import Auction
from leagues.models import League, Member
from leagues.services import NotAllowed
from season.trades.queries import season_settings_of
from season.trades.services import accept, veto
from season.trades.settings import SeasonSettings, SettingsError
from season.trades.settings_services import SettingsFixed, update_season_settings
from tests.season.auctioned_league import offer

STRICT = SeasonSettings(approval="commissioner", drops=False)


@pytest.mark.django_db
def test_commissioner_changes_the_settings_and_others_do_not(league: League, carla: User, max_: User) -> None:
    assert season_settings_of(league.pk) == SeasonSettings()
    carla_, max__ = (Member.objects.select_related("league").get(user=each) for each in (carla, max_))
    update_season_settings(carla_, STRICT)
    assert season_settings_of(league.pk) == STRICT
    with pytest.raises(NotAllowed):
        update_season_settings(max__, SeasonSettings())
    with pytest.raises(SettingsError):
        update_season_settings(carla_, SeasonSettings(veto_hours=0))
    assert season_settings_of(league.pk) == STRICT


@pytest.mark.django_db
def test_settings_are_fixed_by_the_first_trade_that_is_agreed(auction: Auction, members: dict[str, Member]) -> None:
    trade = offer(auction, members["Max"], members["Mia"], (1,), (2,))
    update_season_settings(members["Carla"], STRICT)
    accept(members["Mia"], trade.pk)
    with pytest.raises(SettingsFixed):
        update_season_settings(members["Carla"], SeasonSettings())
    veto(members["Carla"], trade.pk)
    with pytest.raises(SettingsFixed):
        update_season_settings(members["Carla"], SeasonSettings())
    assert update_season_settings(members["Carla"], STRICT) == season_settings_of(auction.league_id) == STRICT
