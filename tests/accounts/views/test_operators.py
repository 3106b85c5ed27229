"""The page for an operator's authenticator."""

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.operator_sign_in import by_password, code_of, deployed, enrolled, set_password


@pytest.fixture
def olga(olga: User) -> User:
    """Olga, who has a password."""
    return set_password(olga)


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


def test_others_need_no_authenticator(client: Client, carla: User) -> None:
    client.force_login(carla)
    assert client.get("/account/two-factor/").status_code == 403
    assert client.get("/admin/").status_code == 302
