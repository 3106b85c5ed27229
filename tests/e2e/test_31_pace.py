"""The rest of an auction goes on slowly and live again; a commissioner has every power over each of many open lots."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor

SLOWLY: dict[str, Any] = {"slow_lots": 4, "slow_lot_minutes": 90, "slots_min": 1, "slots_max": 6, "early_end": False}


@pytest.fixture
def live(transactional_db: None, carla: User, max_: User, mia: User) -> Auction:
    """Ten clubs, one minute each."""
    league = cast.make_league(carla, max_, mia, lot_seconds=60, break_seconds=1, grace_ms=0, **SLOWLY)
    return cast.auction_of(league, lots=10)


@pytest.fixture
def slow(transactional_db: None, carla: User, max_: User, mia: User) -> Auction:
    """Ten clubs, four of them open for an hour and a half."""
    league = cast.make_league(carla, max_, mia, format="slow", break_seconds=1, grace_ms=0, **SLOWLY)
    return cast.auction_of(league, lots=10)


def nights_that_are_hours_away() -> str:
    """Quiet hours by this machine's zone, as the browser's is: within them nothing would come up."""
    hour = datetime.now(UTC).astimezone().hour
    return f"{(hour + 6) % 24:02}:00–{(hour + 16) % 24:02}:00"


def fits(visitor: Visitor, size: Size) -> None:
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == size["width"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_rest_of_a_live_auction_goes_on_slowly_and_back(
    visit: Visit, live: Auction, carla: User, max_: User, size: Size
) -> None:
    head, manager = visit(carla, live, size), visit(max_, live, PHONE)
    first = cast.open_lot(live)
    manager.press("bid-min")
    expect(manager.see("leader")).to_contain_text("You lead")
    if size == PHONE:
        head.press("tab-next")
    head.press("change-pace")
    expect(head.see("preview")).to_contain_text("9 lots are left: up to 4 at once, each open for 1 h 30 min.")
    head.see("slow_lot_minutes").fill("24")
    head.see("slow_lot_minutes").blur()
    expect(head.see("preview")).to_contain_text("each open for 24 h")
    head.see("pace-quiet").fill(nights := nights_that_are_hours_away())
    head.see("pace-quiet").blur()
    expect(head.see("preview")).to_contain_text(f"Clocks stand still {nights}")
    fits(head, size)
    head.press("confirm")
    for each in (head, manager):
        expect(each.see("pace-waits")).to_contain_text("When this lot is over, the rest is played slowly.")
        fits(each, size if each is head else PHONE)
    head.press("sell-now")
    for each in (head, manager):
        expect(each.see("away")).to_contain_text("The rest is played slowly")
        expect(each.page.locator(".stream-lot")).to_have_count(4)
        each.press("away-close")
        fits(each, size if each is head else PHONE)
    assert engine.read(live.pk).lots[first].sold_to is not None
    lot = engine.read(live.pk).open_lots[1]
    manager.press(f"least-{lot}")
    expect(head.see(f"stream-{lot}")).to_contain_text("Max leads")
    head.press("change-pace")
    expect(head.see("preview")).to_contain_text("3 lots without a bid go back into the queue.")
    head.press("confirm")
    expect(manager.see("pace-waits")).to_contain_text("When this lot is over, the rest is played live.")
    head.press("keep-pace")
    expect(manager.see("pace-waits")).to_have_count(0)
    expect(manager.page.locator(".stream-lot")).to_have_count(4)
    head.press("change-pace")
    head.press("confirm")
    menu = _menu(head, lot)
    menu.get_by_test_id(f"sell-now-{lot}").click()
    expect(manager.see("paused")).to_contain_text("The rest is played live")
    head.press("resume")
    expect(manager.see("bid-min")).to_be_enabled()


def _menu(visitor: Visitor, lot: int) -> Locator:
    visitor.press(f"lot-powers-{lot}")
    return visitor.see(f"stream-{lot}")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_each_open_lot_is_in_the_commissioners_hand(
    visit: Visit, slow: Auction, carla: User, max_: User, mia: User, size: Size
) -> None:
    head, manager = visit(carla, slow, size), visit(max_, slow, PHONE)
    first, second, third, fourth = engine.read(slow.pk).open_lots
    expect(manager.page.locator(".stream-lot")).to_have_count(4)
    expect(manager.page.locator("[data-testid^=lot-powers]")).to_have_count(0)
    manager.press(f"least-{second}")
    expect(head.see(f"stream-{second}")).to_contain_text("Max leads")

    menu = _menu(head, second)
    menu.get_by_test_id(f"bid-on-{second}").click()
    head.see("sale-manager").select_option(label="Mia")
    head.see("sale-price").fill("7")
    expect(head.see("preview")).to_contain_text("Mia has")
    fits(head, size)
    head.press("confirm")
    expect(manager.see(f"stream-{second}")).to_contain_text("outbid by Mia")
    menu = _menu(head, second)
    menu.get_by_test_id(f"take-back-{second}").click()
    head.press("confirm")
    expect(manager.see(f"stream-{second}")).to_contain_text("you lead")

    before = engine.read(slow.pk).lots[third].ends_at or 0
    _menu(head, third).get_by_test_id(f"more-time-{third}").click()
    expect(head.see(f"stream-{third}")).to_contain_text("2 h 30 min")
    later = (engine.read(slow.pk).lots[third].ends_at or 0) - before
    assert 3_600_000 <= later < 3_900_000, "an hour, and whatever a busy machine stalled for"
    _menu(head, fourth).get_by_test_id(f"skip-{fourth}").click()
    expect(head.see(f"stream-{fourth}")).to_have_count(0)
    _menu(head, first).get_by_test_id(f"withdraw-{first}").click()
    head.see("reason").fill("Injured")
    head.press("confirm")
    expect(head.see(f"stream-{first}")).to_have_count(0)
    _menu(head, second).get_by_test_id(f"sell-now-{second}").click()
    expect(head.see(f"stream-{second}")).to_have_count(0)
    expect(head.page.locator(".stream-lot")).to_have_count(4)
    fits(head, size)

    if size == PHONE:
        head.press("tab-sold")
    head.press(f"correct-{second}")
    head.see("sale-price").fill("3")
    head.see("reason").fill("Misheard")
    head.press("confirm")
    expect(head.see("dismiss")).to_have_count(0)
    head.press(f"undo-{second}")
    head.press("confirm")
    expect(head.see(f"undo-{second}")).to_have_count(0)
    head.press(f"again-{first}")
    expect(head.see(f"again-{first}")).to_have_count(0)
    head.press("pause")
    expect(manager.see("paused")).to_be_visible()
    head.press("resume")
    expect(manager.see("paused")).to_have_count(0)
    fits(head, size)
