"""Signing in over HTTP."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings

from accounts.models import Device, SignInLink, User
from accounts.outbox import outbox
from accounts.sign_in.devices import sign_in_tokens
from accounts.sign_in.links import make_sign_in_link
from tests.accounts import slow_mail_backend
from tests.accounts.sign_in.mailed_links import mailed_code, token_of


def post(client: Client, path: str, body: Any, token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.post(f"/api/auth/{path}", body, content_type="application/json", headers=headers)


def test_from_an_address_to_tokens(client: Client, db: None) -> None:
    assert post(client, "magic-link", {"email": "New@example.com", "next": "/join/BCDFGH/"}).status_code == 202
    body = str(mail.outbox[0].body)
    assert "?next=%2Fjoin%2FBCDFGH%2F" in body
    link = next(line for line in str(body).splitlines() if line.startswith("http"))
    answer = post(client, "verify-magic-link", {"token": token_of(link)}).json()
    user = User.objects.get()
    assert answer["user"] == {"id": str(user.pk), "email": "new@example.com", "name": "new", "operator": False}
    me = client.get("/api/auth/me", headers={"Authorization": f"Bearer {answer['access']}"})
    assert me.json() == answer["user"]


def test_by_code(client: Client, carla: User) -> None:
    body = {"email": carla.email, "code": mailed_code(carla.email)}
    assert set(post(client, "verify-magic-link", body).json()) == {"access", "refresh", "user"}
    again = post(client, "verify-magic-link", body)
    assert (again.status_code, again.json()["code"]) == (401, "link_invalid")


def test_the_answer_is_the_same_for_known_new_and_switched_off_addresses(
    client: Client, carla: User, otto: User
) -> None:
    User.objects.filter(pk=otto.pk).update(is_active=False)
    answers = [post(client, "magic-link", {"email": f"{name}@example.com"}) for name in ("carla", "otto", "newer")]
    assert len({(each.status_code, each.content) for each in answers}) == 1


@pytest.mark.django_db(transaction=True)
@override_settings(MAIL_IN_BACKGROUND=True)
@pytest.mark.parametrize("path", ["/api/auth/magic-link", "/sign-in/"])
def test_the_request_does_no_mail_work(
    client: Client, carla: User, path: str, django_assert_num_queries: Any, settings: Any
) -> None:
    """Neither a query about the address nor a word with the mail server: a slow one holds up nobody."""
    settings.EMAIL_BACKEND = "tests.accounts.slow_mail_backend.SlowBackend"
    slow_mail_backend.answers.clear()
    for email in ("carla@example.com", "nobody@example.com"):
        with django_assert_num_queries(0):
            if path == "/sign-in/":
                client.post(path, {"email": email})
            else:
                client.post(path, {"email": email}, content_type="application/json")
    assert not mail.outbox, "the answers were there before the mail server took anything"
    slow_mail_backend.answers.set()
    assert outbox.flush()
    assert len(mail.outbox) == 2
    assert SignInLink.objects.count() == 2


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("magic-link", {"email": "no address"}),
        ("magic-link", {}),
        ("magic-link", {"email": "a@example.com", "next": "https://evil.example/"}),
        ("magic-link", {"email": "a@example.com", "next": "//evil.example/"}),
        ("magic-link", []),
        ("verify-magic-link", {"email": "a@example.com"}),
        ("refresh", {}),
    ],
)
def test_malformed_bodies_are_400(client: Client, db: None, path: str, body: Any) -> None:
    answer = post(client, path, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_a_stale_token_in_the_header_does_not_hinder_signing_in(client: Client, carla: User) -> None:
    token = token_of(make_sign_in_link(carla))
    assert post(client, "verify-magic-link", {"token": token}, token="a.b.c").status_code == 200


def test_refresh_and_reuse(client: Client, carla: User) -> None:
    first = sign_in_tokens(carla)
    second = post(client, "refresh", {"refresh": first["refresh"]}).json()
    assert second["refresh"] != first["refresh"]
    for used in (first, second):
        answer = post(client, "refresh", {"refresh": used["refresh"]})
        assert (answer.status_code, answer.json()["code"]) == (401, "refresh_invalid")


def test_logout_by_access_token_and_by_refresh_token(client: Client, carla: User) -> None:
    one, two = sign_in_tokens(carla), sign_in_tokens(carla)
    assert post(client, "logout", {}, one["access"]).status_code == 204
    assert post(client, "logout", {"refresh": two["refresh"]}).status_code == 204
    assert post(client, "logout", {"refresh": "garbage"}).status_code == 204
    assert not Device.objects.filter(ended_at=None).exists()
    assert client.get("/api/auth/me", headers={"Authorization": f"Bearer {one['access']}"}).status_code == 401


def test_logout_of_a_browser(client: Client, carla: User) -> None:
    client.force_login(carla)
    assert client.get("/api/auth/me").status_code == 200
    assert post(client, "logout", {}).status_code == 204
    assert client.get("/api/auth/me").status_code == 401
