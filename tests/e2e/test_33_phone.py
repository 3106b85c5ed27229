"""The site as an app on a phone: without a line, and under a thumb."""

from playwright.sync_api import expect

from accounts.models import User
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import PHONE

TOUCH_PX = 48
_SMALL = """(least) => [...document.querySelectorAll("button, .button, select, input:not([type=hidden])")]
  .filter((one) => one.checkVisibility() && !["checkbox", "radio"].includes(one.type))
  .filter((one) => one.getBoundingClientRect().height < least - 0.5 && !one.closest(".visually-hidden"))
  .map((one) => `${one.getBoundingClientRect().height} px: ${one.outerHTML.slice(0, 120)}`)"""


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
