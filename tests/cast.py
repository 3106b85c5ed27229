"""The people of the tests, always the same few. Plain functions: a test calls what it needs."""

from typing import Any

from accounts.models import User


def make_user(name: str, **fields: Any) -> User:
    """`Carla` with the address carla@example.com."""
    return User.objects.create_user(f"{name.lower()}@example.com", name, **fields)
