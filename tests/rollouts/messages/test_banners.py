"""The banner: one at a time, for so long, in every page's copy."""

import pytest
from django.test import Client

from accounts.models import User
from rollouts.messages import banners, news_copy
from rollouts.messages.banners import BannerRefused, show_banner, shown_text, take_down
from tests.database_clock import DatabaseClock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news_copy, "_banner", "")


def test_newest_is_shown_until_its_time_is_over(clock: DatabaseClock) -> None:
    assert shown_text() == ""
    show_banner("We restart servers at 23:00 UTC.", 4)
    show_banner("  We restarted servers.  ", 1)
    assert shown_text() == "We restarted servers."
    clock.advance(hours=1)
    assert shown_text() == "We restart servers at 23:00 UTC."
    clock.advance(hours=3)
    assert shown_text() == ""


def test_taken_down_none_is_shown_not_even_one_before() -> None:
    show_banner("One.", 4)
    show_banner("Two.", 4)
    assert (take_down(), shown_text(), take_down()) == (2, "", 0)


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "x" * (banners.LONGEST_TEXT + 1), "\x00"])
def test_what_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(BannerRefused, match="Give a text of one line"):
        show_banner(text, 1)


@pytest.mark.parametrize("hours", [0, -1, banners.MOST_HOURS + 1])
def test_time_is_bounded(hours: int) -> None:
    with pytest.raises(BannerRefused, match="1 to 168 hours"):
        show_banner("One.", hours)


def test_pages_show_the_copy_escaped_and_the_room_has_none(carla: User) -> None:
    show_banner("Bids <b>stand</b> at 23:00 UTC.", 4)
    client = Client()
    client.force_login(carla)
    assert "site-banner" not in client.get("/leagues/").content.decode(), "not read yet"
    news_copy.read_now()
    for page in ("/leagues/", "/status/"):
        assert "Bids &lt;b&gt;stand&lt;/b&gt; at 23:00 UTC." in client.get(page).content.decode()
