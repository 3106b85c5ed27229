"""The admin as Olga, an operator, sees it."""

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def admin(client: Client, olga: User) -> Client:
    client.force_login(olga)
    return client
