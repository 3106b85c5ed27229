"""Away and back, where what somebody does outweighs what is noted of them; and a room that is empty."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions import engine
from auctions.rules.commands import SetAway
from auctions.rules.lifecycle import EMPTY_ROOM
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size
from tests.live import eventually

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
        expect(who.see(f"manager-{seat}")).to_contain_text("– away")
    maxs.press("bid-min")
    maxs.expect_price(1, "You lead")
    for who in (carlas, maxs):
        expect(who.see(f"manager-{seat}")).to_have_attribute("data-away", "false")
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
    expect(carlas.see(f"manager-{seat}")).to_contain_text("– away")
    maxs.page.goto(f"/join/{evening.code}/")
    maxs.page.get_by_role("button", name="Join").click()
    expect(carlas.see(f"manager-{seat}")).to_have_attribute("data-away", "false")
    maxs.enter(auction)
    maxs.press("bid-min")
    maxs.expect_price(1, "You lead")


@SIZES
def test_auction_waits_for_somebody_when_its_room_is_empty(visit: Visit, carla: User, max_: User, size: Size) -> None:
    league = cast.make_league(carla, max_, lot_seconds=60, slots_min=1, empty_room_seconds=10)
    auction = cast.auction_of(league, lots=3, begun=False)
    carlas, maxs = visit(carla, auction), visit(max_, auction, size)
    carlas.press("begin")
    maxs.press("bid-min")
    carlas.expect_price(1, "Max leads")
    for who in (carlas, maxs):
        who.page.goto("/")
    eventually(lambda: engine.read(auction.pk).auction.status == "paused", "the auction pauses")
    [lot] = engine.read(auction.pk).open_lots
    left = engine.read(auction.pk).lots[lot].remaining_ms

    carlas.enter(auction)
    expect(carlas.see("status")).to_have_text("Paused")
    expect(carlas.page.get_by_text(EMPTY_ROOM).first).to_be_visible()
    maxs.enter(auction)
    assert engine.read(auction.pk).lots[lot].remaining_ms == left, "its clock stands still"
    carlas.press("resume")
    expect(maxs.see("status")).to_have_text("Running")
    maxs.expect_price(1, "You lead")
