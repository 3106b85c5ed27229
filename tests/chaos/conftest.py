"""The people of a room: the commissioner and two managers."""

import pytest

from accounts.models import User


@pytest.fixture
def people(transactional_db: None, carla: User, max_: User, mia: User) -> list[User]:
    return [carla, max_, mia]
