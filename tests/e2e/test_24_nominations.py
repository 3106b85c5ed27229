"""Managers put lots up in turn, each from their own page."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from auctions.rules.nominations.turns import order_of_round
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


@pytest.fixture
def auction(transactional_db: None, carla: User, max_: User, mia: User) -> Auction:
    """36 clubs, of which Max and Mia put one up in turn; Carla doesn't answer within the time of this test."""
    league = cast.make_league(
        carla, max_, mia, mode="nomination", nomination_order="straight", nomination_seconds=600,
        lot_seconds=600, break_seconds=0, slots_min=1, slots_max=3,
    )  # fmt: skip
    return cast.auction_of(league)


def choose(room: Visitor, name: str, search: str) -> None:
    """Look for a club that isn't among the next ones, and choose it."""
    room.see("nomination-search").fill(search)
    room.page.get_by_role("button", name=f"Choose {name}").click()


@SIZES
def test_lots_are_put_up_in_turn(
    visit: Visit, auction: Auction, carla: User, max_: User, mia: User, size: Size
) -> None:
    people = {"Max": max_, "Mia": mia, "Carla": carla}
    rooms = {name: visit(user, auction, size) for name, user in people.items()}
    seats = {cast.actor_in(auction.league, user).participant: name for name, user in people.items()}
    order = [seats[seat] for seat in order_of_round(engine.read(auction.pk), 1)]
    last = auction.lots.select_related("asset").order_by("-number").first()
    assert last is not None
    mine, *others = (rooms[name] for name in order)
    for other, name in zip(others, order[1:], strict=True):
        expect(other.see("turn")).to_contain_text(f"{order[0]} puts a lot up")
        expect(other.see("nominating")).to_have_count(0)
        assert name != order[0]
    expect(mine.see("turn")).to_contain_text("Your turn: put a lot up")
    choose(mine, last.asset.name, last.asset.name[:8].lower())
    mine.see("nomination-amount").fill("500")
    mine.see("put-up").click()
    expect(mine.see("nomination-said")).to_contain_text("Your limit")
    mine.see("nomination-amount").fill("7")
    for room in rooms.values():
        assert room.page.evaluate("document.documentElement.scrollWidth") == size["width"]
    mine.see("put-up").click()
    mine.expect_lot(last.asset.name, 7, "You lead")
    expect(mine.see("nominating")).to_have_count(0)
    for other in others:
        other.expect_lot(last.asset.name, 7, f"{order[0]} leads")
    others[0].bid(8)
    for room in (mine, others[1]):
        room.press("pass")
    expect(others[0].see("turn")).to_contain_text("Your turn: put a lot up")
    expect(mine.see("turn")).to_contain_text(f"{order[1]} puts a lot up")
