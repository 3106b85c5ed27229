"""The way into the admin: by link on a machine of one's own, by password and authenticator where it is deployed."""

import time

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.sign_in.links import make_sign_in_link
from tests.accounts.test_views import path_of

PASSWORD = "a long and winding password"
deployed = override_settings(OPERATOR_TOTP=True)


@pytest.fixture
def olga(olga: User) -> User:
    """With a password."""
    olga.set_password(PASSWORD)
    olga.save()
    cache.clear()
    return olga


def code_of(device: TOTPDevice) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    return f"{totp.token():06}"


def by_password(client: Client, password: str = PASSWORD) -> int:
    data = {"username": "olga@example.com", "password": password, "next": "/admin/"}
    return client.post("/admin/login/", data).status_code


def enrolled(olga: User) -> TOTPDevice:
    device: TOTPDevice = TOTPDevice.objects.create(user=olga, name="authenticator", confirmed=True)
    return device


def test_locally_the_printed_link_is_enough(client: Client, olga: User) -> None:
    assert client.post(path_of(make_sign_in_link(olga, next_path="/admin/")))["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@deployed
def test_deployed_a_link_is_not_enough(client: Client, olga: User) -> None:
    enrolled(olga)
    client.post(path_of(make_sign_in_link(olga)))
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert "Password" in client.get("/admin/login/?next=/admin/").text
    assert client.get("/account/two-factor/")["Location"] == "/admin/login/"


@deployed
def test_deployed_a_password_leads_to_enrolment_and_the_first_code_in(client: Client, olga: User) -> None:
    assert by_password(client) == 302
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    page = client.get("/admin/login/?next=/admin/", follow=True)
    device = TOTPDevice.objects.get()
    assert "data:image/svg+xml" in page.text
    assert not device.confirmed
    assert client.post("/account/two-factor/", {"code": code_of(device), "next": "/admin/"})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert TOTPDevice.objects.get().confirmed


@deployed
def test_deployed_the_secret_is_shown_to_nobody_once_it_is_set_up(client: Client, olga: User) -> None:
    device = enrolled(olga)
    by_password(client)
    assert "data:image" not in client.get("/account/two-factor/").text
    assert client.post("/account/two-factor/", {"code": code_of(device)})["Location"] == "/admin/"


@deployed
def test_deployed_a_code_works_once_and_a_wrong_one_slows_down(client: Client, olga: User) -> None:
    device = enrolled(olga)
    by_password(client)
    code = code_of(device)
    assert client.post("/account/two-factor/", {"code": code}).status_code == 302
    again = Client()
    by_password(again)
    assert again.post("/account/two-factor/", {"code": code}).status_code == 200
    device.refresh_from_db()
    assert not device.verify_is_allowed()[0]
    assert again.get("/admin/").status_code == 302


def test_wrong_passwords_lock_the_account_and_the_right_one_too(client: Client, olga: User) -> None:
    assert [by_password(client, "wrong") for _ in range(5)][-1] == 429
    assert by_password(Client()) == 429
    link = path_of(make_sign_in_link(olga))  # a stranger's guesses don't lock her out of her leagues
    assert client.post(link).status_code == 302


def test_others_need_no_authenticator(client: Client, carla: User) -> None:
    client.force_login(carla)
    assert client.get("/account/two-factor/").status_code == 403
    assert client.get("/admin/").status_code == 302
