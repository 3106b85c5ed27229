"""A manager's own list: made on its page, seen beside the lot, and by nobody else."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_manager_lists_targets_and_sees_their_worth_beside_the_lot(
    visit: Visit, evening: League, max_: User, mia: User, size: Size
) -> None:
    auction = cast.auction_of(evening, lots=3)
    maxs, mias = visit(max_, f"/leagues/{evening.pk}/targets/", size), visit(mia, auction, size)
    page = maxs.page
    for name in ("Ajax", "Arsenal"):
        page.get_by_role("searchbox").fill(name)
        page.get_by_role("button", name="Search").click()
        maxs.see("found").get_by_role("button").first.click()
        expect(page.locator(".messages")).to_contain_text("is on your list.")
    page.get_by_label("Worth to you").nth(1).fill("45")
    page.get_by_label("Note").nth(1).fill("Only without Mia")
    page.get_by_role("button", name="Move Arsenal FC up").click()
    expect(page.locator(".target-name").first).to_contain_text("Arsenal FC")
    expect(page.get_by_label("Worth to you").first).to_have_value("45")
    page.get_by_label("Worth to you").nth(1).fill("12")
    page.get_by_role("button", name="Save AFC Ajax").click()
    expect(page.get_by_label("Worth to you").nth(1)).to_have_value("12")
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]

    maxs.enter(auction)
    expect(maxs.see("target")).to_contain_text("Your £12m")
    expect(maxs.see("target")).to_contain_text("£11m left to the next bid")
    expect(maxs.see("bid-min")).to_be_in_viewport()
    if size is PHONE:
        maxs.press("tab-next")
    expect(maxs.see(f"target-{auction.lots.get(number=2).pk}")).to_have_text("★ Your £45m")
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    expect(mias.see("lot-name")).to_have_text("AFC Ajax")
    expect(mias.see("target")).to_have_count(0)
