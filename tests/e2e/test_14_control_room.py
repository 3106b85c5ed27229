"""Auction night, with a phone: an operator sees what is wrong, mends it, and the rooms know."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from auctions import engine
from auctions.models import Auction, AuctionEvent, Lot
from auctions.rules.commands import Pause
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import PHONE, WIDE, Size
from tests.live import Site

START = "/admin/"
REASON = "The stream is behind; five minutes."


@pytest.fixture(autouse=True)
def web_of_its_own(site: Site) -> Iterator[None]:
    """The web process ends with the test: the page may be asking for a new look while the tables are emptied, and the
    admin's history remembers ids of content types, which are others afterwards."""
    yield
    site.web.end()


def act(page: Page, button: str, reason: str) -> None:
    """Press a button of the one auction, give the reason and send it."""
    page.get_by_role("region", name="Auctions").get_by_role("link", name=button).click()
    page.get_by_label(re.compile("^Reason")).fill(reason)
    page.get_by_role("button", name=button).click()
    page.wait_for_url(START)


def test_olga_pauses_by_phone_with_a_reason_and_resumes(visit: Visit, evening: League, max_: User, olga: User) -> None:
    auction = cast.auction_of(evening, lots=3)
    maxs = visit(max_, auction)
    page = visit(olga, START, PHONE).page
    region = page.get_by_role("region", name="Auctions")
    expect(region).to_contain_text("The Friday League")
    expect(region.get_by_text("Running")).to_be_visible()
    expect(region.get_by_text("1: AFC Ajax")).to_be_visible()

    act(page, "Pause", REASON)
    expect(page.locator(".messagelist")).to_have_text("The Friday League: paused: all its clocks stand still.")
    expect(region.get_by_text("Paused", exact=True)).to_be_visible()
    expect(maxs.see("paused")).to_contain_text(REASON)
    event = AuctionEvent.objects.get(auction=auction, kind="auction_paused")
    assert (event.actor, event.reason) == (olga, REASON)

    act(page, "Resume", "All can see again.")
    expect(page.locator(".messagelist")).to_have_text("The Friday League: resumed, with the 3-2-1.")
    expect(region.get_by_text("Running")).to_be_visible()
    expect(maxs.see("paused")).to_have_count(0)


def test_olga_mends_what_no_clock_can(visit: Visit, evening: League, max_: User, olga: User) -> None:
    auction = cast.auction_of(evening, lots=3)
    Lot.objects.filter(auction=auction, status="open").update(ends_at=None)  # as after a broken restore
    Auction.objects.filter(pk=auction.pk).update(next_deadline=None)
    page = visit(olga, START, PHONE).page
    expect(page.get_by_role("region", name="need")).to_contain_text("1 auction is stuck: The Friday League.")
    expect(page.get_by_role("region", name="Auctions")).to_contain_text("lot_without_deadline")
    act(page, "Fix what is stuck", "Max called.")
    expect(page.locator(".messagelist")).to_contain_text("lot_without_deadline mended.")
    expect(page.get_by_role("region", name="Auctions").get_by_text("Stuck")).to_have_count(0)
    assert engine.read(auction.pk).auction.status == "active"
    expect(visit(max_, auction).see("lot-name")).to_have_text("AFC Ajax")


def test_page_makes_itself_new_and_disturbs_nobody(visit: Visit, evening: League, olga: User) -> None:
    auction = cast.auction_of(evening, lots=3)
    page = visit(olga, START, PHONE).page
    link = page.locator(f"#journal-{auction.pk}")
    link.focus()
    page.evaluate("scrollTo(0, 300)")
    assert cast.do(auction, Pause(actor=cast.actor_in(evening), reason="pizza")).ok
    expect(page.get_by_role("region", name="Auctions")).to_contain_text("“pizza”")
    expect(link).to_be_focused()
    assert page.evaluate("scrollY") == 300


def test_page_that_nobody_looks_at_asks_nothing(visit: Visit, olga: User) -> None:
    visitor = visit(olga, START, PHONE)
    page, asked = visitor.page, list[str]()
    page.clock.install()
    page.reload()
    page.on("request", lambda request: asked.append(request.url) if "control-room/" in request.url else None)
    hide = "value => { Object.defineProperty(document, 'hidden', {configurable: true, get: () => value});"
    hide += " document.dispatchEvent(new Event('visibilitychange')); }"
    page.evaluate(hide, True)
    page.clock.run_for(60_000)
    assert asked == []
    with page.expect_response("**/control-room/"):
        page.evaluate(hide, False)
    with page.expect_response("**/control-room/"):
        page.clock.run_for(11_000)


def test_page_says_that_it_is_old_when_the_site_does_not_answer(visit: Visit, olga: User) -> None:
    visitor = visit(olga, START, PHONE)
    visitor.forgive("Failed to load resource")
    page = visitor.page
    page.clock.install()
    page.reload()
    page.route("**/control-room/", lambda route: route.abort())
    page.clock.run_for(11_000)
    line = page.locator("[data-part=as-of]")
    expect(line).to_contain_text("the site hasn't answered since")
    page.unroute("**/control-room/")
    page.clock.run_for(11_000)
    expect(line).to_contain_text("new every 10 s")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_page_fits_and_everything_can_be_pressed(visit: Visit, evening: League, olga: User, size: Size) -> None:
    auction = cast.auction_of(evening, lots=3)
    page = visit(olga, START, size).page
    for where in (START, f"/admin/auctions/auction/{auction.pk}/do/cancel/"):
        page.goto(where)
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        small = page.locator(".control .act:visible").evaluate_all(
            "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"
        )
        assert small == []
        nameless = page.locator(".control a, .control button, .control input").evaluate_all(
            "all => all.filter(one => !(one.textContent.trim() || one.ariaLabel || one.labels?.length"
            " || one.type === 'hidden')).map(one => one.outerHTML)"
        )
        assert nameless == []
