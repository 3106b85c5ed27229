"""Questions before acts: leaving in the middle of an auction, and an auction after the first one."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor
from tests.season.auctioned_league import complete_auction

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


def fits(who: Visitor) -> bool:
    return bool(who.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def page_of(league: League) -> str:
    return f"/leagues/{league.pk}/"


@SIZES
def test_leaving_in_a_running_auction_says_what_stays_behind(
    visit: Visit, evening: League, carla: User, max_: User, size: Size
) -> None:
    auction = cast.auction_of(evening, lots=3)
    assert cast.bid(auction, max_, 7).ok
    lot = auction.lots.select_related("asset").get(number=1).asset.name
    carlas = visit(carla, auction)
    maxs = visit(max_, page_of(evening), size)
    maxs.page.get_by_label("Change Max").click()
    maxs.page.get_by_role("button", name="Leave the league…").click()
    expect(maxs.page.get_by_role("heading", level=1)).to_have_text("Leave The Friday League?")
    follows = maxs.see("follows")
    expect(follows).to_contain_text(f"You lead {lot} at £7m. The bid stands and £7m stays held")
    expect(follows).to_contain_text("with £193m to spend")
    expect(maxs.page.get_by_role("button", name="Leave the league")).to_be_in_viewport()
    assert fits(maxs)
    maxs.page.get_by_role("link", name="Go back").click()
    expect(maxs.page).to_have_url(re.compile(page_of(evening)))
    assert cast.member_of(evening, max_).left_at is None, "asking changes nothing"

    maxs.page.get_by_label("Change Max").click()
    maxs.page.get_by_role("button", name="Leave the league…").click()
    maxs.page.get_by_role("button", name="Leave the league").click()
    expect(maxs.page.get_by_text("You have left The Friday League.")).to_be_visible()
    expect(carlas.see("feed")).to_contain_text("Max is away")
    carlas.expect_price(7, "Max leads")


@SIZES
def test_auction_after_the_first_keeps_rosters_unless_the_name_is_typed(
    visit: Visit, evening: League, waiting_room: None, carla: User, max_: User, mia: User, size: Size
) -> None:
    first = complete_auction(evening, max_, mia, cast.make_user("Ned"))
    bought = first.lots.select_related("asset").get(number=1).asset.name
    carlas = visit(carla, page_of(evening), size)
    carlas.page.get_by_text("Other ways to auction again").click()
    carlas.page.get_by_role("button", name="Start anew…").click()
    expect(carlas.page.get_by_role("heading", level=1)).to_have_text("Start The Friday League anew?")
    expect(carlas.see("follows")).to_contain_text(f"Max loses {bought} (£30m) and")
    assert fits(carlas)
    carlas.page.get_by_label("To confirm, type The Friday League").fill("yes")
    carlas.page.get_by_role("button", name="Empty all rosters and start anew").click()
    expect(carlas.page.get_by_text("Type The Friday League to confirm.")).to_be_visible()
    assert Auction.objects.count() == 1
    carlas.page.get_by_role("link", name="Go back").click()

    carlas.page.get_by_role("button", name="Auction what's left", exact=True).click()
    expect(carlas.page.get_by_role("heading", level=1)).to_have_text("Auction what is left?")
    expect(carlas.see("follows")).to_contain_text("32 clubs that nobody owns come up for sale")
    expect(carlas.see("follows")).to_contain_text("Max: £15m to spend, 2 of 3 places filled.")
    assert fits(carlas)
    carlas.page.get_by_role("button", name="Create auction").click()
    expect(carlas.see("begin")).to_be_visible()
    expect(carlas.page.get_by_text("32 lots · £15m to £50m to spend")).to_be_visible()
    auction = Auction.objects.exclude(pk=first.pk).get()
    expect(carlas.see(f"manager-{carlas.seat(auction, max_)}")).to_contain_text("£15m")
    assert fits(carlas)
    carlas.press("begin")
    expect(carlas.see("lot-name")).to_be_visible()
    assert engine.read(auction.pk).auction.lots_sold == 4


def test_question_is_answered_without_scripts(visit: Visit, evening: League, max_: User) -> None:
    maxs = visit(max_, page_of(evening), PHONE, scripts=False)
    maxs.page.get_by_label("Change Max").click()
    maxs.page.get_by_role("button", name="Leave the league…").click()
    maxs.page.get_by_role("button", name="Leave the league").click()
    expect(maxs.page.get_by_text("You have left The Friday League.")).to_be_visible()
