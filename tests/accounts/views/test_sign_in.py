"""Signing in and out as people do it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.sign_in.links import make_sign_in_link
from tests.accounts.sign_in.mailed_links import mailed_code, path_of, token_of


def test_from_a_link_to_the_page_it_led_to(client: Client, db: None) -> None:
    """The whole way of a friend who has never been here."""
    sign_in = client.get("/leagues/new/")
    assert sign_in["Location"] == "/sign-in/?next=/leagues/new/"
    page = client.get(sign_in["Location"])
    assert '<input type="hidden" name="next" value="/leagues/new/">' in page.text
    client.post("/sign-in/", {"email": "new@example.com", "next": "/leagues/new/"})
    link = path_of(next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http")))
    assert "Sign in as new" in client.get(link).text
    done = client.post(link)
    assert done["Location"] == "/leagues/new/"
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_answer_is_the_same_for_known_new_and_switched_off_addresses(client: Client, carla: User, otto: User) -> None:
    User.objects.filter(pk=otto.pk).update(is_active=False)
    answers = set()
    for email in ("carla@example.com", "otto@example.com", "newer@example.com"):
        page = client.post("/sign-in/", {"email": email})
        answers.add(
            (page.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.text.replace(email, "")))
        )
    assert len(answers) == 1


def test_wrong_address_is_said_beside_the_field(client: Client, db: None) -> None:
    page = client.post("/sign-in/", {"email": "no address"})
    assert 'id="id_email_error">Enter a valid email address.' in page.text
    assert mail.outbox == []


def test_a_code_from_the_mail_signs_in_and_leads_on(client: Client, carla: User) -> None:
    page = client.post("/sign-in/", {"email": carla.email, "next": "/join/BCDFGH/"})
    assert 'action="/sign-in/code/"' in page.text
    code = mail.outbox[0].subject.split()[-1]
    data = {"email": carla.email, "code": "x" + code, "next": "/join/BCDFGH/"}
    assert 'id="id_code_error"' in client.post("/sign-in/code/", data).text
    assert client.post("/sign-in/code/", data | {"code": code})["Location"] == "/join/BCDFGH/"
    assert client.session["_auth_user_id"] == str(carla.pk)


def test_looking_at_a_link_does_not_use_it_up(client: Client, carla: User) -> None:
    link = path_of(make_sign_in_link(carla))
    for _ in range(3):
        page = client.get(link)
        assert page.status_code == 200
        assert "Sign in as Carla" in page.text
    assert "no-store" in page["Cache-Control"]
    assert client.post(link)["Location"] == reverse("my-leagues")


def test_used_link_is_gone_and_leads_on(client: Client, carla: User) -> None:
    link = path_of(make_sign_in_link(carla, next_path="/join/BCDFGH/"))
    client.post(link)
    client.post("/sign-out/")
    for page in (client.get(link), client.post(link)):
        assert page.status_code == 410
        assert "/sign-in/?next=%2Fjoin%2FBCDFGH%2F" in page.text
    assert "_auth_user_id" not in client.session


def test_old_link_is_gone(client: Client, carla: User) -> None:
    assert client.get(path_of(make_sign_in_link(carla, valid_for=timedelta(0)))).status_code == 410


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_next_never_leads_to_another_site(client: Client, carla: User, elsewhere: str) -> None:
    link = path_of(make_sign_in_link(carla, next_path=elsewhere))
    assert client.post(link, {"next": elsewhere})["Location"] == "/"
    assert client.get("/sign-in/", {"next": elsewhere})["Location"] == "/"


def test_signing_in_needs_a_csrf_token(carla: User) -> None:
    link = path_of(make_sign_in_link(carla))
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403


def test_a_link_replaces_whoever_was_signed_in(client: Client, carla: User, otto: User) -> None:
    client.force_login(otto)
    client.post(path_of(make_sign_in_link(carla)))
    assert client.session["_auth_user_id"] == str(carla.pk)


def test_sign_out_by_post_only(client: Client, carla: User) -> None:
    client.force_login(carla)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session


def test_who_is_signed_in_need_not_sign_in(client: Client, carla: User) -> None:
    client.force_login(carla)
    assert client.get("/sign-in/?next=/leagues/new/")["Location"] == "/leagues/new/"


def test_name_is_set_and_leads_on(client: Client, carla: User) -> None:
    client.force_login(carla)
    assert 'value="Carla"' in client.get("/account/name/").text
    assert client.post("/account/name/", {"name": " Carla C. ", "next": "/join/X/"})["Location"] == "/join/X/"
    assert User.objects.get().name == "Carla C."


def test_empty_name_is_said_beside_the_field(client: Client, carla: User) -> None:
    client.force_login(carla)
    assert 'id="id_name_error"' in client.post("/account/name/", {"name": " "}).text
    assert User.objects.get().name == "Carla"


def test_name_is_escaped(client: Client, carla: User) -> None:
    client.force_login(carla)
    client.post("/account/name/", {"name": "<b>Carla"})
    assert "&lt;b&gt;Carla" in client.get(f"/sign-in/{token_of(make_sign_in_link(User.objects.get()))}/").text


def test_name_page_needs_sign_in(client: Client, db: None) -> None:
    assert client.get("/account/name/")["Location"] == "/sign-in/?next=/account/name/"


@pytest.mark.parametrize("way", ["link", "code"])
def test_an_account_begins_in_the_time_zone_of_its_browser(client: Client, db: None, way: str) -> None:
    """And keeps the one it has from then on, whatever browser signs in, and whatever a page claims."""

    def sign_in(zone: str) -> str:
        code = mailed_code("new@example.com")
        body = mail.outbox[-1].body
        link = path_of(next(line for line in body.splitlines() if line.startswith("http")))
        page = client.get(link) if way == "link" else client.post("/sign-in/", {"email": "new@example.com"})
        assert "data-time-zone" in page.text
        assert "js/time_zone" in page.text
        path, data = (link, {}) if way == "link" else ("/sign-in/code/", {"email": "new@example.com", "code": code})
        if way == "code":
            data["code"] = re.findall(r"\b\d{6}\b", str(mail.outbox[-1].subject))[0]
        assert client.post(path, data | {"time_zone": zone}).status_code == 302
        client.post("/sign-out/")
        return User.objects.get(email="new@example.com").time_zone

    assert sign_in("Asia/Kolkata") == "Asia/Kolkata"
    assert sign_in("Europe/Berlin") == "Asia/Kolkata"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 5000])
def test_a_zone_that_there_is_not_is_utc(client: Client, db: None, zone: str) -> None:
    data = {"email": "new@example.com", "code": mailed_code("new@example.com"), "time_zone": zone}
    assert client.post("/sign-in/code/", data).status_code == 302
    assert User.objects.get(email="new@example.com").time_zone == "UTC"


def test_the_mail_is_in_the_language_of_the_request_that_asked(client: Client, carla: User) -> None:
    for headers in ({"Accept-Language": "de"}, {}):
        client.post("/sign-in/", {"email": carla.email}, headers=headers)
        client.post("/api/auth/magic-link", {"email": carla.email}, "application/json", headers=headers)
    words = [(each.subject[:8], each.body[:8]) for each in mail.outbox]
    assert words == [("Dein Anm", "Dein Cod")] * 2 + [("Your sig", "Your cod")] * 2
    assert '<html lang="de">' in mail.outbox[0].message().as_string()


def test_a_german_friend_gets_german_mail_from_the_first_day(client: Client, db: None) -> None:
    german = {"Accept-Language": "de-AT"}
    client.post("/sign-in/", {"email": "new@example.com"}, headers=german)
    link = path_of(next(line for line in str(mail.outbox[0].body).splitlines() if line.startswith("http")))
    client.post(link, headers=german)
    assert User.objects.get().language == "de"
