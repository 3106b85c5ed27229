"""A trade from the offer to its effect, each of the three before a page of their own, without anybody reloading."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions.models import Auction
from leagues.models import League
from season.background import Worker
from season.models import Trade
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import PHONE, Visitor, room_of
from tests.season import auctioned_league


@pytest.fixture
def auction(transactional_db: None, evening: League, max_: User, mia: User, ned: User) -> Auction:
    return auctioned_league.complete_auction(evening, max_, mia, ned)


@pytest.fixture
def ned(db: None) -> User:
    return cast.make_user("Ned")


def no_wider_than_the_screen(who: Visitor) -> bool:
    return bool(who.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_trade_is_offered_on_a_phone_and_seen_by_those_who_may(
    visit: Visit, auction: Auction, max_: User, mia: User, ned: User, carla: User
) -> None:
    auctioned_league.settle_by(auction.league, approval="commissioner")
    path = f"/leagues/{auction.league_id}/trades/"
    mias, neds, carlas = (visit(user, path) for user in (mia, ned, carla))
    maxs = visit(max_, f"/leagues/{auction.league_id}/", PHONE)
    first, second = (auctioned_league.asset(auction, number).name for number in (1, 2))
    maxs.page.get_by_role("link", name="Trades").click()
    maxs.page.get_by_role("link", name="Offer a trade").click()
    maxs.page.get_by_role("link", name="Trade with Mia").click()
    maxs.page.get_by_role("checkbox", name=first).check()
    maxs.page.get_by_role("checkbox", name=second).check()
    maxs.page.get_by_label("Money").fill("5")
    assert no_wider_than_the_screen(maxs)
    maxs.page.get_by_role("button", name="Offer it").click()
    expect(maxs.page.get_by_text("Offered to Mia")).to_be_visible()
    assert no_wider_than_the_screen(maxs)

    expect(mias.see("status")).to_have_text("offered")
    expect(neds.page.get_by_text("No trades yet")).to_be_visible()
    mias.page.get_by_role("button", name="Accept").click()
    expect(mias.page.get_by_text("A commissioner decides")).to_be_visible()

    expect(neds.see("status")).to_have_text("agreed")
    expect(neds.page.get_by_role("button", name="Object")).to_have_count(0)
    expect(carlas.page.get_by_text("It waits for a commissioner.")).to_be_visible()
    carlas.page.get_by_role("button", name="Approve").click()
    for each in (maxs, mias, neds, carlas):
        expect(each.see("status")).to_have_text("done")
    assert auctioned_league.owners(auction)[1] == "Mia"


def test_time_to_object_is_counted_down_and_the_room_tells_of_the_trade(
    visit: Visit, auction: Auction, max_: User, mia: User, ned: User, carla: User
) -> None:
    path = f"/leagues/{auction.league_id}/trades/"
    neds, mias, maxs = visit(ned, path), visit(mia, path), visit(max_, path)
    room = visit(carla, room_of(auction))
    members = {user.name: user.memberships.get(league=auction.league) for user in (max_, mia)}
    auctioned_league.offer(auction, members["Max"], members["Mia"], (1,), (2,))
    mias.page.get_by_role("button", name="Accept").click()
    expect(neds.page.locator("time[data-countdown]")).to_contain_text("(in 23 h 59 min)")
    neds.page.get_by_role("button", name="Object").click()
    expect(neds.page.get_by_text("So far: 1")).to_be_visible()
    auctioned_league.let_time_pass(Trade.objects.get(), hours=24)
    neds.page.reload()
    expect(neds.page.locator("time[data-countdown]")).to_contain_text("(any moment now)")
    assert Worker().work() > 0
    expect(maxs.see("status")).to_have_text("done")
    expect(room.see("completed")).to_be_visible()
    names = [auctioned_league.asset(auction, number).name for number in (1, 2)]
    assert auctioned_league.owners(auction)[1] == "Mia"
    assert names[0] in room.page.content()
