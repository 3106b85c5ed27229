"""A slow auction from two pages: many open lots, what is mine of them, and bids with one press."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE


@pytest.fixture
def auction(transactional_db: None, carla: User, max_: User, mia: User) -> Auction:
    """36 clubs, all of which are open for a day."""
    league = cast.make_league(
        carla, max_, mia, format="slow", slow_lots=36, slots_min=1, slots_max=6, quiet_hours="01:00–05:00",
        early_end=False,
    )  # fmt: skip
    return cast.auction_of(league)


def test_open_lots_are_found_and_bid_on(visit: Visit, auction: Auction, max_: User, mia: User) -> None:
    phone, desk = visit(max_, auction, PHONE), visit(mia, auction, DESKTOP)
    first, second = engine.read(auction.pk).open_lots[:2]
    for room in (phone, desk):
        expect(room.page.locator(".stream-lot")).to_have_count(36)
    alone = "[...document.querySelectorAll('[data-ends]')].every((one) => one.firstChild?.nodeType === Node.TEXT_NODE)"
    assert phone.page.evaluate(alone), "the ticker writes the time that is left, so no template may keep a place there"
    phone.see(f"least-{first}").click()
    expect(phone.see(f"stream-{first}")).to_contain_text("you lead")
    expect(desk.see(f"stream-{first}")).to_contain_text("Max leads")
    expect(phone.see("show-led")).to_contain_text("1")
    desk.see(f"least-{first}").click()
    expect(phone.see(f"stream-{first}")).to_contain_text("outbid by Mia")
    row = desk.see(f"stream-{second}")
    row.get_by_test_id("bid-up-to").click()
    row.get_by_test_id("maximum-amount").fill("9")
    row.get_by_test_id("maximum-set").click()
    expect(row).to_contain_text("you lead")
    phone.see(f"least-{second}").click()
    expect(phone.see("stream-said")).to_contain_text("Your bid")
    expect(phone.see(f"stream-{second}")).to_contain_text("outbid by Mia")
    phone.see("show-outbid").click()
    expect(phone.page.locator(".stream-lot")).to_have_count(2)
    desk.see("stream-search").fill(auction.lots.get(pk=second).asset.name)
    expect(desk.page.locator(".stream-lot")).to_have_count(1)
    for room, size in ((phone, PHONE), (desk, DESKTOP)):
        assert room.page.evaluate("document.documentElement.scrollWidth") == size["width"]
