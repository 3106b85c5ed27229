"""Away and back: what somebody does outweighs what is noted of them."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions.rules.commands import SetAway
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


@SIZES
def test_manager_who_is_marked_away_is_back_with_a_bid(
    visit: Visit, evening: League, carla: User, max_: User, size: Size
) -> None:
    auction = cast.auction_of(evening, lots=3)
    carlas, maxs = visit(carla, auction), visit(max_, auction, size)
    seat = carlas.seat(auction, max_)
    assert cast.do(auction, SetAway(actor=cast.actor_in(evening), participant=int(seat), away=True)).ok
    for who in (carlas, maxs):
        expect(who.see(f"manager-{seat}")).to_contain_text("away")
    maxs.press("bid-min")
    maxs.expect_price(1, "You lead")
    for who in (carlas, maxs):
        expect(who.see(f"manager-{seat}")).not_to_contain_text("away")
    carlas.expect_price(1, "Max leads")
    carlas.press("bid-min")
    carlas.expect_price(2, "You lead")
    expect(maxs.see("clock")).to_be_visible()
    maxs.expect_price(2, "Outbid by Carla")


@SIZES
def test_one_who_left_and_came_back_by_the_link_plays_on(
    visit: Visit, evening: League, carla: User, max_: User, size: Size
) -> None:
    auction = cast.auction_of(evening, lots=3)
    carlas, maxs = visit(carla, auction), visit(max_, f"/leagues/{evening.pk}/", size)
    maxs.page.get_by_label("Change Max").click()
    maxs.page.get_by_role("button", name="Leave the league…").click()
    maxs.page.get_by_role("button", name="Leave the league").click()
    seat = carlas.seat(auction, max_)
    expect(carlas.see(f"manager-{seat}")).to_contain_text("away")
    maxs.page.goto(f"/join/{evening.code}/")
    maxs.page.get_by_role("button", name="Join").click()
    expect(carlas.see(f"manager-{seat}")).not_to_contain_text("away")
    maxs.enter(auction)
    maxs.press("bid-min")
    maxs.expect_price(1, "You lead")
