"""Limits on signing in."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.sign_in.links import make_sign_in_link
from auctionsite.http.rates import Rate
from leagues.models import League
from tests.accounts.sign_in.mailed_links import mailed_code, path_of


@pytest.fixture
def near() -> Callable[[int], str]:
    """Addresses of a network by number; each test has a network of its own, since Redis remembers."""
    network = ".".join(str(part) for part in uuid4().bytes[:2])
    return lambda number: f"10.{network}.{number}"


def test_signing_in_is_limited_by_email_from_any_address_of_a_network(
    limited: Settings, client: Client, db: None, near: Callable[[int], str]
) -> None:
    email = f"{uuid4().hex}@example.com"
    statuses = [client.post("/sign-in/", {"email": email}, REMOTE_ADDR=near(number)).status_code for number in range(6)]
    assert statuses == [200] * 5 + [429]


def test_a_stranger_leaves_the_owner_their_tries(
    limited: Settings, db: None, max_: User, near: Callable[[int], str]
) -> None:
    """By the owner's address, and by the address of the network that both are in."""
    limited.RATE_LIMITS["auth_address"] = Rate(5, 60, 5)
    owner = Client(REMOTE_ADDR=near(7))
    owner.post(path_of(make_sign_in_link(max_)))
    owner.post("/sign-out/")
    for number in range(8):
        Client(REMOTE_ADDR=near(7)).post("/sign-in/", {"email": f"{uuid4().hex}@example.com"})
        Client(REMOTE_ADDR=near(number)).post("/sign-in/", {"email": max_.email})
    assert Client(REMOTE_ADDR=near(7)).post("/sign-in/", {"email": max_.email}).status_code == 429
    assert [owner.post("/sign-in/", {"email": max_.email}).status_code for _ in range(6)] == [200] * 5 + [429]


def test_signing_in_is_limited_by_address_for_any_email(limited: Settings, client: Client, db: None) -> None:
    limited.RATE_LIMITS["auth_address"] = Rate(30, 3600, 5)
    address = uuid4().hex
    answers = [client.post("/sign-in/", {"email": f"{uuid4().hex}@example.com"}, REMOTE_ADDR=address) for _ in range(6)]
    assert [each.status_code for each in answers] == [200] * 5 + [429]
    assert 60 < int(answers[-1]["Retry-After"]) <= 120


@pytest.mark.parametrize("laptops", [25, 1], ids=["one address", "one laptop"])
def test_friends_in_one_place_sign_in_at_once(
    limited: Settings, db: None, near: Callable[[int], str], laptops: int
) -> None:
    """A mail and a code cost two: twenty-five friends are a burst of fifty."""
    browsers = [Client(REMOTE_ADDR=near(7)) for _ in range(laptops)]
    for number in range(25):
        browser, email = browsers[number % laptops], f"{uuid4().hex}@example.com"
        assert browser.post("/sign-in/", {"email": email}).status_code == 200
        assert browser.post("/sign-in/code/", {"email": email, "code": mailed_code(email)}).status_code == 302
        browser.post("/sign-out/")


def test_invitations_are_limited_as_signing_in_is(
    limited: Settings, league: League, max_: User, near: Callable[[int], str]
) -> None:
    limited.RATE_LIMITS["auth_address"] = Rate(30, 3600, 2)
    stranger, page = Client(REMOTE_ADDR=near(7)), f"/join/{league.code}/"
    emails = [f"{uuid4().hex}@example.com" for _ in range(3)]
    forms = [urlencode({"name": "Nina", "email": email}) for email in emails]
    answers = [stranger.post(page, form, "application/x-www-form-urlencoded") for form in forms]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert f'name="email" value="{emails[2]}"' in answers[2].text
    member = Client(REMOTE_ADDR=near(7))
    member.force_login(max_)
    assert member.post(page).status_code == 302, "who is signed in already doesn't sign in"


TOO_MANY = {
    "of a network": ({"auth_address": Rate(1, 3600, 1)}, "Too many sign-ins from this network."),
    "with an address": ({"auth": Rate(1, 3600, 1)}, "Too many sign-ins with this e-mail address."),
}


@pytest.mark.parametrize(("rates", "what"), TOO_MANY.values(), ids=TOO_MANY)
def test_a_limit_says_how_long_to_wait_and_keeps_what_was_typed(
    limited: Settings, db: None, near: Callable[[int], str], rates: dict[str, Rate], what: str
) -> None:
    limited.RATE_LIMITS |= rates
    friend, email = Client(REMOTE_ADDR=near(7)), f"{uuid4().hex}@example.com"
    friend.post("/sign-in/", {"email": email})
    form = urlencode({"email": email, "next": "/join/BCDFGH/"})
    page = friend.post("/sign-in/?from=pub", form, "application/x-www-form-urlencoded")
    assert (page.status_code, 3500 < int(page["Retry-After"]) <= 3600) == (429, True)
    assert f"{what} Try again in " in page.text
    for kept in (f'name="email" value="{email}"', 'name="next" value="/join/BCDFGH/"', 'action="/sign-in/?from=pub"'):
        assert kept in page.text
    answer = friend.post("/api/auth/magic-link", {"email": email}, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_fast")
    assert answer.json()["detail"].startswith(f"{what} Try again in ")


def test_a_page_over_its_limit_is_tried_again_by_a_link(
    limited: Settings, db: None, near: Callable[[int], str]
) -> None:
    limited.RATE_LIMITS["other"] = Rate(1, 3600, 1)
    friend = Client(REMOTE_ADDR=near(7))
    friend.get("/sign-in/")
    page = friend.get("/sign-in/?next=/join/BCDFGH/")
    assert page.status_code == 429
    assert 'href="/sign-in/?next=/join/BCDFGH/">Try again' in page.text


def test_a_known_browser_is_a_stranger_to_other_accounts(
    limited: Settings, db: None, max_: User, near: Callable[[int], str]
) -> None:
    owner = Client(REMOTE_ADDR=near(7))
    owner.post(path_of(make_sign_in_link(max_)))
    owner.post("/sign-out/")
    stranger = Client(REMOTE_ADDR=near(9))
    stranger.cookies["known_device"] = owner.cookies["known_device"].value
    limited.RATE_LIMITS["auth_address"] = Rate(3, 3600, 3)
    other = Client(REMOTE_ADDR=near(9))
    assert [other.post("/sign-in/", {"email": f"{uuid4().hex}@a.example"}).status_code for _ in range(3)] == [200] * 3
    assert stranger.post("/sign-in/", {"email": f"{uuid4().hex}@a.example"}).status_code == 429
    assert stranger.post("/sign-in/", {"email": max_.email}).status_code == 200


BODIES_WITH_ADDRESS = {
    "as it is": ('{"email": "%s"}', "application/json"),
    "after 10 kB": ('{"next": "/' + " " * 20_000 + '", "email": "%s"}', "application/json"),
    "after spaces": (" " * 20_000 + '{"email": "%s"}', "application/json"),
    "said twice": ('{"email": "other@example.com", "email": "%s"}', "application/json"),
    "of any kind": ('{"email": "%s"}', "application/*"),
    "in UTF-8": ('{"email": "%s"}', "application/json; charset=utf-8"),
    "with spaces": ('{"email": " %s "}', "application/json"),
    "in escapes": ('{"\\u0065mail": "\\u0020%s"}', "application/json"),
}


def test_who_is_counted_is_who_gets_the_mail_however_it_is_written(
    limited: Settings, client: Client, db: None, mailoutbox: list[EmailMessage], near: Callable[[int], str]
) -> None:
    email = f"{uuid4().hex}@example.com"
    statuses: list[int] = []
    for body, kind in (*BODIES_WITH_ADDRESS.values(), *BODIES_WITH_ADDRESS.values()):
        address = near(len(statuses))
        for written in (email, email.upper()):
            data = (body % written).encode()
            answer = client.generic("POST", "/api/auth/magic-link", data, content_type=kind, REMOTE_ADDR=address)
            statuses.append(answer.status_code)
    assert {*statuses} <= {202, 400, 415, 429}
    assert statuses.count(202) == len(mailoutbox) == 5
    assert statuses.count(429) > 10


@pytest.mark.parametrize(
    ("path", "headers", "refused"),
    [
        ("/api/leagues/", {"Authorization": "Bearer a.b.c"}, 401),
        ("/api/leagues/", {}, 401),
        ("/api/auth/me", {"Authorization": "Bearer"}, 401),
        ("/api/leagues/", {"X-User-ID": "1"}, 401),
        ("/api/nothing/", {}, 404),
        ("/ofrep/v1/evaluate/flags", {"Authorization": "Bearer a.b.c"}, 401),
    ],
)
def test_calls_that_are_refused_before_they_are_counted_are_limited_too(
    limited: Settings, client: Client, db: None, path: str, headers: dict[str, str], refused: int
) -> None:
    limited.RATE_LIMITS["other"] = Rate(3, 3600, 3)
    address = uuid4().hex
    method = "POST" if path.startswith("/ofrep") else "GET"
    answers = [client.generic(method, path, headers=headers, REMOTE_ADDR=address) for _ in range(4)]
    assert [each.status_code for each in answers] == [refused] * 3 + [429]
    assert int(answers[-1]["Retry-After"]) > 1


def test_a_session_without_a_csrf_token_is_limited(limited: Settings, max_: User) -> None:
    limited.RATE_LIMITS["other"] = Rate(3, 3600, 3)
    client = Client(enforce_csrf_checks=True)
    client.force_login(max_)
    statuses = [client.post("/api/leagues/", {}, "application/json").status_code for _ in range(4)]
    assert statuses == [403, 403, 403, 429]


def test_signing_in_is_off_while_nobody_can_count(limited: Settings, client: Client, db: None) -> None:
    limited.REDIS_URL = "unix:///nowhere/valkey.sock"
    body = {"email": "max@example.com", "code": "123456"}
    assert client.post("/sign-in/", body).status_code == 503
    assert client.post("/sign-in/code/", body).status_code == 503
    assert client.post("/api/auth/verify-magic-link", body, "application/json").status_code == 503
