"""Bidding up to a maximum: a war against it, on lots to come, and nothing of it on anybody else's page."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions import engine
from auctions.rules.commands import PassLot
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor
from tests.live import Site

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


def leave(room: Visitor, amount: int, lot: int | None = None) -> None:
    """Bid up to an amount on the open lot, or on one to come."""
    place = room.page.locator(".maximum-line") if lot is None else room.see(f"maximum-{lot}")
    place.get_by_role("button", name="Bid up to").or_(place.get_by_test_id("change-maximum")).click()
    expect(place.get_by_test_id("maximum-amount")).to_be_focused()
    place.get_by_test_id("maximum-amount").fill(str(amount))
    place.get_by_test_id("maximum-set").click()


@SIZES
def test_war_of_bids_against_a_maximum(
    visit: Visit, evening: League, carla: User, max_: User, mia: User, size: Size
) -> None:
    auction = cast.auction_of(evening, lots=3)
    maxs, mias, carlas = visit(max_, auction, size), visit(mia, auction, size), visit(carla, auction, size)
    leave(maxs, 53)
    mias.expect_price(1, "Max leads")
    expect(maxs.see("own-maximum")).to_have_text("Up to £53m")
    expect(maxs.see("my-budget")).to_have_text("147")
    for bid in (30, 40):
        mias.bid(bid)
        mias.expect_price(bid + 1, "Outbid by Max")
    leave(maxs, 57)
    expect(maxs.see("own-maximum")).to_have_text("Up to £57m")
    mias.expect_price(41, "Outbid by Max")
    for other in (mias, carlas):
        expect(other.see(f"manager-{maxs.seat(auction, max_)}")).to_contain_text("£159m")
        told = other.page.locator("body").inner_text()
        assert not any(secret in told for secret in ("£53m", "£57m", "£147m", "£143m")), told
    leave(mias, 57)
    maxs.expect_price(57, "You lead")
    maxs.expect_feed("Max bid £57m automatically.", "Mia bid £57m automatically.")
    expect(mias.see("own-maximum")).to_have_count(0)
    mias.bid(58)
    maxs.expect_price(58, "Outbid by Mia")
    expect(maxs.see("own-maximum")).to_have_count(0)
    expect(maxs.see("my-budget")).to_have_text("200")
    for room in (maxs, mias):
        assert room.page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_maximum_on_a_lot_to_come_waits_through_a_restart_and_plays_when_it_opens(
    site: Site, visit: Visit, evening: League, carla: User, max_: User, mia: User
) -> None:
    evening.settings |= {"lot_seconds": 300, "outage_pause_seconds": 300}  # however slowly the server starts
    evening.save()
    auction = cast.auction_of(evening, lots=3)
    second = auction.lots.get(number=2).pk
    maxs, mias = visit(max_, auction, DESKTOP), visit(mia, auction, DESKTOP)
    leave(maxs, 60, second)
    expect(maxs.see(f"maximum-{second}").get_by_test_id("own-maximum")).to_have_text("Up to £60m")
    leave(mias, 40, second)
    expect(mias.see(f"maximum-{second}").get_by_test_id("own-maximum")).to_have_text("Up to £40m")
    for room in (maxs, mias):
        room.forgive("WebSocket connection", "Failed to load resource")
    site.web.kill()
    site.web.start()
    site.ready()
    maxs.expect_line("live")
    mias.expect_line("live")
    expect(maxs.see(f"maximum-{second}").get_by_test_id("own-maximum")).to_have_text("Up to £60m")
    assert engine.read(auction.pk).lots[second].price is None
    mias.bid(3)
    mias.expect_price(3, "You lead")
    maxs.press("pass")
    assert cast.do(auction, PassLot(actor=cast.actor_in(evening), lot=cast.open_lot(auction))).ok
    mias.expect_lot("Arsenal FC", 41, "Outbid by Max")
    expect(maxs.see("own-maximum").first).to_have_text("Up to £60m")


def test_maximum_is_changed_removed_and_refused_in_sentences(
    visit: Visit, evening: League, max_: User, mia: User
) -> None:
    auction = cast.auction_of(evening, lots=3)
    maxs = visit(max_, auction, PHONE)
    assert cast.bid(auction, mia, 10).ok
    maxs.expect_price(10, "Mia leads")
    for amount, sentence in ((10, "The next bid is £11m"), (201, "Your limit on this lot is £200m.")):
        leave(maxs, amount)
        expect(maxs.see("maximum-said")).to_contain_text(sentence)
        maxs.press("maximum-cancel")
    leave(maxs, 50)
    maxs.expect_price(11, "You lead")
    leave(maxs, 5)
    expect(maxs.see("maximum-said")).to_have_text("You lead at £11m: your maximum can't be lower.")
    maxs.press("maximum-cancel")
    maxs.press("remove-maximum")
    expect(maxs.see("own-maximum")).to_have_count(0)
    expect(maxs.see("my-budget")).to_have_text("189")
    assert cast.bid(auction, mia, 12).ok
    maxs.expect_price(12, "Outbid by Mia")
