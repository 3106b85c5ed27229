"""What a commissioner mends from the room: the clock, a wrong price, an unsold star, a forgotten player."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions import engine
from auctions.models import Auction, Lot
from auctions.rules.commands import SYSTEM, ChangeClock
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


def lots_of(auction: Auction) -> list[Lot]:
    return list(Lot.objects.filter(auction=auction).select_related("asset").order_by("number"))


def show(visitor: Visitor, tab: str, size: Size) -> None:
    if size is PHONE:
        visitor.press(f"tab-{tab}")


def answer(visitor: Visitor, reason: str) -> None:
    visitor.see("reason").fill(reason)
    visitor.press("confirm")
    expect(visitor.page.get_by_role("dialog")).to_have_count(0)


@SIZES
def test_commissioner_mends_the_clock_a_price_an_unsold_star_and_a_forgotten_player(
    visit: Visit, evening: League, carla: User, max_: User, mia: User, size: Size
) -> None:
    auction = cast.auction_of(evening, lots=4)
    first, second, third, last = lots_of(auction)
    carlas, maxs = visit(carla, auction, size), visit(max_, auction, DESKTOP)
    mias = cast.actor_in(evening, mia).participant or 0

    expect(carlas.see("sell-now")).to_be_disabled()  # nobody leads
    maxs.press("bid-min")
    carlas.press("more-time")
    expect(maxs.see("feed")).to_contain_text("The commissioner added 15 s.")
    carlas.press("sell-now")
    expect(maxs.see("feed")).to_contain_text(f"{first.asset.name} sold to Max for £1m.")

    show(carlas, "sold", size)  # the wrong price: two fields, a reason and three presses
    carlas.press(f"correct-{first.pk}")
    carlas.see("sale-price").fill("7")
    expect(carlas.see("preview")).to_contain_text("Max has £193m available instead of £199m.")
    answer(carlas, "Misheard")
    expect(maxs.see("my-budget")).to_have_text("193")
    expect(maxs.see("feed")).to_contain_text(
        f"{first.asset.name} is Max's for £7m, corrected from Max for £1m: Misheard."
    )

    show(carlas, "next", size)  # the forgotten player
    carlas.press(f"give-{last.pk}")
    carlas.see("sale-manager").select_option(str(mias))
    carlas.see("sale-price").fill("12")
    expect(carlas.see("preview")).to_contain_text("Mia has £188m available instead of £200m.")
    answer(carlas, "Forgotten")
    expect(maxs.see("feed")).to_contain_text(f"The commissioner gave {last.asset.name} to Mia for £12m: Forgotten.")

    carlas.expect_lot(second.asset.name, 1, "No bid yet")
    cast.do(auction, ChangeClock(actor=SYSTEM, lot=second.pk, seconds=-3600))
    expect(maxs.see("feed")).to_contain_text(f"{second.asset.name} stays unsold.")
    show(carlas, "sold", size)
    carlas.press(f"again-{second.pk}")  # the unsold star: one press
    expect(maxs.see("feed")).to_contain_text(f"{second.asset.name} comes up again.")
    assert engine.read(auction.pk).lots[third.pk].status in {"queued", "open"}
    assert carlas.page.evaluate("document.documentElement.scrollWidth") == size["width"]
