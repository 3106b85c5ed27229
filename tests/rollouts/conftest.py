"""Olga in the admin."""

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def admin(client: Client, olga: User) -> Client:
    """Her browser."""
    client.force_login(olga)
    return client
