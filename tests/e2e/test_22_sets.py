"""A commissioner puts the sets of a list in order: dragged by a pointer, moved by keyboard, and without scripts."""

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from auctions.rules.commands import Actor, ActorRole
from auctions.services import create_auction
from leagues.built_in_sports import sport_of_key
from leagues.files.assets import AssetRow
from leagues.models import League
from leagues.services import create_league, import_own_assets
from leagues.settings.auction import AuctionSettings
from tests import cast
from tests.e2e.conftest import PICTURES, Visit
from tests.e2e.test_20_names import looks_right
from tests.e2e.test_31_axe import violations
from tests.e2e.visitors import DESKTOP, PHONE, Size

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
PLAYERS = [("Rohit", "BAT"), ("Pant", "WK"), ("Kohli", "Marquee"), ("Gill", "BAT"), ("Bumrah", "BOWL")]


@pytest.fixture
def cricketers(carla: User) -> League:
    """Carla's league of five cricketers in four sets."""
    settings = AuctionSettings(slots_min=1, slots_max=3)
    league = create_league(carla, "Cricketers", sport_of_key("cricket"), settings)
    rows = [AssetRow(external_id=name, name=name, position=position) for name, position in PLAYERS]
    import_own_assets(cast.member_of(league, carla), rows)
    return league


def rows(page: Page) -> Locator:
    return page.get_by_test_id("sets").get_by_role("listitem")


def expect_order(page: Page, *sets: str) -> None:
    """The rows read so, each with how many lots it has, and so will be sent."""
    expect(rows(page).locator(".sets-name")).to_have_text([f"{each} {2 if each == 'BAT' else 1}" for each in sets])
    expect(rows(page).locator("button:disabled")).to_have_count(2)


def drag(page: Page, which: str, onto: str) -> None:
    """With the pointer, from the middle of a handle to the far edge of another row."""
    handle = rows(page).filter(has_text=which).locator(".sets-handle")
    handle.scroll_into_view_if_needed()
    box, to = handle.bounding_box(), rows(page).filter(has_text=onto).bounding_box()
    assert box is not None and to is not None  # noqa: PT018
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, to["y"] + (4 if to["y"] < box["y"] else to["height"] - 4), steps=8)
    page.screenshot(path=PICTURES / f"sets-dragged-{(page.viewport_size or PHONE)['width']}.png")
    page.mouse.up()


@SIZES
def test_sets_are_dragged_moved_by_keyboard_and_saved(
    visit: Visit, carla: User, cricketers: League, size: Size
) -> None:
    carlas = visit(carla, f"/leagues/{cricketers.pk}/settings/", size)
    page = carlas.page
    page.get_by_text("More settings").click()
    expect_order(page, "BAT", "WK", "Marquee", "BOWL")
    drag(page, "Marquee", onto="BAT")
    expect_order(page, "Marquee", "BAT", "WK", "BOWL")
    drag(page, "BAT", onto="BOWL")
    expect_order(page, "Marquee", "WK", "BOWL", "BAT")
    up = page.get_by_role("button", name="Move BOWL up")
    up.focus()
    page.keyboard.press("Enter")
    expect_order(page, "Marquee", "BOWL", "WK", "BAT")
    expect(up).to_be_focused()
    expect(page.locator(".sets [role=status]")).to_have_text("BOWL: 2 of 4")
    page.keyboard.press("Space")
    expect_order(page, "BOWL", "Marquee", "WK", "BAT")
    expect(page.get_by_role("button", name="Move BOWL down")).to_be_focused()
    looks_right(carlas)
    page.set_viewport_size(size)
    assert violations(page) == []
    page.get_by_label("Order of the lots").select_option("position")
    page.get_by_label("Name of the league").press("Enter")  # which saves, and moves nothing
    expect(page.get_by_text("in sets: BOWL, Marquee, WK, BAT")).to_be_visible()
    looks_right(carlas)
    cricketers.refresh_from_db()
    assert cricketers.settings["set_order"] == "BOWL, Marquee, WK, BAT"
    create_auction(cricketers, Actor(user=carla.pk, role=ActorRole.COMMISSIONER), waiting_room=True)
    lots = cricketers.auctions.get().lots.order_by("number").values_list("asset__name", flat=True)
    assert [*lots] == ["Bumrah", "Kohli", "Pant", "Rohit", "Gill"]


@SIZES
def test_sets_are_moved_and_saved_without_scripts(visit: Visit, carla: User, cricketers: League, size: Size) -> None:
    carlas = visit(carla, f"/leagues/{cricketers.pk}/settings/", size, scripts=False)
    page = carlas.page
    page.get_by_text("More settings").click()
    page.get_by_label("Budget").fill("150")
    page.get_by_role("button", name="Move Marquee up").click()
    expect_order(page, "BAT", "Marquee", "WK", "BOWL")
    page.get_by_role("button", name="Move BAT down").click()
    expect_order(page, "Marquee", "BAT", "WK", "BOWL")
    expect(page.locator(".sets-handle").first).to_be_hidden()
    page.screenshot(path=PICTURES / f"sets-without-scripts-{size['width']}.png")
    cricketers.refresh_from_db()
    assert (cricketers.settings["set_order"], cricketers.settings["budget"]) == (None, 200), "nothing is saved yet"
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. These apply to your next auction")).to_be_visible()
    cricketers.refresh_from_db()
    assert (cricketers.settings["set_order"], cricketers.settings["budget"]) == ("Marquee, BAT, WK, BOWL", 150)
