"""The season of the league to try the product with."""

from auctions.demo import find_demo_league
from leagues.queries import commissioners_of
from season.competitions.queries import competition_of
from season.fixtures.shipped_season import SHIPPED_SEASON, import_shipped_season
from season.league_seasons.counting import change_counting
from season.league_seasons.queries import seasons_of
from season.league_seasons.services import follow_competition
from season.models import LeagueSeason
from season.schemes.services import install_sport_and_scheme


def prepare_season() -> LeagueSeason | None:
    """Let the demo's league follow the shipped season, with the matches before its auction: points show at once.

    A league that follows something stays as people have left it. None if there is no demo.
    """
    league = find_demo_league()
    if league is None:
        return None
    followed_season = seasons_of(league).first()
    if followed_season is not None:
        return followed_season
    install_sport_and_scheme(league.sport_id)
    import_shipped_season()
    competition = competition_of(SHIPPED_SEASON.stem, league.sport_id)
    commissioner = commissioners_of(league.pk).select_related("league", "user").first()
    assert competition is not None  # noqa: S101 # it was made just now
    assert commissioner is not None  # noqa: S101 # a league has one
    season = follow_competition(commissioner, competition)
    return change_counting(commissioner, season, tie_breakers=season.tie_breakers, counts_earlier=True)
