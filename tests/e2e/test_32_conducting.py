"""A commissioner conducts an auction from the waiting room to its end, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from leagues.models import League
from tests import cast
from tests.e2e.conftest import PICTURES, Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor


def fits(who: Visitor, size: Size, picture: str) -> None:
    """Nothing is wider than the screen; a picture is left to look at."""
    who.page.screenshot(path=PICTURES / f"conducting-{picture}-{size['width']}.png")
    assert who.page.evaluate("document.documentElement.scrollWidth") == size["width"], who.page.url


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_commissioner_changes_settings_pauses_hurries_undoes_and_cancels(
    visit: Visit, waiting_room: None, evening: League, carla: User, max_: User, mia: User, size: Size
) -> None:
    auction = cast.auction_of(evening, begun=False, lots=4)
    evening.settings |= {"lot_seconds": 90, "budget": 150}
    evening.save()
    lot = auction.lots.select_related("asset").get(number=1)
    carlas, maxs = visit(carla, f"/auction/{auction.pk}/settings/", size), visit(max_, auction, DESKTOP)

    expect(carlas.see("follows")).to_contain_text("Budget: £150m instead of £200m.")
    fits(carlas, size, "settings")
    carlas.page.get_by_role("button", name="Change the waiting auction").click()
    expect(carlas.page.get_by_text("The waiting auction has the new settings.")).to_be_visible()
    carlas.enter(auction)
    expect(maxs.page.get_by_text("£150m each")).to_be_visible()
    carlas.press("begin")
    maxs.expect_lot(lot.asset.name, 1, "No bid yet")

    carlas.press("less-time")
    expect(maxs.see("feed")).to_contain_text("The commissioner took 15 s.")
    carlas.press("pause")
    expect(maxs.see("status")).to_have_text("Paused")
    fits(carlas, size, "paused")
    carlas.press("resume")
    expect(maxs.see("status")).to_have_text("Running")
    seat = cast.actor_in(evening, mia).participant or 0
    carlas.press(f"away-{seat}")
    expect(carlas.see(f"manager-{seat}")).to_have_attribute("data-away", "true")
    carlas.press(f"away-{seat}")
    expect(carlas.see(f"manager-{seat}")).to_have_attribute("data-away", "false")

    maxs.press("bid-min")
    expect(carlas.see("leader")).to_contain_text("Max leads")
    carlas.press("sell-now")
    expect(carlas.see("last-closed")).to_contain_text(f"Last sold: {lot.asset.name} to Max for £1m")
    if size is PHONE:
        carlas.press("tab-sold")
    carlas.press(f"undo-{lot.pk}")
    expect(carlas.see("preview")).to_contain_text("Max gets £1m back (£150m to spend).")
    fits(carlas, size, "undo")
    carlas.press("confirm")
    expect(maxs.see("feed")).to_contain_text(f"{lot.asset.name} to Max for £1m: undone.")

    carlas.press("cancel")
    expect(carlas.see("preview")).to_contain_text("A cancelled auction can't go on.")
    fits(carlas, size, "cancel")
    carlas.see("reason").fill("The pub closes")
    carlas.press("confirm")
    for room in (carlas, maxs):
        expect(room.see("status")).to_have_text("Cancelled")
    fits(carlas, size, "cancelled")
    assert engine.read(auction.pk).auction.lots_sold == 0
    assert audit_auction(auction.pk) == []
