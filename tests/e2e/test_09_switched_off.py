"""Operators switch something off while a room is full: it says so, and goes on by itself when it is back."""

from playwright.sync_api import expect

from accounts.models import User
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import PHONE
from tests.live import Site


def test_bidding_goes_off_and_comes_back(site: Site, visit: Visit, evening: League, carla: User, max_: User) -> None:
    auction = cast.auction_of(evening, lots=2)
    carlas, maxs = visit(carla, auction), visit(max_, auction, PHONE)
    site.switch(bidding=False)
    for each in (carlas, maxs):
        expect(each.see("switched-off")).to_contain_text("The operators have switched bidding off for a while.")
        for button in ("bid-min", "bid-plus-5", "bid-plus-10", "bid-own-submit"):
            expect(each.see(button)).to_be_disabled()
        expect(each.see("bid-state")).to_have_text("Bidding is switched off for a while.")
        expect(each.see("paused")).to_contain_text("goes on by itself")
    assert maxs.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    expect(carlas.see("resume")).to_be_disabled()
    late = visit(max_, auction)
    expect(late.see("switched-off")).to_contain_text("switched bidding off")
    site.switch(bidding=True)
    for each in (carlas, maxs, late):
        expect(each.see("switched-off")).to_be_empty()
    expect(maxs.see("bid-min")).to_be_enabled()
    maxs.press("bid-min")
    maxs.expect_price(1, "You lead")
    carlas.expect_price(1, "Max leads")


def test_auctions_are_paused_and_the_commissioner_goes_on(
    site: Site, visit: Visit, evening: League, carla: User, max_: User
) -> None:
    auction = cast.auction_of(evening, lots=2)
    carlas, maxs = visit(carla, auction), visit(max_, auction)
    site.switch(running_auctions=False)
    for each in (carlas, maxs):
        expect(each.see("paused")).to_contain_text("The operators have paused all auctions; the commissioner resumes")
        expect(each.see("switched-off")).to_contain_text("Afterwards the commissioner resumes this one.")
    expect(carlas.see("resume")).to_be_disabled()
    site.switch(running_auctions=True)
    expect(carlas.see("switched-off")).to_be_empty()
    expect(maxs.see("paused")).to_be_visible()
    carlas.press("resume")
    expect(maxs.see("paused")).to_have_count(0)
    maxs.press("bid-min")
    maxs.expect_price(1, "You lead")


def test_waiting_room_says_that_nothing_begins(site: Site, visit: Visit, evening: League, carla: User) -> None:
    auction = cast.auction_of(evening, lots=2, begun=False)
    carlas = visit(carla, auction)
    expect(carlas.see("begin")).to_be_enabled()
    site.switch(running_auctions=False)
    expect(carlas.see("switched-off")).to_contain_text("This one can begin once they resume.")
    expect(carlas.see("begin")).to_be_disabled()
    site.switch(running_auctions=True)
    expect(carlas.see("begin")).to_be_enabled()


def test_nothing_can_be_changed_and_the_pages_say_so(
    site: Site, visit: Visit, evening: League, carla: User, max_: User
) -> None:
    auction = cast.auction_of(evening, lots=2)
    carlas, maxs = visit(carla, auction), visit(max_, auction)
    carlas.forgive("Failed to load resource: the server responded with a status of 503")
    site.switch(read_only=True)
    for each in (carlas, maxs):
        expect(each.see("switched-off")).to_contain_text("Nothing can be changed for a while.")
        expect(each.see("paused")).to_be_visible()
    for button in ("resume", "cancel"):
        expect(carlas.see(button)).to_be_disabled()
    expect(maxs.see("pass")).to_be_disabled()
    carlas.page.goto("/account/")
    carlas.page.get_by_role("button", name="Save").first.click()
    expect(carlas.page.get_by_text("Nothing can be changed for a while")).to_be_visible()
    site.switch(read_only=False)
    carlas.enter(auction)
    expect(carlas.see("switched-off")).to_be_empty()
    carlas.press("resume")
    expect(maxs.see("paused")).to_have_count(0)
