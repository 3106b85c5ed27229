"""Wrong passwords and codes make whoever sends them wait, and nobody who has signed in here before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.rate_limits.attempts import (
    ACCOUNT_AT_MOST,
    FREE_TRIES,
    FREE_TRIES_OF_ACCOUNT,
    NETWORK_AT_MOST,
    NETWORK_SECONDS,
    delay_after,
)
from accounts.sign_in.links import make_sign_in_link
from tests.accounts.operator_sign_in import PASSWORD, set_password
from tests.accounts.sign_in.mailed_links import mailed_code, path_of

Try = Callable[[Client, str], Any]
EMAIL = "olga@example.com"


def by_password(client: Client, secret: str) -> Any:
    return client.post("/admin/login/", {"username": EMAIL, "password": secret, "next": "/admin/"})


def by_code(client: Client, secret: str) -> Any:
    return client.post("/sign-in/code/", {"email": EMAIL.upper(), "code": secret})


def by_api(client: Client, secret: str) -> Any:
    return client.post("/api/auth/verify-magic-link", {"email": f" {EMAIL} ", "code": secret}, "application/json")


WAYS = pytest.mark.parametrize("way", [by_password, by_code, by_api])


@pytest.fixture
def olga(olga: User) -> User:
    return set_password(olga)


def right(way: Try) -> str:
    """Return the secret that signs her in now."""
    return PASSWORD if way is by_password else mailed_code(EMAIL)


def opens(answer: HttpResponse) -> bool:
    """True if the answer lets somebody in."""
    return answer.status_code == 302 or "access" in answer.content.decode()


def at(address: str, known: Client | None = None) -> Client:
    """A browser at an address; `known`: the one whose cookie it has, signed out."""
    client = Client(REMOTE_ADDR=address)
    if known is not None:
        client.cookies["known_device"] = known.cookies["known_device"].value
    return client


@pytest.fixture
def home(olga: User) -> Client:
    """Olga's browser, in which she has signed in."""
    client = Client()
    client.post(path_of(make_sign_in_link(olga)))
    assert client.cookies["known_device"]["httponly"]
    client.post("/sign-out/")
    return client


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 60), (6, 120), (7, 240), (8, 480), (9, 900), (10**6, 900)]
)
def test_delays_double(failures: int, seconds: int) -> None:
    assert delay_after(failures, FREE_TRIES, NETWORK_SECONDS, NETWORK_AT_MOST) == seconds


@WAYS
def test_a_stranger_waits_in_their_network_and_the_owner_passes_from_another(olga: User, way: Try) -> None:
    secret = right(way)
    answers = [way(at("198.51.100.7"), "000000") for _ in range(FREE_TRIES)]
    assert not any(opens(each) for each in answers)
    assert [each.status_code == 429 for each in answers] == [False] * 4 + [True]
    assert 50 <= int(answers[-1]["Retry-After"]) <= 60
    for near in ("198.51.100.7", "198.51.100.250"):
        assert way(at(near), secret).status_code == 429
    if way is not by_password:
        secret = right(way)  # five wrong ones spoil a code, but not the next
    assert opens(way(at("203.0.113.9"), secret))


@WAYS
def test_an_account_that_is_tried_from_everywhere_is_slow_for_strangers_and_open_for_its_owner(
    olga: User, home: Client, way: Try
) -> None:
    for number in range(FREE_TRIES_OF_ACCOUNT + 3):
        way(at(f"198.51.{number}.7"), "000000")
        AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(seconds=2 * ACCOUNT_AT_MOST))
    way(at("198.51.99.7"), "000000")
    refused = way(at("203.0.113.9"), right(way))
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) <= ACCOUNT_AT_MOST, "a stranger's network alone would wait longer"
    assert opens(way(at("198.51.99.7", home), right(way))), "even beside the stranger"


@WAYS
def test_a_known_browser_waits_for_its_own_wrong_tries(olga: User, home: Client, way: Try) -> None:
    statuses = [way(at(f"198.51.{number}.7", home), "000000").status_code for number in range(FREE_TRIES)]
    assert statuses[-1] == 429
    assert way(at("198.51.77.7", home), right(way)).status_code == 429
    assert opens(way(at("203.0.113.9"), right(way)))


@WAYS
def test_tries_that_are_not_looked_at_make_nobody_wait_longer(olga: User, way: Try) -> None:
    for _ in range(FREE_TRIES):
        way(at("198.51.100.7"), "000000")
    waits = [int(way(at("198.51.100.7"), "000000")["Retry-After"]) for _ in range(3)]
    assert waits == sorted(waits, reverse=True)
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(seconds=NETWORK_SECONDS))
    assert int(way(at("198.51.100.7"), "000000")["Retry-After"]) > NETWORK_SECONDS, "the next wrong one does"


@WAYS
@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(hours=-2)])
def test_wait_is_as_long_whatever_the_clock_of_the_machine_says(
    olga: User, way: Try, ahead: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wrong tries come to a machine whose clock is wrong, and the next one to another."""
    with monkeypatch.context() as there:
        wrong = lambda: datetime.now(UTC) + ahead  # noqa: E731
        there.setattr("django.utils.timezone.now", wrong)
        there.setattr("axes.handlers.proxy.now", wrong)
        for _ in range(FREE_TRIES):
            answer = way(at("198.51.100.7"), "000000")
        assert 50 <= int(answer["Retry-After"]) <= NETWORK_SECONDS
    answer = way(at("198.51.100.7"), "000000")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= NETWORK_SECONDS


@WAYS
def test_another_account_is_tried_freely(olga: User, max_: User, way: Try) -> None:
    for _ in range(FREE_TRIES):
        way(at("198.51.100.7"), "000000")
    code = mailed_code(max_.email)
    assert at("198.51.100.7").post("/sign-in/code/", {"email": max_.email, "code": code}).status_code == 302


def test_a_browser_known_to_others_is_a_stranger_here(olga: User, max_: User) -> None:
    theirs = Client()
    theirs.post(path_of(make_sign_in_link(max_)))
    for _ in range(FREE_TRIES):
        by_password(at("198.51.100.7", theirs), "wrong")
    assert by_password(at("198.51.100.8"), PASSWORD).status_code == 429, "counted for the network"


def test_a_link_passes_whatever_strangers_try(olga: User) -> None:
    for way in (by_password, by_code, by_api):
        for _ in range(FREE_TRIES):
            way(at("198.51.100.7"), "000000")
    assert at("198.51.100.7").post(path_of(make_sign_in_link(olga))).status_code == 302


def test_a_success_forgets_the_wrong_ones_before_it(olga: User) -> None:
    for _ in range(2):
        for _ in range(FREE_TRIES - 1):
            assert by_password(at("198.51.100.7"), "wrong").status_code == 200
        assert by_password(at("198.51.100.7"), PASSWORD).status_code == 302


def test_a_network_is_64_bits_of_an_ipv6_address(olga: User) -> None:
    for number in range(FREE_TRIES):
        by_password(at(f"2001:db8:0:7::{number}"), "wrong")
    assert by_password(at("2001:db8:0:7:ffff::1"), PASSWORD).status_code == 429
    assert by_password(at("2001:db8:0:8::1"), PASSWORD).status_code == 302


def test_rows_keep_no_code_and_no_password(olga: User) -> None:
    secret = uuid4().hex
    by_password(at("198.51.100.7"), secret)
    by_code(at("198.51.100.7"), secret[:20])
    for row in AccessAttempt.objects.all():
        assert secret[:20] not in f"{row.post_data}{row.get_data}{row.path_info}"
        assert EMAIL not in f"{row.post_data}{row.get_data}".lower()


def test_the_refusal_is_json_for_programs_and_a_page_for_people(olga: User) -> None:
    for way in (by_password, by_api):
        for _ in range(FREE_TRIES):
            way(at("198.51.100.7"), "000000")
    assert by_api(at("198.51.100.7"), "000000").json()["code"] == "too_fast"
    page = by_password(at("198.51.100.7"), "000000").content.decode()
    assert "Too many wrong passwords or codes. Try again in " in page
    assert "000000" not in page, "a password isn't kept"
