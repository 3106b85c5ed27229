"""Strangers watch a room by its link, some seconds behind, and can press nothing in it."""

import time

from playwright.sync_api import Browser, expect

from accounts.models import User
from leagues.models import League
from tests import cast
from tests.e2e.conftest import PATIENCE_MS, Visit
from tests.e2e.test_31_axe import violations
from tests.e2e.visitors import DESKTOP, PHONE, Visitor
from tests.live import Site

BEHIND = 10


def expect_nothing_wider(who: Visitor) -> None:
    assert who.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_strangers_watch_behind_the_room_until_the_link_is_turned_off(
    visit: Visit, site: Site, browser: Browser, evening: League, carla: User, max_: User, mia: User, otto: User
) -> None:
    auction = cast.auction_of(evening, lots=4)
    name = auction.lots.select_related("asset").order_by("number")[0].asset.name
    carlas = visit(carla, auction, DESKTOP)
    carlas.press("spectators")
    carlas.page.get_by_label("How far behind").select_option(f"{BEHIND} seconds")
    carlas.page.get_by_role("button", name="Create link").click()
    link = carlas.see("share-address").get_attribute("href") or ""
    path = link[link.index("/watch/") :]
    assert violations(carlas.page) == []

    context = browser.new_context(base_url=site.web.address.url, viewport=DESKTOP, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    stranger = Visitor(otto, context.new_page())  # who isn't signed in
    stranger.page.goto(path)
    expect(stranger.see("behind")).to_have_text(f"{BEHIND} s behind")
    expect(stranger.see("lot-name")).to_have_text(name, timeout=(BEHIND + 30) * 1000)

    began = time.monotonic()
    assert cast.bid(auction, mia, 7).ok
    expect(stranger.see("price")).to_have_text("7", timeout=(BEHIND + 30) * 1000)
    assert time.monotonic() - began >= BEHIND
    expect(stranger.see("leader")).to_contain_text("Mia leads")
    expect(stranger.see("feed")).to_contain_text("Mia bid £7m")
    assert stranger.page.locator("main a, main input, main form").count() == 0
    assert set(stranger.texts("main button")) <= {"Managers", "Feed", "Next", "Sold"}
    assert "talk" not in stranger.page.content().lower()
    expect_nothing_wider(stranger)

    stranger.page.set_viewport_size(PHONE)
    stranger.press("tab-next")
    expect(stranger.page.locator("#panel-next")).to_be_visible()
    expect(stranger.see("behind")).to_be_in_viewport()
    expect_nothing_wider(stranger)

    assert violations(stranger.page) == []

    stranger.forgive("Failed to load resource")
    carlas.page.get_by_role("button", name="Turn the link off").click()
    expect(stranger.see("refused")).to_contain_text("This link doesn't work any more.")
    assert stranger.leave(None) == []
