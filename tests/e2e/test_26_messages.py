"""A word in the room: written, read by all, removed and turned off, and never over the bid buttons."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions.models import RoomMessage
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor

LONG = "Wortungetüm" * 25


def show(visitor: Visitor, size: Size) -> None:
    visitor.press("tab-talk" if size is PHONE else "show-talk")


def write(visitor: Visitor, text: str) -> None:
    visitor.see("talk-text").fill(text)
    visitor.press("talk-send")
    expect(visitor.see("talk-text")).to_have_value("")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_people_write_in_the_room_and_bid_meanwhile(
    visit: Visit, evening: League, carla: User, max_: User, mia: User, size: Size
) -> None:
    User.objects.filter(pk=mia.pk).update(name="ميا بنت عبد العزيز بن محمد الطويل جدا جدا")
    mia.refresh_from_db()
    auction = cast.auction_of(evening, lots=2)
    maxs, mias, carlas = visit(max_, auction, size), visit(mia, auction, size), visit(carla, auction, size)
    show(maxs, size)
    write(maxs, "<b>Going</b>, going…")
    if size is PHONE:
        expect(mias.see("tab-talk")).to_have_text("Talk 1")
    else:
        expect(mias.see("show-talk")).to_contain_text("1")
    show(mias, size)
    expect(mias.see("messages")).to_contain_text("<b>Going</b>, going…")
    write(mias, "مرحبا 123")
    write(mias, LONG)
    mias.see("react").first.click()
    expect(maxs.see("messages")).to_contain_text("👏")

    for each in (maxs, mias):  # the buttons are where they were, over everything, and work
        assert each.page.evaluate("document.documentElement.scrollWidth") == size["width"]
        button = each.see("bid-min")
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box is not None
        centre = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        assert each.page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).closest('[data-testid=bid-min]') !== null", centre
        )
    maxs.press("bid-min")
    mias.expect_price(1, "Max leads")

    own = RoomMessage.objects.get(text="مرحبا 123")
    expect(maxs.see(f"remove-message-{own.pk}")).to_have_count(0)
    mias.press(f"remove-message-{own.pk}")
    for each in (mias, maxs):
        expect(each.see(f"message-{own.pk}")).to_have_count(0)

    show(carlas, size)
    bad = RoomMessage.objects.get(text=LONG)
    carlas.press(f"remove-message-{bad.pk}")
    expect(mias.see(f"message-{bad.pk}")).to_have_count(0)
    carlas.press("turn-talk")
    for each in (carlas, maxs, mias):
        expect(each.see("talk-off")).to_be_visible()
        expect(each.see("talk-text")).to_have_count(0)
    carlas.press("turn-talk")
    expect(mias.see("talk-text")).to_be_visible()

    carlas.page.goto(f"/auction/{auction.pk}/messages/")
    expect(carlas.see("messages-page")).to_contain_text(LONG)
    expect(carlas.see("messages-page")).to_contain_text("Removed by Carla")
    assert carlas.page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_people_write_in_the_waiting_room(
    visit: Visit, waiting_room: None, evening: League, max_: User, mia: User
) -> None:
    auction = cast.auction_of(evening, begun=False, lots=2)
    maxs, mias = visit(max_, auction), visit(mia, auction)
    write(maxs, "Two minutes")
    expect(mias.see("messages")).to_contain_text("Two minutes")
