"""From the league's page through the waiting room to the first lot."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions.models import Auction
from leagues.models import League
from rollouts.models import Flag
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.lines import Line
from tests.live import eventually


def test_without_the_flag_the_first_lot_runs_at_once(visit: Visit, evening: League, carla: User, max_: User) -> None:
    Flag.objects.create(name="waiting_room", everyone=False)
    carlas, maxs = visit(carla, f"/leagues/{evening.pk}/"), visit(max_, f"/leagues/{evening.pk}/")
    carlas.page.get_by_role("button", name="Start the auction").click()
    carlas.expect_line("live")
    carlas.expect_lot("AFC Ajax", 1, "No bid yet")
    expect(carlas.see("begin")).to_have_count(0)
    maxs.page.get_by_role("link", name="Enter").first.click()
    maxs.expect_lot("AFC Ajax", 1, "No bid yet")
    carlas.forgive("Failed to load resource: the server responded with a status of 404")
    status, answer = carlas.post(f"/api/auction/{Auction.objects.get().pk}/begin", {})
    assert (status, answer["code"]) == (404, "no_waiting_room")


@pytest.mark.usefixtures("waiting_room")
def test_everybody_comes_and_the_commissioner_begins(
    visit: Visit, evening: League, carla: User, max_: User, otto: User
) -> None:
    carlas, maxs = visit(carla, f"/leagues/{evening.pk}/"), visit(max_, f"/leagues/{evening.pk}/")
    carlas.page.get_by_role("button", name="Start the auction").click()
    expect(carlas.see("begin")).to_be_enabled()
    auction = Auction.objects.get()
    expect(carlas.see("missing")).to_contain_text("Still missing: Max and Mia.")

    maxs.page.get_by_role("link", name="Enter").first.click()
    expect(carlas.see("missing")).to_contain_text("Still missing: Mia.")
    expect(carlas.see(f"presence-{carlas.seat(auction, max_)}")).to_have_attribute("data-here", "true")
    expect(maxs.see("waiting-for")).to_have_text("Waiting for Carla to begin")
    expect(maxs.see("begin")).to_have_count(0)

    ottos = visit(otto, f"/join/{evening.code}/")
    ottos.page.get_by_role("button", name="Join").click()
    ottos.page.get_by_role("link", name="Enter the auction").click()
    ottos.expect_line("live")
    for room in (carlas, maxs, ottos):
        expect(room.see(f"manager-{room.seat(auction, otto)}")).to_contain_text("Otto")
        expect(room.see(f"presence-{room.seat(auction, otto)}")).to_have_attribute("data-here", "true")

    set_up = ottos.page.get_by_role("region", name="Your set-up")
    ottos.press("practise")
    expect(set_up).to_contain_text("there and back in")
    ottos.press("reconnect")
    expect(set_up).to_contain_text("back after")
    ottos.expect_line("live")

    carlas.press("begin")
    rooms = (carlas, maxs, ottos)
    for room in rooms:
        room.expect_lot("AFC Ajax", 1, "No bid yet")
        expect(room.see("status")).to_have_attribute("data-status", "active")
        expect(room.see("my-budget")).to_have_text("200")
    eventually(
        lambda: max(room.digits for room in rooms) - min(room.digits for room in rooms) <= 1,
        "all clocks show the same second",
    )


@pytest.mark.usefixtures("waiting_room")
def test_without_a_socket_nobody_is_said_to_be_missing(visit: Visit, evening: League, carla: User) -> None:
    """Sockets alone tell who is here."""
    auction = cast.auction_of(evening, begun=False)
    carlas = visit(carla)
    Line(carlas.page).cut = True
    carlas.enter(auction, line="http")
    expect(carlas.see("begin")).to_be_enabled()
    expect(carlas.see("missing")).to_be_empty()
    managers = carlas.page.get_by_role("region", name="Managers")
    expect(managers.get_by_role("heading")).to_have_text("Managers 3")
