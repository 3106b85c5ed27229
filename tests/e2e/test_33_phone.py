"""The site as an app on a phone: without a line, and under a thumb."""

from playwright.sync_api import expect

from accounts.models import User
from tests import cast
from tests.e2e.conftest import PICTURES, Visit
from tests.e2e.visitors import PHONE

TOUCH_PX = 48
NOTCH_PX, HOME_BAR_PX = 47, 34
"""What the screen's edge and the bar of gestures take of a phone without buttons."""
_SMALL = """(least) => {
  const beyond = (one) => {
    const { position, top, bottom } = getComputedStyle(one, "::before");
    return position === "absolute" ? Math.max(0, -parseFloat(top)) + Math.max(0, -parseFloat(bottom)) : 0;
  };
  const height = (one) => one.getBoundingClientRect().height + beyond(one);
  return [...document.querySelectorAll("button, .button, select, input:not([type=hidden])")]
  .filter((one) => one.checkVisibility() && !["checkbox", "radio"].includes(one.type))
  .filter((one) => height(one) < least - 0.5 && !one.closest(".visually-hidden"))
  .map((one) => `${height(one)} px: ${one.outerHTML.slice(0, 120)}`);
}"""
"""What can be pressed and is lower than that; some words can be pressed beside their letters too."""


def test_without_a_line_a_page_says_so_and_the_way_back_is_one_press(visit: Visit, carla: User, max_: User) -> None:
    league = cast.make_league(carla, max_)
    maxs = visit(max_, "/", PHONE)
    maxs.forgive("Failed to load resource: net::ERR_INTERNET_DISCONNECTED")
    maxs.page.evaluate("navigator.serviceWorker.ready.then((each) => each.active !== null)")
    maxs.page.reload()
    maxs.page.wait_for_function("navigator.serviceWorker.controller !== null")
    maxs.page.context.set_offline(True)
    maxs.page.goto(f"/leagues/{league.pk}/")
    expect(maxs.page.get_by_role("heading", name="You're offline")).to_be_visible()
    expect(maxs.page.get_by_text("Max", exact=True)).to_have_count(0)
    assert maxs.page.evaluate("getComputedStyle(document.querySelector('.button')).minHeight") != "auto", (
        "it has its styles"
    )
    maxs.page.context.set_offline(False)
    maxs.page.get_by_role("link", name="Try again").click()
    expect(maxs.page.get_by_role("heading", level=1, name="The Friday League")).to_be_visible()


def test_whatever_is_pressed_on_a_page_is_large_enough_for_a_thumb(
    visit: Visit, carla: User, max_: User, mia: User
) -> None:
    league = cast.make_league(carla, max_, mia, lot_seconds=60, **cast.QUICK)
    auction = cast.auction_of(league, lots=4)
    cast.sell(auction, max_, 5)
    cast.auction_of(cast.make_league(carla, max_, name="Next Friday"), begun=False, lots=2)
    carlas = visit(carla, "/", PHONE)
    small = {}
    for path in (
        "/", "/account/", "/account/notices/", "/leagues/new/", f"/leagues/{league.pk}/",
        f"/leagues/{league.pk}/settings/", f"/leagues/{league.pk}/rosters/", f"/leagues/{league.pk}/trades/",
        f"/auction/{auction.pk}/results/",
    ):  # fmt: skip
        carlas.page.goto(path)
        carlas.page.wait_for_load_state("networkidle")
        if found := carlas.page.evaluate(_SMALL, TOUCH_PX):
            small[path] = found
    assert small == {}


def test_whatever_is_pressed_in_the_room_is_large_enough_for_a_thumb(
    visit: Visit, carla: User, max_: User, mia: User
) -> None:
    league = cast.make_league(carla, max_, mia, lot_seconds=600, **cast.QUICK)
    auction = cast.auction_of(league, lots=6)
    cast.sell(auction, max_, 5)
    cast.bid(auction, mia, 2)
    small = {}
    for who in (carla, max_):
        visitor = visit(who, auction, PHONE)
        for tab in ("managers", "feed", "next", "sold", "talk"):
            visitor.press(f"tab-{tab}")
            visitor.page.screenshot(path=PICTURES / f"thumb-{who.name}-{tab}.png", full_page=True)
            if found := visitor.page.evaluate(_SMALL, TOUCH_PX):
                small[f"{who.name}, {tab}"] = found
            assert visitor.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], tab
    assert small == {}


def test_commissioner_who_bids_has_price_leader_and_buttons_in_view_at_once(
    visit: Visit, carla: User, max_: User, mia: User
) -> None:
    league = cast.make_league(carla, max_, mia, lot_seconds=600, **cast.QUICK)
    auction = cast.auction_of(league, lots=6)
    cast.sell(auction, max_, 5)
    carlas = visit(carla, auction, PHONE)
    top = carlas.page.locator(".bidding").bounding_box()
    assert top is not None
    for part in ("lot-name", "clock", "price", "leader", "sell-now"):
        box = carlas.see(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= top["y"], part
    assert top["y"] + top["height"] <= PHONE["height"]


def test_nothing_to_press_lies_under_a_notch_or_the_bar_of_gestures(
    visit: Visit, carla: User, max_: User, mia: User
) -> None:
    league = cast.make_league(carla, max_, mia, lot_seconds=600, **cast.QUICK)
    auction = cast.auction_of(league, lots=6)
    maxs = visit(max_, auction, PHONE)
    insets = {"top": NOTCH_PX, "bottom": HOME_BAR_PX}
    maxs.page.context.new_cdp_session(maxs.page).send("Emulation.setSafeAreaInsetsOverride", {"insets": insets})
    edge = maxs.page.locator(".room-league").bounding_box()
    assert edge is not None
    assert edge["y"] >= NOTCH_PX
    for button in ("bid-min", "pass"):
        box = maxs.see(button).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE["height"] - HOME_BAR_PX, button
    maxs.page.mouse.wheel(0, 2000)
    tab = maxs.see("tab-managers").bounding_box()
    assert tab is not None
    assert tab["y"] >= NOTCH_PX
    maxs.page.goto(f"/leagues/{league.pk}/")
    maxs.page.context.new_cdp_session(maxs.page).send("Emulation.setSafeAreaInsetsOverride", {"insets": insets})
    brand = maxs.page.locator(".brand").bounding_box()
    assert brand is not None
    assert brand["y"] >= NOTCH_PX
