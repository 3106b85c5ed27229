"""A league's date from being set to the room that opens by itself, and what people choose to hear of."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as site_settings
from playwright.sync_api import Browser, expect

from accounts.models import User
from auctions.models import Auction
from auctionsite.postgresql.clock import database_now
from leagues.models import AuctionDate, DateAnswer, League
from notices.choices import choices_of, mail_every
from notices.kinds import CHANNELS, KINDS, NoticeChannel, NoticeKind
from tests.auctions.dates.dated_league import work as do_what_dates_need
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor
from tests.leagues.dates.test_calendar import by_icalendar, by_vobject
from tests.live import Site, eventually
from tests.mail_server import mail_server
from tests.notices.news import HOUR, let_pass, tell, work

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")


def fits(who: Visitor) -> None:
    """Nothing is wider than the screen."""
    width = who.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], who.page.url


def shown(at: datetime, zone: ZoneInfo) -> str:
    wall = at.astimezone(zone)
    return f"{wall:%a} {wall.day} {wall:%b %Y, %H:%M}"


@SIZES
def test_date_is_set_answered_kept_in_calendars_and_opens_the_room(
    visit: Visit, league: League, waiting_room: None, carla: User, max_: User, mia: User, size: Size
) -> None:
    User.objects.filter(pk=max_.pk).update(time_zone="America/New_York")
    wall = (database_now() + timedelta(days=3)).astimezone(LONDON).replace(hour=20, minute=30, tzinfo=None)
    home = f"/leagues/{league.pk}/"
    carlas = visit(carla, home, size)
    carlas.page.get_by_role("link", name="Set a date").first.click()
    carlas.page.get_by_label("Day").fill(f"{wall:%Y-%m-%d}")
    carlas.page.get_by_label("Time", exact=True).fill(f"{wall:%H:%M}")
    carlas.page.get_by_label("Time zone").select_option("Europe/London")
    fits(carlas)
    carlas.page.get_by_role("button", name="Set the date").click()
    expect(carlas.see("auction-date")).to_contain_text(re.compile(r"\(in [23] days \d+ h\)"))  # by the hour of the test
    at = AuctionDate.objects.get().starts_at

    maxs, mias = visit(max_, home, size), visit(mia, home, size)
    card = maxs.see("auction-date")
    expect(card).to_contain_text(re.compile(rf"{shown(at, LONDON)} in London \(in [23] days \d+ h\)"))
    expect(card).to_contain_text(f"{shown(at, NEW_YORK)} your time")
    maxs.page.get_by_role("button", name="I can", exact=True).click()
    expect(maxs.page.get_by_role("button", name="I can", exact=True)).to_have_attribute("aria-pressed", "true")
    mias.page.get_by_role("button", name="I can't").click()
    expect(mias.see("auction-date")).to_contain_text("Can: Max. Can't: Mia. 1 hasn't answered.")
    assert dict(DateAnswer.objects.values_list("member__user__name", "can")) == {"Max": True, "Mia": False}
    with maxs.page.expect_download() as kept:
        maxs.page.get_by_role("link", name="Add to calendar").click()
    text = Path(kept.value.path()).read_bytes().decode()
    assert by_icalendar(text) == by_vobject(text)
    assert by_icalendar(text)[2] == at
    for who in (carlas, maxs, mias):
        fits(who)

    AuctionDate.objects.update(starts_at=database_now() + timedelta(seconds=25), remind_at=None)
    maxs.page.reload()
    expect(card).to_contain_text(re.compile(r"\(in \d+ s\)"))
    eventually(do_what_dates_need, "the room opens", 60)
    assert database_now() >= AuctionDate.objects.get().starts_at
    for who in (maxs, carlas):
        notice = who.see("league-notice")
        expect(notice).to_contain_text("The waiting room is open.")
        expect(who.page.locator(".notice:visible", has_text="The waiting room is open.")).to_have_count(1)
        expect(who.see("auction-date")).to_have_count(0)
    notice = maxs.see("league-notice")
    notice.get_by_role("link", name="Enter").click()
    maxs.expect_line("live")
    assert maxs.page.url.endswith(f"/auction/{Auction.objects.get().pk}/")


@SIZES
def test_notices_are_chosen_by_kind_and_way_and_mails_stop_with_one_press(
    visit: Visit, site: Site, browser: Browser, league: League, max_: User, size: Size
) -> None:
    with mail_server() as server:
        tell(league, max_)
        work()
        maxs = visit(max_, "/account/notices/", size)
        expect(maxs.page.get_by_text("Another manager offers you a trade.")).to_be_visible()
        expect(maxs.page.locator("form[data-push] [data-state]")).not_to_contain_text("Looking")
        fits(maxs)
        for kind, way in ((NoticeKind.OUTBID, NoticeChannel.EMAIL), (NoticeKind.SCORES_IN, NoticeChannel.PUSH)):
            maxs.page.get_by_label(f"{KINDS[kind].label}: {CHANNELS[way]}").uncheck()
        maxs.page.get_by_label("Emails").select_option("day")
        maxs.page.get_by_role("button", name="Save").click()
        expect(maxs.page.get_by_text("Saved.")).to_be_visible()
        chosen = choices_of(max_)
        assert not chosen[NoticeKind.OUTBID, NoticeChannel.EMAIL]
        assert not chosen[NoticeKind.SCORES_IN, NoticeChannel.PUSH]
        assert chosen[NoticeKind.OUTBID, NoticeChannel.PUSH]
        assert mail_every(max_) == "day"

        [mail] = server.mails
        link = re.fullmatch(r"<(.+)>", "".join(str(mail["List-Unsubscribe"]).split()))
        assert link is not None
        stranger = browser.new_context(base_url=site.web.address.url, viewport=size).new_page()
        stranger.goto(link[1].removeprefix(site_settings.BASE_URL))
        stranger.get_by_role("button", name="Stop emails").click()
        expect(stranger.get_by_role("heading", name="Emails stopped")).to_be_visible()
        stranger.context.close()
        assert mail_every(max_) == "never"
        tell(league, max_, event="trade:2")
        let_pass(30 * HOUR)
        work()
        assert len(server.mails) == 1
