"""The cast as fixtures: Carla is the commissioner, Max and Mia are managers, Otto is an outsider, Olga operates."""

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from accounts.models import User
from leagues.models import League, Sport
from tests import cast


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """waffle makes tables for its own flag model though ours replaces it; their foreign keys would forbid a flush."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS waffle_flag_users, waffle_flag_groups, waffle_flag")


@pytest.fixture
def carla(db: None) -> User:
    return cast.make_user("Carla")


@pytest.fixture
def max_(db: None) -> User:
    return cast.make_user("Max")


@pytest.fixture
def mia(db: None) -> User:
    return cast.make_user("Mia")


@pytest.fixture
def otto(db: None) -> User:
    return cast.make_user("Otto")


@pytest.fixture
def olga(db: None) -> User:
    return cast.make_user("Olga", is_staff=True, is_superuser=True)


@pytest.fixture
def football(db: None) -> Sport:
    return cast.make_football()


@pytest.fixture
def league(carla: User, max_: User, mia: User) -> League:
    """Carla's league with Max, Mia and 36 clubs to buy."""
    return cast.make_league(carla, max_, mia)
