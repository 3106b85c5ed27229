"""Reads of the competitions that leagues follow."""

from accounts.models import User
from season.competitions.services import create_competition
from season.league_seasons.queries import newest_season, not_followed, season_in, seasons_of
from season.league_seasons.services import follow_competition
from tests.season import small_competitions


def test_a_league_s_seasons_come_newest_first_with_their_schemes(carla: User) -> None:
    cup, other = (
        small_competitions.players_competition(),
        small_competitions.players_competition(key="other", name="Other"),
    )
    league = small_competitions.players_league(carla)
    assert newest_season(league.pk) is None
    first = follow_competition(small_competitions.member(league, carla), cup)
    second = follow_competition(small_competitions.member(league, carla), other)
    assert [(each.competition, each.scheme) for each in seasons_of(league)] == [
        (other, second.scheme),
        (cup, first.scheme),
    ]
    assert newest_season(league.pk) == second


def test_a_league_s_own_competition_comes_before_a_shared_one_of_the_same_key(carla: User) -> None:
    cup = small_competitions.players_competition()
    league = small_competitions.players_league(carla)
    carla_in_it = small_competitions.member(league, carla)
    shared = follow_competition(carla_in_it, cup)
    assert season_in(league.pk, "cup") == shared
    own = follow_competition(carla_in_it, create_competition(carla, league.sport, league=league, key="cup", name="Own"))
    assert season_in(league.pk, "cup") == own
    assert season_in(league.pk, "no-such") is None


def test_what_is_followed_already_is_not_offered_again(carla: User) -> None:
    cup, other = (
        small_competitions.players_competition(),
        small_competitions.players_competition(key="other", name="Other"),
    )
    league = small_competitions.players_league(carla)
    assert list(not_followed(league)) == [other, cup]
    follow_competition(small_competitions.member(league, carla), cup)
    assert list(not_followed(league)) == [other]
