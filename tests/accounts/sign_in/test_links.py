"""Links and codes that sign people in."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models.functions import Now
from django.test import override_settings

from accounts.models import SignInLink, User
from accounts.sign_in.links import (
    MAX_MAILS_PER_HOUR,
    MAX_TRIES_PER_CODE,
    SignInLinkInvalid,
    make_sign_in_link,
    redeem_code,
    redeem_token,
    request_sign_in,
    send_sign_in_mail,
)
from tests.accounts.sign_in.mailed_links import link_in, mailed_code, token_of
from tests.cast import make_user
from tests.threads import at_once


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
    assert redeem_token(token) == carla
    with pytest.raises(SignInLinkInvalid):
        redeem_token(token)
    assert SignInLink.objects.filter(used_at=None).count() == 1


def test_redeem_too_late_is_refused(carla: User) -> None:
    with pytest.raises(SignInLinkInvalid):
        redeem_token(token_of(make_sign_in_link(carla, valid_for=timedelta(0))))


@pytest.mark.parametrize("token", ["", "no-such-token", "\x00", "ø" * 500])
def test_redeem_of_unknown_token_is_refused(db: None, token: str) -> None:
    with pytest.raises(SignInLinkInvalid):
        redeem_token(token)


def test_redeem_for_switched_off_user_is_refused_and_takes_nothing(carla: User) -> None:
    token = token_of(make_sign_in_link(carla))
    User.objects.update(is_active=False)
    with pytest.raises(SignInLinkInvalid):
        redeem_token(token)
    assert SignInLink.objects.get().used_at is None


@pytest.mark.django_db(transaction=True)
def test_redeem_at_the_same_instant_signs_in_once() -> None:
    carla = make_user("Carla")
    for _ in range(5):
        token = token_of(make_sign_in_link(carla))
        outcomes = at_once(lambda token=token: redeem_token(token), times=4)  # type: ignore[misc] # loop variable
        assert outcomes.count(carla) == 1
        assert sum(isinstance(outcome, SignInLinkInvalid) for outcome in outcomes) == 3


def test_send_mails_a_link_that_works(carla: User) -> None:
    request_sign_in(" CARLA@example.com", "/join/BCDFGH/")
    (message,) = mail.outbox
    assert message.to == ["carla@example.com"]
    assert "?next=%2Fjoin%2FBCDFGH%2F\n" in message.body
    assert redeem_token(token_of(link_in(str(message.body)))) == carla


def test_a_new_address_becomes_a_user_when_the_link_is_followed(db: None) -> None:
    send_sign_in_mail("new@example.com")
    assert not User.objects.exists()
    user = redeem_token(token_of(link_in(str(mail.outbox[0].body))))
    assert (user.email, user.name, user.has_usable_password()) == ("new@example.com", "", False)


def test_send_to_switched_off_user_mails_nothing(carla: User) -> None:
    User.objects.update(is_active=False)
    send_sign_in_mail(carla.email)
    assert mail.outbox == []


# Codes --------------------------------------------------------------------------------------------
def test_a_code_signs_in_once_and_uses_the_link_up(carla: User) -> None:
    code = mailed_code(carla.email)
    assert redeem_code(" Carla@Example.com ", f"{code[:3]} {code[3:]}") == carla
    with pytest.raises(SignInLinkInvalid):
        redeem_code(carla.email, code)
    with pytest.raises(SignInLinkInvalid):
        redeem_token(token_of(link_in(str(mail.outbox[0].body))))


def test_a_code_is_of_one_address(carla: User, otto: User) -> None:
    code = mailed_code(carla.email)
    send_sign_in_mail(otto.email)
    for email in (otto.email, "nobody@example.com", "nul@example.com\0"):
        with pytest.raises(SignInLinkInvalid):
            redeem_code(email, code if email != otto.email else "wrong")


def test_a_code_is_given_up_after_five_tries(carla: User) -> None:
    code = mailed_code(carla.email)
    for _ in range(MAX_TRIES_PER_CODE):
        with pytest.raises(SignInLinkInvalid):
            redeem_code(carla.email, "no code")
    with pytest.raises(SignInLinkInvalid):
        redeem_code(carla.email, code)
    assert redeem_code(carla.email, mailed_code(carla.email)) == carla


def test_a_stranger_does_not_spoil_the_code_of_a_known_browser(carla: User) -> None:
    code = mailed_code(carla.email, known=True)
    for _ in range(3):
        mailed_code(carla.email)  # which strangers ask for; theirs is the newest now
        for _ in range(MAX_TRIES_PER_CODE):
            with pytest.raises(SignInLinkInvalid):
                redeem_code(carla.email, "no code")
    assert redeem_code(carla.email, code, known=True) == carla


def test_a_known_browser_takes_a_code_that_was_asked_for_elsewhere(carla: User) -> None:
    code = mailed_code(carla.email)
    for _ in range(MAX_TRIES_PER_CODE):
        with pytest.raises(SignInLinkInvalid):
            redeem_code(carla.email, "no code")
    assert redeem_code(carla.email, code, known=True) == carla


def test_a_known_browser_has_five_tries_too(carla: User) -> None:
    code = mailed_code(carla.email, known=True)
    for _ in range(MAX_TRIES_PER_CODE):
        with pytest.raises(SignInLinkInvalid):
            redeem_code(carla.email, "no code", known=True)
    with pytest.raises(SignInLinkInvalid):
        redeem_code(carla.email, code, known=True)


def test_mails_that_strangers_ask_for_leave_the_owner_theirs(carla: User) -> None:
    for known in (False, True):
        for _ in range(MAX_MAILS_PER_HOUR + 2):
            send_sign_in_mail(carla.email, known=known)
    assert len(mail.outbox) == 2 * MAX_MAILS_PER_HOUR


def test_an_older_code_and_an_expired_one_are_refused(carla: User) -> None:
    older = mailed_code(carla.email)
    newer = mailed_code(carla.email)
    if older != newer:
        with pytest.raises(SignInLinkInvalid):
            redeem_code(carla.email, older)
    SignInLink.objects.update(expires_at=Now())
    with pytest.raises(SignInLinkInvalid):
        redeem_code(carla.email, newer)


def test_a_code_is_stored_hashed_with_its_address(carla: User, otto: User) -> None:
    code = mailed_code(carla.email)
    stored = SignInLink.objects.get().code_hash
    assert code not in stored
    assert len(stored) == 64


@pytest.mark.django_db(transaction=True)
def test_a_code_typed_twice_at_the_same_instant_signs_in_once() -> None:
    carla = make_user("Carla")
    for _ in range(5):
        code = mailed_code(carla.email)
        outcomes = at_once(lambda code=code: redeem_code(carla.email, code), times=4)  # type: ignore[misc]
        assert outcomes.count(carla) == 1
        assert sum(isinstance(outcome, SignInLinkInvalid) for outcome in outcomes) == 3


@pytest.mark.django_db(transaction=True)
def test_a_new_address_verified_twice_at_once_becomes_one_user() -> None:
    code = mailed_code("new@example.com")
    at_once(lambda: redeem_code("new@example.com", code), times=4)
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_share_the_five_tries() -> None:
    carla = make_user("Carla")
    code = mailed_code(carla.email)
    at_once(lambda: redeem_code(carla.email, "000" if code != "000" else "1"), times=12)
    assert SignInLink.objects.get().tries == MAX_TRIES_PER_CODE


# Mail ---------------------------------------------------------------------------------------------
def test_mail_has_text_and_html_with_the_same_link_and_code(carla: User) -> None:
    code = mailed_code(carla.email)
    (message,) = mail.outbox
    assert isinstance(message, mail.EmailMultiAlternatives)
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert code in str(html)
    assert link_in(str(message.body)) in str(html)


def test_an_address_gets_so_many_mails_an_hour(carla: User) -> None:
    for _ in range(MAX_MAILS_PER_HOUR + 2):
        send_sign_in_mail(carla.email)
    assert len(mail.outbox) == MAX_MAILS_PER_HOUR


def test_links_long_over_are_forgotten(carla: User) -> None:
    make_sign_in_link(carla, valid_for=timedelta(hours=-2))
    send_sign_in_mail(carla.email)
    assert SignInLink.objects.count() == 1
