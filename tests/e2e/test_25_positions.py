"""Limits by position: from the table of the settings to the room, which says what I need and have no place for."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions.models import Auction
from auctions.rules.commands import SellNow
from leagues.built_in_sports import sport_of_key
from leagues.files.assets import AssetRow
from leagues.models import League
from leagues.services import create_league, import_own_assets, join_league
from leagues.settings.auction import AuctionSettings
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.test_20_names import looks_right
from tests.e2e.visitors import DESKTOP, PHONE, Size

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
PLAYERS = [("Alisson", "GK"), ("Raya", "GK"), ("Virgil", "DEF"), ("Saka", "MID"), ("Haaland", "FWD"), ("Isak", "FWD")]


@pytest.fixture
def footballers(carla: User, max_: User, mia: User) -> League:
    """Carla's league of six footballers, with Max and Mia."""
    settings = AuctionSettings(slots_min=2, slots_max=3, lot_seconds=60, break_seconds=1)
    league = create_league(carla, "Footballers", sport_of_key("football-players"), settings)
    for user in (max_, mia):
        join_league(user, league.code)
    rows = [AssetRow(external_id=name, name=name, position=position, club="Leeds") for name, position in PLAYERS]
    import_own_assets(cast.member_of(league, carla), rows)
    return league


@SIZES
def test_table_of_positions_is_saved_and_said(visit: Visit, carla: User, footballers: League, size: Size) -> None:
    carlas = visit(carla, f"/leagues/{footballers.pk}/settings/", size)
    page = carlas.page
    page.get_by_text("More settings").click()
    page.get_by_label("GK, at least").fill("1")
    page.get_by_label("GK, at most").fill("1")
    page.get_by_label("FWD, at most").fill("2")
    page.get_by_label("Limits of rosters").fill("club Leeds: at most 9")
    looks_right(carlas)
    page.get_by_label("DEF, at least").fill("4")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 GK + 4 DEF are 5, and the largest roster has 3 slots.")).to_be_visible()
    looks_right(carlas)
    page.get_by_label("DEF, at least").fill("1")
    page.get_by_role("button", name="Save").click()
    limits = "GK: 1, DEF: at least 1, FWD: at most 2, club Leeds: at most 9"
    expect(page.get_by_text(limits)).to_be_visible()
    expect(page.get_by_text("3 managers × 1 GK are 3, and there are 2.")).to_be_visible()
    looks_right(carlas)
    footballers.refresh_from_db()
    assert footballers.settings["limits"] == limits


@SIZES
def test_room_says_what_i_still_need_and_what_i_have_no_place_for(
    visit: Visit, footballers: League, max_: User, mia: User, size: Size
) -> None:
    footballers.settings |= {"limits": "GK: 1, DEF: at least 1, FWD: at most 2"}
    footballers.save()
    auction: Auction = cast.auction_of(footballers)
    maxs, mias = visit(max_, auction, size), visit(mia, auction, size)
    places = maxs.see("my-places").get_by_role("listitem")
    expect(places).to_have_text(["GK 0/1", "DEF 0/1+", "FWD 0/2"])
    maxs.bid(5)
    expect(places).to_have_text(["GK 1/1", "DEF 0/1+", "FWD 0/2"])
    looks_right(maxs)
    sell_now = SellNow(actor=cast.actor_in(footballers), lot=cast.open_lot(auction))
    assert cast.do(auction, sell_now).ok
    expect(maxs.see("bid-state")).to_have_text("You have 1 GK, and a roster holds no more.", timeout=15_000)
    expect(maxs.see("bid-min")).to_be_disabled()
    expect(maxs.page.locator(".maximum-line").get_by_test_id("bid-up-to")).to_have_count(0)
    expect(mias.see("bid-min")).to_be_enabled()
    expect(maxs.see("my-places").get_by_label("0 DEF of at least 1, 1 still needed")).to_be_visible()
    looks_right(maxs)
