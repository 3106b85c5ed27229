"""Ten purses that differ and two keepers, filled in by the commissioner on a desk and on a phone, begun and bid."""

from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction
from auctions.stand_ins.services import MOST, amount_of
from leagues.models import League
from leagues.services import join_league, remove_member
from leagues.settings.auction import AuctionSettings
from tests import cast
from tests.e2e.conftest import PICTURES, Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor

PURSES = [41, 110, 51, 45, 120, 83, 69, 73, 55, 105]
"""In crores, by manager; no two have the same."""


@pytest.fixture
def managers(max_: User, mia: User) -> list[User]:
    return [max_, mia, *(cast.make_user(f"Manager {number}") for number in range(3, 11))]


@pytest.fixture
def auction(carla: User, managers: list[User]) -> Auction:
    """It waits; Carla doesn't play."""
    league = cast.make_league(carla, *managers, lot_seconds=60, break_seconds=1, slots_min=2, slots_max=3, budget=100)
    league.settings = {**league.settings, "unit": "₹ crore"}
    league.save()
    member = cast.member_of(league, carla)
    member.plays = False
    member.save()
    return cast.auction_of(league, begun=False)


def fits(who: Visitor) -> None:
    """Nothing is wider than the screen."""
    width = who.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], who.page.url


def seat(auction: Auction, user: User) -> int:
    return auction.participants.get(member__user=user).pk


def keep(carlas: Visitor, who: str, number: int, name: str, price: str) -> None:
    carlas.page.get_by_label(f"Keeper {number} of {who}", exact=True).fill(name)
    carlas.page.get_by_label(f"Price of keeper {number} of {who}", exact=True).fill(price)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_ten_purses_and_two_keepers_are_filled_in_begun_and_bid(
    visit: Visit, carla: User, max_: User, mia: User, managers: list[User], auction: Auction, size: Any
) -> None:
    first, second = (auction.lots.get(number=number).asset.name for number in (1, 2))
    maxs, carlas = visit(max_, auction, size), visit(carla, auction, size)
    fits(carlas)
    carlas.press("edit-seats")
    expect(carlas.page.get_by_role("heading", level=1)).to_have_text("Budgets, rosters and keepers")
    for user, purse in zip(managers, PURSES, strict=True):
        carlas.page.locator(f"#budget-{seat(auction, user)}").fill(str(purse))
    keep(carlas, "Max", 1, first, "42")
    keep(carlas, "Mia", 1, "No such club", "18")
    fits(carlas)
    carlas.see("save").click()
    expect(carlas.see("problems")).to_contain_text("1 problem, so nothing was saved")
    expect(carlas.see(f"terms-{seat(auction, mia)}")).to_contain_text("No such club isn't there")
    fits(carlas)
    keep(carlas, "Mia", 1, second, "18")
    carlas.see("save").click()
    expect(carlas.see(f"terms-{seat(auction, max_)}")).to_contain_text(
        "What Max keeps costs ₹42 crore, and the budget is ₹41 crore."
    )
    keep(carlas, "Max", 1, first, "9")
    carlas.see("save").click()
    expect(carlas.page.get_by_text("Saved. Everybody in the room sees it.")).to_be_visible()
    fits(carlas)

    expect(maxs.page.get_by_text("34 lots · ₹32 crore to ₹120 crore to spend")).to_be_visible()
    carlas.page.get_by_role("link", name="To the waiting room").click()
    carlas.press("begin")
    third = auction.lots.get(number=3).asset.name
    expect(maxs.see("lot-name")).to_have_text(third)
    expect(maxs.see("my-budget")).to_have_text("32")
    fits(maxs)
    maxs.press("bid-min")
    maxs.expect_price(1, "You lead")
    state = engine.read(auction.pk)
    assert sorted(each.granted for each in state.participants.values()) == sorted(PURSES)
    assert [state.participants[seat(auction, each)].filled for each in (max_, mia)] == [1, 1]
    assert audit_auction(auction.pk) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_late_manager_gets_a_budget_that_is_looked_at_first(
    visit: Visit, carla: User, max_: User, otto: User, size: Any
) -> None:
    league = cast.make_league(carla, max_, lot_seconds=60, slots_min=1)
    auction = cast.auction_of(league, lots=3)
    late = join_league(otto, league.code)
    carlas, ottos = visit(carla, auction, size), visit(otto, auction, size)
    if size == PHONE:
        carlas.press("tab-managers")
    carlas.see(f"late-budget-{late.pk}").fill("120")
    expect(carlas.see(f"late-{late.pk}")).to_contain_text("Otto starts with £120m and can bid up to £120m now.")
    expect(carlas.see(f"late-{late.pk}")).to_contain_text("Everybody else has £200m left.")
    fits(carlas)
    carlas.press(f"give-seat-{late.pk}")
    expect(ottos.see("my-budget")).to_have_text("120")
    assert AuctionSettings.read(auction.settings).budget == 200


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_bot_plays_for_who_left_and_for_who_never_came(
    visit: Visit, league: League, carla: User, max_: User, mia: User, size: Size
) -> None:
    auction = cast.auction_of(league, begun=False)
    maxs, mias = seat(auction, max_), seat(auction, mia)
    carlas = visit(carla, auction, size)
    remove_member(cast.member_of(league, carla), cast.member_of(league, max_))
    expect(carlas.see(f"manager-{maxs}")).to_contain_text("Away: nobody waits for them")
    carlas.press(f"bot-{maxs}")
    expect(carlas.see("missing")).to_have_text("A bot plays for Max until somebody comes for the seat.")
    expect(carlas.page.get_by_test_id(f"no-bot-{mias}")).to_have_count(0)
    carlas.press(f"bot-{mias}")
    expect(carlas.see(f"manager-{mias}")).to_contain_text("Away: nobody waits for them")
    assert (amount_of(maxs), amount_of(mias)) == (MOST, MOST)
    fits(carlas)
    carlas.page.screenshot(path=PICTURES / f"empty-seats-{size['width']}.png", full_page=True)
    for each in (maxs, mias):
        carlas.press(f"no-bot-{each}")
        expect(carlas.see("missing")).to_contain_text("No bot plays for")
    expect(carlas.page.get_by_test_id(f"no-bot-{mias}")).to_have_count(0)
    state = engine.read(auction.pk)
    assert [(state.participants[each].away, amount_of(each)) for each in (maxs, mias)] == [(True, None), (False, None)]
