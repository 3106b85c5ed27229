"""A league with two commissioners: both bid, and each stops and resumes what the other began."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions import engine
from leagues.models import League, Member, Role
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_two_commissioners_bid_and_pause_from_two_browsers(
    visit: Visit, waiting_room: None, evening: League, carla: User, max_: User, mia: User, size: Size
) -> None:
    auction = cast.auction_of(evening, begun=False, lots=3)
    maxs, mias = visit(max_, auction, size), visit(mia, auction)
    expect(maxs.see("begin")).to_have_count(0)
    carlas = visit(carla, f"/leagues/{evening.pk}/", size)
    carlas.page.get_by_label("Change Max").click()
    carlas.page.get_by_role("button", name="Make Max a commissioner too").click()
    expect(carlas.page.get_by_role("main")).to_contain_text("You stay commissioner.")
    expect(carlas.page.get_by_role("main")).to_contain_text("Max can run the auction that is waiting to begin at once.")
    carlas.page.get_by_role("button", name="Make Max commissioner").click()
    expect(carlas.page.get_by_label("Change Max")).to_be_visible()

    maxs.press("begin")  # the open room knows
    carlas.enter(auction)
    carlas.press("bid-min")
    maxs.expect_price(1, "Carla leads")
    maxs.press("bid-min")
    carlas.expect_price(2, "Outbid by Max")

    maxs.press("pause")
    for each in (carlas, maxs, mias):
        expect(each.see("paused")).to_contain_text("Waiting for Carla or Max to resume.")
    carlas.press("resume")
    expect(mias.see("resuming")).to_have_count(0)
    expect(mias.see("paused")).to_have_count(0)
    assert [said for said in mias.feed if "Max" in said and "aused" in said] == ["Paused (Max)."]
    expect(mias.see("feed")).to_contain_text("Auction resumed (Carla).")
    for each in (carlas, maxs):
        assert each.page.evaluate("document.documentElement.scrollWidth") == size["width"]
    assert engine.read(auction.pk).auction.status == "active"
    assert Member.objects.filter(league=evening, role=Role.COMMISSIONER).count() == 2
