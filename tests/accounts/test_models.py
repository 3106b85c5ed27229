"""Users by address."""

import pytest
from django.db import IntegrityError

from accounts.models import User
from tests.cast import make_user


def test_one_user_per_address_however_it_is_cased(carla: User) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create_user(" Carla@EXAMPLE.com ")


def test_natural_key_ignores_case(carla: User) -> None:
    assert User.objects.get_by_natural_key("CARLA@example.com") == carla


def test_display_name_falls_back_to_the_address(db: None) -> None:
    assert make_user("Carla").display_name == "Carla"
    assert User.objects.create_user("mia.m@example.com").display_name == "mia.m"


def test_superuser_is_operator_with_password(db: None) -> None:
    olga = User.objects.create_superuser("olga@example.com", "a password")
    assert olga.is_staff
    assert olga.is_superuser
    assert olga.check_password("a password")
