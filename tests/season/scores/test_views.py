"""The page of an asset."""

import pytest

from accounts.models import User
from leagues.models import Asset
from season.models import Fixture, LeagueSeason
from tests.leagues.test_views import signed_in
from tests.season import scored_league, small_competitions
from tests.season.season_pages import page_of, words


@pytest.fixture
def season(carla: User, max_: User, mia: User) -> LeagueSeason:
    return scored_league.played_league(carla, max_, mia)


def test_asset_shows_owners_and_the_rules_that_gave_points(season: LeagueSeason, mia: User, carla: User) -> None:
    scored_league.score(season, *scored_league.GAME_1)
    dee = Asset.objects.get(external_id="4")
    shown = words(signed_in(mia), page_of(season, f"assets/{dee.pk}/"))
    assert "Sold for £20m at the auction." in shown
    assert "for Max 10 Played 60 minutes or more 2 Goals ×2 8" in shown
    LeagueSeason.objects.update(counts_earlier=False)
    Fixture.objects.update(kickoff="2020-01-01T00:00Z")
    assert "for nobody 10" in words(signed_in(mia), page_of(season, f"assets/{dee.pk}/"))
    other = small_competitions.players_league(carla, name="Other")
    own = Asset.objects.create(sport=other.sport, league=other, external_id="z", name="Zed")
    assert signed_in(mia).get(page_of(season, f"assets/{own.pk}/")).status_code == 404
