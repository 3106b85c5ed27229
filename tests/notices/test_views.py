"""The pages of notices."""

import re

import pytest
from django.test import Client

from accounts.models import User
from leagues.models import League
from notices.choices import mail_every
from notices.push.vapid import public_key
from notices.stop_links import stop_link
from rollouts.changes.services import Author, Source, change_flag
from tests.notices.news import tell
from tests.notices.push.devices import Device


@pytest.fixture
def browser(client: Client, max_: User) -> Client:
    client.force_login(max_)
    return client


def path_of(link: str) -> str:
    return "/notices/stop/" + link.split("/notices/stop/")[1]


def test_page_shows_what_happened_and_what_one_wants(browser: Client, league: League, max_: User, mia: User) -> None:
    assert "Nothing yet" in browser.get("/account/notices/").text
    tell(league, max_)
    tell(league, mia, event="trade:2", text="Mia's own.")
    page = browser.get("/account/notices/").text
    assert f'href="/leagues/{league.pk}/trades/">Another manager offers you a trade.' in page
    assert not re.search(r"\bMia\b", page)
    assert "/account/notices/" in browser.get("/account/").text


def test_choices_are_saved(browser: Client, max_: User) -> None:
    assert browser.post("/account/notices/", {"mail_every": "day"}).status_code == 302
    assert mail_every(max_) == "day"
    assert 'name="trade_offered-page" id="id_trade_offered-page">' in browser.get("/account/notices/").text
    assert "Select a valid choice" in browser.post("/account/notices/", {"mail_every": "moon"}).text


def test_link_stops_mails_by_one_press_without_signing_in_and_a_look_changes_nothing(db: None, max_: User) -> None:
    program = Client(enforce_csrf_checks=True)
    path = path_of(stop_link(max_.pk))
    assert "Stop emails about your leagues?" in program.get(path).text
    assert mail_every(max_) == "hour"
    page = program.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (page.status_code, mail_every(max_)) == (200, "never")
    assert "Emails stopped" in page.text
    assert "_auth_user_id" not in program.session
    assert program.post("/notices/stop/wrong/").status_code == 404


def test_device_is_turned_on_and_off_where_it_is_offered(browser: Client, league: League, max_: User) -> None:
    keys = Device().keys
    on = {"do": "on", "endpoint": "https://fcm.googleapis.com/1", "p256dh": keys.p256dh, "auth": keys.auth}
    assert f'data-push="{public_key()}"' in browser.get("/account/notices/").text
    assert "gets your notices now" in browser.post("/account/notices/device/", on, follow=True).text
    assert max_.push_subscriptions.count() == 1
    refused = browser.post("/account/notices/device/", on | {"endpoint": "https://127.0.0.1/"}, follow=True)
    assert "Use another browser" in refused.text
    assert "say where" in browser.post("/account/notices/device/", {"do": "on"}, follow=True).text
    browser.post("/account/notices/device/", on | {"do": "off"})
    assert not max_.push_subscriptions.exists()
    change_flag("web_push", {"everyone": False}, Author(source=Source.CODE))
    page = browser.get("/account/notices/").text
    assert "data-push" not in page
    assert "On your devices" not in page
    assert "Devices" not in page
