"""Those who only look: at the big screen in a pub, and at an auction from its start when it is over."""

from playwright.sync_api import expect

from accounts.models import User
from auctions import engine
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor

TELEVISION: Size = {"width": 1920, "height": 1080}
AT_SIX_METRES_PX = 88
"""So large letters must be on a television of 43 inches."""


def size_of(who: Visitor, testid: str) -> float:
    """The size of an element's letters, in px."""
    return float(who.see(testid).evaluate("one => parseFloat(getComputedStyle(one).fontSize)"))


def expect_nothing_wider(who: Visitor) -> None:
    assert who.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_big_screen_is_read_from_afar_and_comes_back_by_itself(
    visit: Visit, evening: League, max_: User, mia: User
) -> None:
    auction = cast.auction_of(evening, lots=3)
    maxs = visit(max_, f"/auction/{auction.pk}/screen/", TELEVISION)
    maxs.forgive("WebSocket connection", "Failed to load resource")
    assert cast.bid(auction, mia, 7).ok
    expect(maxs.see("screen-price")).to_have_text("7")
    expect(maxs.see("screen-leader")).to_contain_text("Mia leads")
    sizes = {part: size_of(maxs, part) for part in ("screen-name", "screen-price", "screen-digits", "screen-leader")}
    assert {part: size for part, size in sizes.items() if size < AT_SIX_METRES_PX} == {}
    expect(maxs.see("screen-roster")).to_have_count(2)
    assert maxs.page.locator("button, a, input").count() == 0
    expect(maxs.page.get_by_role("img", name="QR code of")).to_be_visible()
    expect_nothing_wider(maxs)

    maxs.page.context.set_offline(True)
    expect(maxs.see("screen-line")).to_have_text("Reconnecting…")
    assert cast.bid(auction, max_, 9).ok
    maxs.page.context.set_offline(False)
    expect(maxs.see("screen-price")).to_have_text("9")
    expect(maxs.see("screen-line")).to_have_attribute("data-state", "live")


def test_auction_is_watched_from_its_start(visit: Visit, carla: User, max_: User, mia: User) -> None:
    league = cast.make_league(carla, max_, mia, lot_seconds=60, **cast.QUICK)
    auction = cast.auction_of(league, lots=3)
    first, second = (lot.asset.name for lot in auction.lots.select_related("asset").order_by("number")[:2])
    cast.sell(auction, mia, 5)
    assert cast.bid(auction, max_, 3).ok
    last = engine.read(auction.pk).seq
    maxs = visit(max_, f"/auction/{auction.pk}/results/", DESKTOP)
    maxs.page.get_by_role("link", name="Watch from the start").click()
    expect(maxs.see("lot-name")).to_have_text(first)
    expect(maxs.see("leader")).to_have_text("No bid yet")
    maxs.press("next-lot")
    maxs.expect_lot(second, 1, "No bid yet")
    expect(maxs.see("feed")).to_contain_text(f"{first} sold to Mia for £5m.")
    maxs.see("scrubber").fill(str(last))
    maxs.expect_lot(second, 3, "Max leads")
    expect(maxs.see("play")).to_have_text("Play again")
    maxs.press("previous-lot")
    maxs.press("previous-lot")
    expect(maxs.see("lot-name")).to_have_text(first)
    maxs.press("speed-16")
    maxs.press("play")
    maxs.expect_lot(second, 3, "Max leads")
    expect(maxs.see("play")).to_have_text("Play again")

    maxs.page.set_viewport_size(PHONE)
    for button in ("previous-lot", "play", "next-lot", "speed-1"):
        box = maxs.see(button).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 48, button
    expect_nothing_wider(maxs)
