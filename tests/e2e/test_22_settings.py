"""A commissioner chooses what to begin with, changes what is behind *More settings*, and reads it back in the room."""

from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions.rules.commands import Actor, ActorRole
from auctions.services import create_auction
from leagues.models import League
from leagues.settings.auction import AuctionSettings
from tests.e2e.conftest import Visit
from tests.e2e.test_20_names import looks_right
from tests.e2e.visitors import DESKTOP, PHONE


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_from_a_preset_to_the_room(visit: Visit, carla: User, max_: User, league: League, size: Any) -> None:
    league.settings = AuctionSettings(slots_min=13, slots_max=13).to_json()
    league.save()
    carlas = visit(carla, f"/leagues/{league.pk}/settings/", size)
    page = carlas.page
    expect(carlas.see("shortage")).to_contain_text("3 managers with rosters of at least 13 need 39 lots")
    expect(page.get_by_label("Increment by price")).to_be_hidden()
    page.get_by_role("link", name="Football clubs").click()
    expect(page.get_by_text("Nothing is saved yet")).to_be_visible()
    looks_right(carlas)
    page.get_by_label("Smallest roster").fill("1")
    page.get_by_text("More settings").click()
    page.get_by_label("Increment by price").fill("0-10: 1, 12-50: 2, above: 5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("A slab must begin at 10, where the one before ends, and not at 12.")).to_be_visible()
    looks_right(carlas)
    page.get_by_label("Increment by price").fill("0-10: 1, 10-50: 2, above: 5")
    page.get_by_label("Unsold rounds").fill("1")
    page.get_by_label("Opening price in a later round, %").fill("50")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("come up again once, at 50% of the opening price before")).to_be_visible()
    looks_right(carlas)
    league.refresh_from_db()
    settings = AuctionSettings.read(league.settings)
    assert (settings.budget, settings.slots_min, settings.unsold_percent) == (200, 1, 50)

    create_auction(league, Actor(user=carla.pk, role=ActorRole.COMMISSIONER), waiting_room=True)
    page.goto(f"/auction/{league.auctions.get().pk}/")
    expect(page.get_by_text("increments 0-10: 1, 10-50: 2, above: 5")).to_be_visible()
    looks_right(carlas)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_new_league_begins_with_a_preset(visit: Visit, carla: User, league: League, size: Any) -> None:
    carlas = visit(carla, "/leagues/new/", size)
    carlas.page.get_by_role("link", name="Football clubs").click()
    looks_right(carlas)
    carlas.page.get_by_label("Name of the league").fill("Clubs of Friday")
    carlas.page.get_by_role("button", name="Create league").click()
    expect(carlas.page.get_by_role("heading", name="Clubs of Friday")).to_be_visible()
    made = AuctionSettings.read(League.objects.get(name="Clubs of Friday").settings)
    assert (made.slots_min, made.slots_max) == (3, 4)
