"""The language that a reader gets, on pages and on sockets."""

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import translation

from accounts import language
from accounts.models import User
from rollouts.changes.services import Author, Source, change_flag
from tests.accounts.browsers import signed_in

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.8"}


def _asked(accepted: str, path: str = "/") -> HttpRequest:
    return RequestFactory().get(path, headers={"Accept-Language": accepted})


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", "en"),
        ("de", "de"),
        ("DE-at", "de"),
        ("fr, de;q=0.5", "de"),
        ("en-GB, de;q=0.5", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("de;q=x, ,;", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_a_browser_gets_the_first_language_that_there_is(db: None, accepted: str, expected: str) -> None:
    assert language.of_request(_asked(accepted), None) == expected


def test_what_was_chosen_goes_before_what_the_browser_asks_for(carla: User) -> None:
    asked = _asked("de")
    asked.COOKIES["django_language"] = "en"
    assert language.of_request(asked, carla) == "en"
    carla.language = "de"
    assert language.of_request(asked, carla) == "de"
    assert language.of_socket({b"cookie": b"django_language=en", b"accept-language": b"de"}, None) == "en"
    assert language.of_socket({b"accept-language": b"de"}, None) == "de"
    assert language.of_socket({}, carla) == "de"


@pytest.mark.parametrize("stored", ["xx", "tlh", "../de"])
def test_a_language_that_was_taken_away_counts_as_none(carla: User, stored: str) -> None:
    carla.language = stored
    assert language.of_request(_asked("de"), carla) == "de"


@pytest.mark.parametrize("path", ["/admin/", "/admin/auctions/auction/", "/api/feature-flags/plans"])
def test_what_operators_read_is_in_english(carla: User, path: str) -> None:
    assert language.of_request(_asked("de", path), carla) == "en"


def test_a_page_is_in_the_language_of_its_reader(client: Client, db: None) -> None:
    page = client.get("/", headers=GERMAN)
    assert '<html lang="de">' in page.text
    assert "js/languages/de.js" in page.text
    assert page.headers["Content-Language"] == "de"
    assert "Accept-Language" in page.headers["Vary"]
    english = client.get("/")
    assert '<html lang="en">' in english.text
    assert "js/languages" not in english.text
    assert translation.get_language() == "en"


def test_who_has_no_account_chooses_by_a_form(client: Client, db: None) -> None:
    chosen = client.post("/language/", {"language": "de", "next": "/sign-in/"})
    assert chosen.headers["Location"] == "/sign-in/"
    assert '<html lang="de">' in client.get("/sign-in/").text
    assert (
        client.post("/language/", {"language": "de", "next": "https://elsewhere.example/"}).headers["Location"] == "/"
    )


def test_an_account_has_a_language_of_its_own(carla: User) -> None:
    client = signed_in(carla)
    data = {"name": "Carla", "time_zone": "UTC"}
    assert client.post("/account/", data | {"language": "de"}).status_code == 302
    assert '<html lang="de">' in client.get("/account/").text
    assert client.post("/account/", data | {"language": "tlh"}).status_code == 200
    assert client.post("/account/", data | {"language": ""}).status_code == 302
    assert '<html lang="en">' in client.get("/account/").text


def test_where_the_flag_is_off_everybody_reads_english_and_keeps_what_they_chose(carla: User) -> None:
    carla.language = "de"
    carla.save()
    change_flag("other_languages", {"everyone": False}, Author(source=Source.CODE))
    client = signed_in(carla)
    assert '<html lang="en">' in client.get("/", follow=True, headers=GERMAN).text
    assert language.of_user(carla) == "en"
    page = client.get("/account/").text
    assert "As in my browser" not in page
    assert client.post("/account/", {"name": "Carla", "time_zone": "UTC", "language": ""}).status_code == 302
    carla.refresh_from_db()
    assert carla.language == "de"
