"""Competitions are made, shared or of one league."""

from typing import Any

import pytest

from accounts.models import User
from leagues.models import League
from leagues.services import NotAllowed
from season.competitions.services import MOST_COMPETITIONS, CompetitionRefused, create_competition
from season.models import Competition
from tests import cast
from tests.season import small_competitions


@pytest.fixture
def cup(db: None) -> Competition:
    return small_competitions.players_competition()


@pytest.fixture
def league(carla: User, max_: User) -> League:
    return small_competitions.players_league(carla, max_)


def test_who_makes_which_competition(league: League, carla: User, max_: User, olga: User) -> None:
    create_competition(olga, league.sport, key="shared", name="Shared")
    create_competition(carla, league.sport, league=league, key="own", name="Own")
    for user, owner in ((carla, None), (max_, league), (olga, league)):
        with pytest.raises(NotAllowed):
            create_competition(user, league.sport, league=owner, key="x", name="X")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"key": "cup"}, "already exists"),
        ({"key": "no spaces"}, "slug"),
        ({"name": ""}, "blank"),
        ({"time_zone": "Europe"}, "no time zone 'Europe'; name one such as"),
        ({"time_zone": "../../etc/passwd"}, "no time zone"),
        ({"season": "x" * 21}, "20 characters"),
    ],
)
def test_fields_that_cannot_be_are_refused(cup: Competition, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(CompetitionRefused, match=words):
        create_competition(None, cup.sport, **{"key": "other", "name": "Other", **fields})


def test_a_league_has_so_many_competitions_of_its_own(league: League, carla: User) -> None:
    for number in range(MOST_COMPETITIONS):
        create_competition(carla, league.sport, league=league, key=f"own-{number}", name="Own")
    with pytest.raises(CompetitionRefused, match="20 competitions of its own at most"):
        create_competition(carla, league.sport, league=league, key="one-more", name="Own")


def test_a_league_makes_competitions_of_its_sport_only(league: League, carla: User) -> None:
    with pytest.raises(CompetitionRefused, match="another sport"):
        create_competition(carla, cast.make_football(), league=league, key="own", name="Own")
