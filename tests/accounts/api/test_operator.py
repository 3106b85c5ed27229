"""Programs of operators: on a deployed site they show a code of the authenticator, once."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Device, User
from accounts.sign_in import devices
from tests.accounts.operator_sign_in import PASSWORD, by_password, code_of

deployed = override_settings(OPERATOR_TOTP=True)


@pytest.fixture
def authenticator(olga: User) -> TOTPDevice:
    """The authenticator that Olga has set up."""
    cache.clear()
    made: TOTPDevice = TOTPDevice.objects.create(user=olga, name="authenticator", confirmed=True)
    return made


def program(user: User) -> Client:
    return Client(headers={"Authorization": f"Bearer {devices.sign_in_device(user).access}"})


def show(client: Client, code: str) -> Any:
    return client.post("/api/auth/operator", {"code": code}, content_type="application/json")


def operates(client: Client) -> bool:
    return client.get("/api/feature-flags/").status_code == 200


def test_locally_a_token_of_an_operator_is_enough(olga: User, max_: User) -> None:
    assert operates(program(olga))
    assert not operates(program(max_))


@deployed
def test_deployed_a_program_shows_a_code_first(olga: User, authenticator: TOTPDevice) -> None:
    client, other = program(olga), program(olga)
    assert not operates(client)
    assert show(client, "000000").json()["code"] == "code_invalid"
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    shown = show(client, code_of(authenticator))
    assert (shown.status_code, shown.json()["operator"]) == (200, True)
    assert operates(client)
    assert not operates(other)


@deployed
def test_program_that_operates_stays_so_until_it_is_signed_out(olga: User, authenticator: TOTPDevice) -> None:
    tokens = devices.sign_in_device(olga)
    client = Client(headers={"Authorization": f"Bearer {tokens.access}"})
    show(client, code_of(authenticator))
    _, renewed = devices.renew_tokens(tokens.refresh)
    assert operates(Client(headers={"Authorization": f"Bearer {renewed.access}"}))
    devices.end_device(Device.objects.get())
    assert client.get("/api/feature-flags/").status_code == 401


@deployed
def test_who_is_no_operator_any_more_operates_no_more(olga: User, authenticator: TOTPDevice) -> None:
    client = program(olga)
    show(client, code_of(authenticator))
    User.objects.filter(pk=olga.pk).update(is_staff=False)
    assert not operates(client)


@deployed
def test_code_is_asked_of_programs_of_operators_alone(olga: User, max_: User) -> None:
    assert show(program(max_), "123456").json()["code"] == "permission_denied"
    assert show(program(olga), "123456").json()["code"] == "code_invalid"  # without an authenticator
    browser = Client()
    browser.force_login(olga)
    assert show(browser, "123456").json()["code"] == "permission_denied"
    assert show(Client(), "123456").status_code == 401


@deployed
def test_browser_operates_after_password_and_code(olga: User, authenticator: TOTPDevice) -> None:
    olga.set_password(PASSWORD)
    olga.save()
    browser = Client()
    by_password(browser)
    assert not operates(browser)
    browser.post("/account/two-factor/", {"code": code_of(authenticator)})
    assert operates(browser)
