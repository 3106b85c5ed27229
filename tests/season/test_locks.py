"""The right to change a competition, and who has it."""

import pytest

from accounts.models import User
from leagues.models import Role
from leagues.services import NotAllowed, change_role
from season.competitions.services import create_competition
from season.locks import CompetitionNotFound, lock_competition, require_keeper
from tests.season import small_competitions


def test_the_command_line_may_everything_and_people_what_they_are(
    carla: User, max_: User, otto: User, olga: User
) -> None:
    league = small_competitions.players_league(carla, max_)
    shared = create_competition(None, league.sport, key="shared", name="Shared")
    own = create_competition(None, league.sport, league=league, key="own", name="Own")
    for user, competition in ((None, shared), (None, own), (olga, shared), (carla, own)):
        require_keeper(user, competition)
    for user, competition in ((carla, shared), (max_, own), (otto, own), (olga, own)):
        with pytest.raises(NotAllowed):
            require_keeper(user, competition)


def test_a_second_commissioner_may_too(carla: User, max_: User) -> None:
    league = small_competitions.players_league(carla, max_)
    own = create_competition(carla, league.sport, league=league, key="own", name="Own")
    change_role(small_competitions.member(league, carla), small_competitions.member(league, max_), Role.COMMISSIONER)
    require_keeper(max_, own)


def test_what_is_gone_cannot_be_locked(db: None) -> None:
    with pytest.raises(CompetitionNotFound):
        lock_competition(0)
