"""The admin as Olga sees it."""

import pytest
from django.test import Client

from accounts.models import User
from season.models import Competition
from tests.season import small_competitions


@pytest.fixture
def admin(client: Client, olga: User) -> Client:
    client.force_login(olga)
    return client


@pytest.fixture
def cup(db: None) -> Competition:
    return small_competitions.players_competition()
