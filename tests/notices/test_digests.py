"""The mail itself."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import override_settings

from accounts.models import User
from leagues.models import League
from notices.digests import LINES_AT_MOST, compose_digest
from notices.models import Notice
from notices.stop_links import user_of_token
from tests.notices.news import tell

pytestmark = pytest.mark.django_db


def digest(user: User) -> Any:
    return compose_digest(user, list(Notice.objects.filter(user=user).select_related("league").order_by("pk")))


@override_settings(BASE_URL="https://auctions.example")
def test_it_leads_to_pages_stops_by_one_press_and_signs_nobody_in(league: League, max_: User) -> None:
    tell(league, max_)
    mail = digest(max_)
    links = set(re.findall(r"https://\S+", mail.body))
    paths = {urlsplit(link).path for link in links}
    stop = next(link for link in links if "/notices/stop/" in link)
    assert paths == {f"/leagues/{league.pk}/trades/", "/account/notices/", urlsplit(stop).path}
    assert mail.extra_headers == {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert user_of_token(stop.split("/")[-2]) == max_.pk
    assert set(re.findall(r'href="([^"]+)"', mail.alternatives[0][0])) == links


def test_times_are_those_of_its_reader(league: League, max_: User) -> None:
    max_.time_zone = "Asia/Kolkata"
    tell(league, max_)
    Notice.objects.update(created_at="2026-01-01T20:00:00Z")
    assert "Fri 2 Jan, 01:30: Another manager" in digest(max_).body


def test_names_of_leagues_are_text_and_long_lists_end(league: League, max_: User) -> None:
    league.name = "<b>F&C</b>"
    league.save()
    for number in range(LINES_AT_MOST + 2):
        tell(league, max_, event=f"trade:{number}")
    mail = digest(max_)
    assert mail.body.count("Another manager") == LINES_AT_MOST
    assert "And 2 more" in mail.body
    assert "<b>F&C</b>" in mail.body
    assert "&lt;b&gt;F&amp;C&lt;/b&gt;" in mail.alternatives[0][0]


def test_its_words_are_in_the_language_that_its_reader_has_chosen(league: League, max_: User) -> None:
    tell(league, max_)
    Notice.objects.update(created_at="2026-01-02T20:00:00Z")
    max_.language = "de"
    mail = digest(max_)
    assert mail.subject == f"{league.name}: Ein anderer Manager bietet dir einen Tausch an."
    assert "- Fr, 2. Jan, 20:00: Ein anderer Manager" in mail.body
    assert "Die Zeiten sind die von UTC." in mail.body
    assert '<html lang="de">' in mail.alternatives[0][0]
    assert "Another manager" in digest(User(pk=max_.pk, email=max_.email)).body
    tell(league, max_, event="trade:2")
    assert digest(max_).subject == "2 Nachrichten aus deinen Ligen"
