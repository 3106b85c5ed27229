"""Links, users and tokens."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import override_settings
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import SignInLink, User
from accounts.services import (
    MailNotSent,
    SignInLinkInvalid,
    create_bot_user,
    find_or_create_user,
    make_sign_in_link,
    redeem_sign_in_link,
    send_sign_in_link,
    set_name,
    tokens_for,
)
from tests.cast import make_user
from tests.threads import at_once


def token_of(link: str) -> str:
    return link.partition("?")[0].rstrip("/").rpartition("/")[2]


@override_settings(BASE_URL="https://auctions.example")
def test_link_is_absolute_and_carries_next(carla: User) -> None:
    link = make_sign_in_link(carla, next_path="/join/BCDFGH/")
    assert link.startswith("https://auctions.example/sign-in/")
    assert link.endswith("/?next=%2Fjoin%2FBCDFGH%2F")
    assert len(token_of(link)) >= 43


def test_only_the_hash_of_a_token_is_stored(carla: User) -> None:
    token = token_of(make_sign_in_link(carla))
    link = SignInLink.objects.get()
    assert link.token_hash != token
    assert len(link.token_hash) == 64


def test_redeem_gives_the_user_once(carla: User, otto: User) -> None:
    token = token_of(make_sign_in_link(carla))
    make_sign_in_link(otto)
    assert redeem_sign_in_link(token) == carla
    with pytest.raises(SignInLinkInvalid):
        redeem_sign_in_link(token)
    assert SignInLink.objects.filter(used_at=None).count() == 1


def test_redeem_too_late_is_refused(carla: User) -> None:
    with pytest.raises(SignInLinkInvalid):
        redeem_sign_in_link(token_of(make_sign_in_link(carla, valid_for=timedelta(0))))


@pytest.mark.parametrize("token", ["", "no-such-token", "\x00", "ø" * 500])
def test_redeem_of_unknown_token_is_refused(db: None, token: str) -> None:
    with pytest.raises(SignInLinkInvalid):
        redeem_sign_in_link(token)


def test_redeem_for_switched_off_user_is_refused_and_takes_nothing(carla: User) -> None:
    token = token_of(make_sign_in_link(carla))
    User.objects.update(is_active=False)
    with pytest.raises(SignInLinkInvalid):
        redeem_sign_in_link(token)
    assert SignInLink.objects.get().used_at is None


@pytest.mark.django_db(transaction=True)
def test_redeem_at_the_same_instant_signs_in_once() -> None:
    carla = make_user("Carla")
    for _ in range(5):
        token = token_of(make_sign_in_link(carla))
        outcomes = at_once(lambda token=token: redeem_sign_in_link(token), times=4)  # type: ignore[misc] # loop variable
        assert outcomes.count(carla) == 1
        assert sum(isinstance(outcome, SignInLinkInvalid) for outcome in outcomes) == 3


def test_send_mails_a_link_that_works(carla: User) -> None:
    send_sign_in_link(" CARLA@example.com", "/join/BCDFGH/")
    (message,) = mail.outbox
    assert message.to == ["carla@example.com"]
    assert "?next=%2Fjoin%2FBCDFGH%2F\n" in message.body
    link = next(line for line in message.body.splitlines() if line.startswith("http"))
    assert redeem_sign_in_link(token_of(link)) == carla


def test_send_to_new_address_makes_a_user_without_password(db: None) -> None:
    send_sign_in_link("new@example.com")
    user = User.objects.get()
    assert (user.email, user.name, user.has_usable_password()) == ("new@example.com", "", False)


def test_send_to_switched_off_user_mails_nothing(carla: User) -> None:
    User.objects.update(is_active=False)
    send_sign_in_link(carla.email)
    assert mail.outbox == []


@override_settings(
    EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=1, EMAIL_TIMEOUT=1
)
def test_send_without_mail_server_says_so(carla: User) -> None:
    with pytest.raises(MailNotSent):
        send_sign_in_link(carla.email)


def test_find_or_create_user_keeps_an_existing_name(carla: User) -> None:
    assert find_or_create_user("Carla@Example.com", "Somebody") == carla
    assert User.objects.get().name == "Carla"


def test_bot_users_have_addresses_that_receive_nothing(db: None) -> None:
    bot, other = create_bot_user("Ada"), create_bot_user("Ada")
    assert bot.email.endswith(".invalid")
    assert bot != other
    assert not bot.has_usable_password()


def test_set_name(carla: User) -> None:
    set_name(carla, "Carla C.")
    assert User.objects.get().display_name == "Carla C."


def test_tokens_name_the_user(carla: User) -> None:
    tokens = tokens_for(carla)
    assert set(tokens) == {"access", "refresh"}
    assert AccessToken(tokens["access"])["user_id"] == str(carla.pk)  # type: ignore[arg-type] # stubs want a Token
