"""Whom a link would sign in."""

from datetime import timedelta

from accounts.models import User
from accounts.queries import user_of_sign_in_link
from accounts.services import make_sign_in_link, redeem_sign_in_link
from tests.accounts.test_services import token_of


def test_user_of_sign_in_link_does_not_use_it_up(carla: User) -> None:
    token = token_of(make_sign_in_link(carla))
    assert user_of_sign_in_link(token) == carla
    assert redeem_sign_in_link(token) == carla
    assert user_of_sign_in_link(token) is None


def test_user_of_old_link_is_nobody(carla: User) -> None:
    assert user_of_sign_in_link(token_of(make_sign_in_link(carla, valid_for=timedelta(0)))) is None


def test_user_of_link_of_switched_off_user_is_nobody(carla: User) -> None:
    token = token_of(make_sign_in_link(carla))
    User.objects.update(is_active=False)
    assert user_of_sign_in_link(token) is None
