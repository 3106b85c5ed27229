"""Whoever comes in the middle sees what those see who were there from the beginning."""

from typing import Any

from playwright.sync_api import expect

from accounts.models import User
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import Visitor
from tests.live import eventually


def test_late_joiner_sees_the_same_room(visit: Visit, evening: League, carla: User, max_: User, mia: User) -> None:
    auction = cast.auction_of(evening, lots=5)
    maxs, carlas = visit(max_, auction), visit(carla, auction)
    maxs.bid(12)
    carlas.expect_price(12, "Max leads")
    carlas.press("pass")
    late = visit(mia, auction)
    late.press("pass")
    late.expect_lot("Arsenal FC", 1, "No bid yet")
    late.page.goto("/")

    maxs.expect_lot("Arsenal FC", 1, "No bid yet")
    maxs.bid(3)
    carlas.expect_price(3, "Max leads")
    carlas.press("pause")
    expect(maxs.see("paused")).to_be_visible()
    late.enter(auction)
    expect(late.see("paused")).to_be_visible()
    expect(late.see("my-budget")).to_have_text("200")
    _expect_same(late, carlas)
    assert late.digits == carlas.digits == maxs.digits

    carlas.press("resume")
    late.press("bid-min")
    carlas.expect_price(4, "Mia leads")
    maxs.expect_price(4, "Outbid by Mia")
    expect(late.see("leader")).to_contain_text("You lead")
    eventually(lambda: late.feed == carlas.feed == maxs.feed, "all feeds are the same")


def _expect_same(late: Visitor, early: Visitor) -> None:
    """Wait until two people who don't lead see the same."""
    eventually(lambda: _room(late) == _room(early), "the late joiner sees the same")
    room = _room(late)
    assert room["lot"] == ["Arsenal FC", "3", "△ Max leads", "Price after 1 bid", "Lot 2 of 5"]
    assert room["feed"][:2] == ["Paused.", "Max bid £3m."]
    assert "AFC Ajax sold to Max for £12m." in room["feed"]
    assert [money.split(" left")[0] for money in room["budgets"]] == ["£200m", "£185m", "£200m"]


def _room(visitor: Visitor) -> dict[str, Any]:
    names = ("lot-name", "price", "leader")
    return {
        "status": visitor.see("status").get_attribute("data-status"),
        "lot": [
            *(" ".join(visitor.see(name).inner_text().split()) for name in names),
            *visitor.texts(".price-label"),
            *visitor.texts(".lot-meta"),
        ],
        "budgets": visitor.texts(".person-money"),
        "marks": visitor.texts(".person .mark"),
        "presence": visitor.texts(".person .presence-word"),
        "feed": visitor.feed,
        "next": visitor.texts("#panel-next .lots-name"),
        "sold": visitor.texts("#panel-sold .lots-name"),
    }
