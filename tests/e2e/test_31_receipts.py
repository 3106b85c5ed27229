"""Every bid leads to its receipt with one press: in the room, in the results and in the replay, refused ones too."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from leagues.models import League
from tests import cast
from tests.e2e.conftest import PICTURES, Visit
from tests.e2e.lines import Line
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor


def expect_receipt(visitor: Visitor, line: str, *words: str) -> None:
    """Press the receipt of the newest line of the feed with these words, and read it in its own tab."""
    told = visitor.see("feed").locator("li").filter(has_text=line).first
    with visitor.page.context.expect_page() as opened:
        told.get_by_test_id("receipt-of").click()
    receipt = opened.value.get_by_test_id("receipt")
    for each in words:
        expect(receipt).to_contain_text(each)
    opened.value.close()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_each_bid_leads_to_its_receipt_with_one_press(
    visit: Visit, evening: League, carla: User, max_: User, mia: User, size: Size
) -> None:
    evening.settings |= {"lot_seconds": 300, "early_end": False}
    evening.save()
    auction = cast.auction_of(evening, lots=2)
    name = auction.lots.order_by("number")[0].asset.name
    carlas, maxs = visit(carla, auction, size), visit(max_, "/", size)
    line = Line(maxs.page)
    maxs.enter(auction)
    maxs.press("bid-min")
    maxs.expect_price(1, "You lead")
    cast.bid(auction, mia, 2)
    maxs.expect_price(2, "Outbid by Mia")
    line.hold()
    cast.bid(auction, carla, 3)
    carlas.expect_price(3, "You lead")
    maxs.press("bid-min")  # of £3m too, before the page heard of Carla's
    expect(maxs.see("bid-state")).to_contain_text("Carla got there first at £3m.")
    line.release()
    expect(maxs.see("feed")).to_contain_text("Carla bid £3m.")
    for room in (carlas, maxs):
        if size is PHONE:
            room.press("tab-feed")
    expect_receipt(maxs, "Max bid £1m.", "accepted", name)
    expect_receipt(maxs, f"Your bid of £3m on {name} wasn't taken.", "refused", "Carla", "too_low")
    expect(maxs.see("feed").locator("li").filter(has_text="Mia bid").get_by_test_id("receipt-of")).to_have_count(0)
    expect_receipt(carlas, "Max bid £1m.", "accepted", "Max")
    expect_receipt(carlas, "Mia bid £2m.", "accepted", "Mia")
    for room in (carlas, maxs):
        assert room.page.evaluate("document.documentElement.scrollWidth") == size["width"]
        room.page.screenshot(path=PICTURES / f"receipts-{room.user.name}-{size['width']}.png")

    maxs.page.goto(f"/auction/{auction.pk}/results/")
    expect(maxs.see("bids").get_by_role("row").filter(has_text="refused").get_by_role("link")).to_have_count(1)
    maxs.page.goto(f"/auction/{auction.pk}/replay/")
    last = maxs.see("scrubber").get_attribute("max") or "1"
    maxs.see("scrubber").fill(last)
    expect(maxs.see("feed")).to_contain_text("Mia bid £2m.")
    expect(maxs.see("feed").get_by_test_id("receipt-of")).to_have_count(1)
    expect_receipt(maxs, "Max bid £1m.", "accepted", name)
