"""From an invite link to the room: a friend who has never been here, with nothing but a name and their mail."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.models import User
from auctions.models import Auction
from leagues.models import League, Member
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor, room_of
from tests.live import MakeSite, Site, eventually


def test_invited_friend_signs_in_by_code_and_lands_in_the_room(site: Site, browser: Browser, evening: League) -> None:
    auction = cast.auction_of(evening, begun=False)
    context = browser.new_context(base_url=site.web.address.url, reduced_motion="reduce")
    nina = Visitor(User(name="nina", email="nina@example.com"), context.new_page())
    page = nina.page
    page.goto(f"/join/{evening.code}/")
    sign_in_and_join(nina, site, evening, auction)
    assert not nina.leave(None)


def test_six_friends_on_one_address_meet_no_limit_on_their_way_to_their_seats(
    make_site: MakeSite, browser: Browser, evening: League
) -> None:
    """With the limits of every site, which count them all under the address of the pub."""
    auction = cast.auction_of(evening, begun=False)
    site = make_site(RATE_LIMITS="on", PROXY_HOPS="1")
    site.add_web()
    site.add_clock()
    site.ready()
    pub = {"X-Forwarded-For": f"pub-{uuid4()}"}  # an address of its own, since Redis remembers those of other tests
    contexts = [browser.new_context(base_url=site.web.address.url, extra_http_headers=pub) for _ in range(6)]
    refused: list[str] = []
    for context in contexts:
        context.on("response", lambda answer: refused.append(answer.url) if answer.status == 429 else None)
        name = f"friend-{uuid4().hex[:12]}"
        friend = Visitor(User(name=name, email=f"{name}@example.com"), context.new_page())
        friend.page.goto(f"/join/{evening.code}/")
        sign_in_and_join(friend, site, evening, auction)
        assert not friend.leave(None)
    assert not refused
    assert auction.participants.count() == 3 + 6


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
def test_link_is_copied_by_one_press_from_the_league_and_from_the_room_that_waits(
    visit: Visit, site: Site, carla: User, size: Size
) -> None:
    league = cast.make_league(carla)
    link = site.web.address.url + reverse("join", args=[league.code])
    for place in (f"/leagues/{league.pk}/", cast.auction_of(league, begun=False)):
        carlas = visit(carla, place, size)
        carlas.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        card = carlas.see("invite")
        card.get_by_role("button", name="Copy the link").click()
        expect(card.get_by_role("status")).to_have_text("Copied.")
        assert carlas.page.evaluate("navigator.clipboard.readText()") == link
        card.get_by_text("QR code").click()
        expect(card.get_by_role("img", name=f"QR code of {link}")).to_be_visible()
        fits = carlas.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert fits, "and the page is no wider for the code"
    expect(carlas.see("missing")).to_contain_text("Nobody else has come yet.")


def sign_in_and_join(friend: Visitor, site: Site, league: League, auction: Auction) -> None:
    """From the invite page, by the code of the mail, to their seat in the room: three presses."""
    page, email = friend.page, friend.user.email
    expect(page.get_by_role("heading", name=f"Join {league.name}")).to_be_visible()
    page.get_by_label("Your name").fill(friend.user.name.title())
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Join", exact=True).click()
    mail = re.compile(rf"^Subject: Your sign-in code is (\d{{6}})$(?:\n.+)*?\nTo: {re.escape(email)}$", re.MULTILINE)
    code = eventually(lambda: mail.search(site.web.log), "the mail in the log")
    page.get_by_label("Code from the mail").fill(code[1])
    page.get_by_role("button", name="Sign in and join").click()
    page.wait_for_url(f"/leagues/{league.pk}/")
    page.get_by_role("link", name="Enter the auction").click()
    page.wait_for_url(room_of(auction))
    friend.expect_line("live")
    member = Member.objects.get(league=league, user__email=email)
    assert member.user.name == friend.user.name.title()
    assert member.seats.filter(auction=auction).exists()
