"""The way into the admin: by link on a machine of one's own, by password and authenticator where it is deployed."""

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.sign_in.links import make_sign_in_link
from tests.accounts.operator_sign_in import by_password, code_of, deployed, enrolled, set_password
from tests.accounts.sign_in.mailed_links import path_of


@pytest.fixture
def olga(olga: User) -> User:
    """Olga, who has a password."""
    return set_password(olga)


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


def test_wrong_passwords_make_their_network_wait_with_the_right_one_too(client: Client, olga: User) -> None:
    assert [by_password(client, "wrong") for _ in range(5)][-1] == 429
    assert by_password(Client()) == 429
    assert by_password(Client(REMOTE_ADDR="203.0.113.9")) == 302
    link = path_of(make_sign_in_link(olga))  # a stranger's guesses don't lock her out of her leagues
    assert client.post(link).status_code == 302
