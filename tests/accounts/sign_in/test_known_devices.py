"""Browsers that somebody has signed in with say so by a cookie that nobody else can make."""

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from accounts.sign_in import known_devices
from accounts.sign_in.known_devices import ACCOUNTS_AT_MOST, COOKIE, any_known_device, device_known_to
from accounts.sign_in.links import make_sign_in_link
from tests.accounts.sign_in.mailed_links import mailed_code, path_of
from tests.cast import make_user


def asked_with(rf: RequestFactory, cookie: str) -> object:
    request = rf.get("/")
    request.COOKIES[COOKIE] = cookie
    return request


def known(rf: RequestFactory, *users: User) -> str:
    """The cookie of a browser in which these have signed in, one after the other."""
    cookie = ""
    for user in users:
        response = HttpResponse()
        known_devices.remember(asked_with(rf, cookie), response, user)  # type: ignore[arg-type]
        cookie = response.cookies[COOKIE].value if COOKIE in response.cookies else cookie
    return cookie


def test_a_browser_is_known_to_the_accounts_it_has_signed_in_to(rf: RequestFactory, max_: User, mia: User) -> None:
    request = asked_with(rf, known(rf, max_, mia))
    first, second = (device_known_to(request, each.email) for each in (max_, mia))  # type: ignore[arg-type]
    assert first is not None
    assert first == second == any_known_device(request)  # type: ignore[arg-type]
    assert device_known_to(request, " MAX@example.com ") == first  # type: ignore[arg-type]
    assert device_known_to(request, "otto@example.com") is None  # type: ignore[arg-type]


@pytest.mark.parametrize("cookie", ["", "x", "e30:x:y", '["1", "2"]'])
def test_what_is_not_ours_is_no_cookie(rf: RequestFactory, cookie: str, max_: User) -> None:
    forged = signing.dumps(["1", "2"], salt="another")
    for each in (cookie, forged):
        assert any_known_device(asked_with(rf, each)) is None  # type: ignore[arg-type]
        assert device_known_to(asked_with(rf, each), max_.email) is None  # type: ignore[arg-type]


def test_it_says_no_address_and_does_not_grow_without_end(rf: RequestFactory, db: None) -> None:
    users = [make_user(f"User{number}") for number in range(ACCOUNTS_AT_MOST + 1)]
    cookie = known(rf, *users)
    request = asked_with(rf, cookie)
    assert "example" not in str(signing.loads(cookie, salt=known_devices._SALT))
    assert [device_known_to(request, each.email) is not None for each in users] == [False] + [True] * ACCOUNTS_AT_MOST  # type: ignore[arg-type]


def test_every_way_of_signing_in_is_remembered_and_nothing_else(max_: User) -> None:
    stranger = Client()
    stranger.get("/sign-in/")
    stranger.post("/sign-in/code/", {"email": max_.email, "code": "000000"})
    assert COOKIE not in stranger.cookies
    by_link, by_code = Client(), Client()
    by_link.post(path_of(make_sign_in_link(max_)))
    by_code.post("/sign-in/code/", {"email": max_.email, "code": mailed_code(max_.email)})
    for client in (by_link, by_code):
        assert client.cookies[COOKIE]["samesite"] == "Lax"
        before = client.cookies[COOKIE].value
        client.get("/")
        assert client.cookies[COOKIE].value == before, "said once"
        client.post("/sign-out/")
        assert client.cookies[COOKIE].value == before, "kept when one signs out"
