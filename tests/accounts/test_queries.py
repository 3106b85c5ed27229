"""The person whom a link would sign in."""

from datetime import timedelta

from accounts.models import User
from accounts.queries import display_name_of_email, sign_in_link_email
from accounts.sign_in.links import make_sign_in_link, redeem_token
from tests.accounts.sign_in.mailed_links import token_of


def test_looking_uses_nothing_up(carla: User) -> None:
    token = token_of(make_sign_in_link(carla))
    assert [sign_in_link_email(token) for _ in range(2)] == [carla.email] * 2
    assert redeem_token(token) == carla
    assert sign_in_link_email(token) is None


def test_too_old_unknown_and_of_a_switched_off_user(carla: User) -> None:
    assert sign_in_link_email(token_of(make_sign_in_link(carla, valid_for=timedelta(0)))) is None
    assert sign_in_link_email("unknown") is None
    token = token_of(make_sign_in_link(carla))
    User.objects.update(is_active=False)
    assert sign_in_link_email(token) is None


def test_names_of_known_and_new_addresses(carla: User) -> None:
    assert (display_name_of_email(carla.email), display_name_of_email("new@example.com")) == ("Carla", "new")
