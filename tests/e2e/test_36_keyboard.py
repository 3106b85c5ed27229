"""A commissioner runs an evening without a mouse: Tab reaches every control, and one always sees where one is."""

from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from auctions import engine
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, Visitor

STOPS = 80
"""Presses of Tab after which a control counts as out of reach; the room has about forty places to stop."""
_FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  if (one === document.body) return "nowhere";
  const seen = one.matches(":focus-visible") && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  return seen ? "seen" : one.outerHTML;
}"""
"""Where the focus is, asked at once: what has it may go away, as the button of a lot that is sold."""


def tab_to(page: Page, control: Locator, key: str = "Tab") -> None:
    """Press Tab until the control has the focus; at each stop one sees where one is."""
    expect(control).to_be_visible()
    for _ in range(STOPS):
        if control.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press(key)
        focus = page.evaluate(_FOCUS)
        assert focus in {"nowhere", "seen"}, focus
    raise AssertionError(f"{control} isn't reached by {STOPS} presses of {key}")


def choose(who: Visitor, testid: str, key: str = "Enter") -> None:
    """Go to a control by Tab and press it."""
    tab_to(who.page, who.see(testid))
    who.page.keyboard.press(key)


def test_question_about_one_of_many_lots_gives_the_focus_back(visit: Visit, carla: User, max_: User) -> None:
    league = cast.make_league(carla, max_, format="slow", slow_lots=8, slots_min=1, early_end=False)
    auction = cast.auction_of(league, lots=8)
    lot = engine.read(auction.pk).open_lots[1]
    carlas = visit(carla, auction, DESKTOP)
    choose(carlas, f"lot-powers-{lot}")
    choose(carlas, f"withdraw-{lot}")
    expect(carlas.page.get_by_role("dialog")).to_be_visible()
    carlas.page.keyboard.press("Escape")
    expect(carlas.page.get_by_role("dialog")).to_have_count(0)
    expect(carlas.see(f"lot-powers-{lot}")).to_be_focused()


def test_commissioner_runs_an_auction_without_a_mouse(
    visit: Visit, waiting_room: None, evening: League, carla: User, max_: User
) -> None:
    auction = cast.auction_of(evening, begun=False, lots=3)
    carlas = visit(carla, auction, DESKTOP)
    page, keyboard = carlas.page, carlas.page.keyboard
    keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    choose(carlas, "begin")
    expect(carlas.see("status")).to_have_text("Running")

    choose(carlas, "pause", "Space")
    expect(carlas.see("status")).to_have_text("Paused")
    choose(carlas, "resume", "Space")
    expect(carlas.see("status")).to_have_text("Running")

    expect(carlas.see("resuming")).to_have_count(0)  # it counts down, and takes no bids until then
    tab_to(page, carlas.see("bid-own-amount"))
    keyboard.type("4")
    keyboard.press("Enter")
    carlas.expect_price(4, "You lead")
    choose(carlas, "sell-now")
    expect(carlas.see("last-closed")).to_contain_text("to Carla for £4m")

    maxs = cast.actor_in(evening, max_).participant or 0
    choose(carlas, f"powers-{maxs}")
    expect(carlas.see(f"bid-for-{maxs}")).to_be_visible()
    choose(carlas, f"bid-for-{maxs}")
    expect(page.get_by_role("dialog")).to_be_visible()
    keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate(_FOCUS) == "seen", "after a question one is where one was"

    first = next(lot.id for lot in engine.read(auction.pk).lots.values() if lot.sold_for)
    choose(carlas, f"undo-{first}")
    expect(carlas.see("preview")).to_contain_text("Carla gets £4m back")
    tab_to(page, carlas.see("reason"))
    keyboard.type("Wrong button")
    keyboard.press("Enter")
    expect(carlas.see("feed")).to_contain_text("undone")

    choose(carlas, "cancel")
    expect(carlas.see("confirm")).to_be_enabled()
    choose(carlas, "dismiss")
    expect(page.get_by_role("dialog")).to_have_count(0)
    tab_to(page, carlas.see("cancel"), "Shift+Tab")
    expect(carlas.see("status")).to_have_text("Running")
