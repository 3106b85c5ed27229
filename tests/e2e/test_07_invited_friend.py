"""From an invite link to the room: a friend who has never been here, with nothing but their mail."""

import re

from playwright.sync_api import Browser, expect

from accounts.models import User
from leagues.models import League, Member
from tests import cast
from tests.e2e.visitors import Visitor, room_of
from tests.live import Site, eventually


def test_invited_friend_signs_in_by_code_and_lands_in_the_room(site: Site, browser: Browser, evening: League) -> None:
    auction = cast.auction_of(evening, begun=False)
    context = browser.new_context(base_url=site.web.address.url, reduced_motion="reduce")
    nina = Visitor(User(name="nina", email="nina@example.com"), context.new_page())
    page = nina.page
    page.goto(f"/join/{evening.code}/")
    page.get_by_label("E-mail address").fill("nina@example.com")
    page.get_by_role("button", name="Send me").click()
    code = eventually(lambda: re.search(r"Your code is (\d{6})$", site.web.log, re.MULTILINE), "the mail in the log")
    page.get_by_label("Code from the mail").fill(code[1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name=f"Join {evening.name}")).to_be_visible()
    page.get_by_role("button", name="Join", exact=True).click()
    page.wait_for_url(f"/leagues/{evening.pk}/")
    page.get_by_role("link", name="Enter the auction").click()
    page.wait_for_url(room_of(auction))
    nina.expect_line("live")
    member = Member.objects.get(league=evening, user__email="nina@example.com")
    assert member.seats.filter(auction=auction).exists()
    assert not nina.leave(None)
