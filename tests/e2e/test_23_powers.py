"""A commissioner mends things from the room: the clock, a wrong price, an unsold star, a forgotten player."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions import engine
from auctions.models import Auction, Lot
from auctions.rules.commands import SYSTEM, ChangeClock
from leagues.models import League
from tests import cast
from tests.e2e.conftest import PICTURES, Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


def lots_of(auction: Auction) -> list[Lot]:
    return list(Lot.objects.filter(auction=auction).select_related("asset").order_by("number"))


class Presses:
    """A visitor's presses, counted; a field that is filled or chosen from counts as one."""

    def __init__(self, visitor: Visitor, size: Size) -> None:
        self.visitor, self.size, self.count = visitor, size, 0

    def tab(self, name: str) -> None:
        if self.size is PHONE:
            self.press(f"tab-{name}")

    def press(self, name: str) -> None:
        self.visitor.press(name)
        self.count += 1

    def fill(self, name: str, text: str) -> None:
        self.visitor.see(name).fill(text)
        self.count += 1

    def choose(self, name: str, value: str) -> None:
        self.visitor.see(name).select_option(value)
        self.count += 1

    def ask(self, name: str, preview: str, reason: str = "") -> None:
        """Press what asks first, read what follows from it, and confirm."""
        self.press(name)
        expect(self.visitor.see("preview")).to_contain_text(preview)
        self.confirm(reason)

    def confirm(self, reason: str = "") -> None:
        if reason:
            self.fill("reason", reason)
        self.press("confirm")
        expect(self.visitor.page.get_by_role("dialog")).to_have_count(0)

    def taken(self) -> int:
        """The presses since the last time."""
        count, self.count = self.count, 0
        return count


@SIZES
def test_commissioner_mends_the_clock_a_price_an_unsold_star_and_a_forgotten_player(
    visit: Visit, evening: League, carla: User, max_: User, mia: User, size: Size
) -> None:
    auction = cast.auction_of(evening, lots=4)
    first, second, third, last = lots_of(auction)
    carlas, maxs = visit(carla, auction, size), visit(max_, auction, DESKTOP)
    mias = cast.actor_in(evening, mia).participant or 0
    hand, most = Presses(carlas, size), {}

    expect(carlas.see("sell-now")).to_be_disabled()  # nobody leads
    maxs.press("bid-min")
    carlas.press("more-time")
    expect(maxs.see("feed")).to_contain_text("The commissioner added 15 s.")
    carlas.press("sell-now")
    expect(maxs.see("feed")).to_contain_text(f"{first.asset.name} sold to Max for £1m.")

    expect(carlas.see("last-closed")).to_contain_text(f"{first.asset.name} to Max for £1m")
    hand.press("correct-last")
    expect(carlas.see("sale-price")).to_be_focused()
    hand.fill("sale-price", "7")
    expect(carlas.see("preview")).to_contain_text("Max has £6m less (£193m to spend).")
    hand.confirm()
    most["a wrong price"] = hand.taken()
    expect(maxs.see("my-budget")).to_have_text("193")
    expect(maxs.see("feed")).to_contain_text(
        f"{first.asset.name} is Max's for £7m, corrected from Max for £1m: Wrong price or manager."
    )

    hand.press("add-lot")
    hand.fill("new-lot-name", "Kickers Nowhere")
    expect(carlas.see("preview")).to_contain_text("goes on the league's own list and comes up last, from £1m.")
    carlas.page.screenshot(path=PICTURES / f"add-lot-{size['width']}.png")
    hand.confirm()
    most["a forgotten player"] = hand.taken()
    expect(maxs.see("feed")).to_contain_text("Kickers Nowhere was added and comes up last.")
    expect(maxs.page.locator(".lot-meta")).to_contain_text("of 5")

    hand.tab("next")
    hand.press(f"give-{last.pk}")
    expect(carlas.see("sale-manager")).to_be_focused()
    carlas.press("confirm")  # nobody gets it by a slip
    expect(carlas.see("preview")).to_have_text("Choose a manager.")
    hand.choose("sale-manager", str(mias))
    expect(carlas.see("preview")).to_contain_text("Mia has £1m less (£199m to spend).")
    at_opening_price = hand.taken() + 1  # with the press that confirms it
    hand.fill("sale-price", "12")
    expect(carlas.see("preview")).to_contain_text("Mia has £12m less (£188m to spend).")
    carlas.page.screenshot(path=PICTURES / f"give-{size['width']}.png")
    hand.confirm()
    most |= {"a player for one manager": at_opening_price, "and at a price": at_opening_price + hand.taken() - 1}
    expect(maxs.see("feed")).to_contain_text(f"The commissioner gave {last.asset.name} to Mia for £12m: As agreed.")

    carlas.expect_lot(second.asset.name, 1, "No bid yet")
    cast.do(auction, ChangeClock(actor=SYSTEM, lot=second.pk, seconds=-3600))
    expect(maxs.see("feed")).to_contain_text(f"{second.asset.name} went unsold.")
    expect(carlas.see("last-closed")).to_contain_text(f"Went unsold: {second.asset.name}")
    carlas.page.screenshot(path=PICTURES / f"last-closed-{size['width']}.png")
    hand.press("again-last")
    expect(maxs.see("feed")).to_contain_text(f"{second.asset.name} comes up again.")
    most["an unsold star"] = hand.taken()
    assert engine.read(auction.pk).lots[third.pk].status in {"queued", "open"}
    assert carlas.page.evaluate("document.documentElement.scrollWidth") == size["width"]
    print(f"presses at {size['width']} px: {most}")  # what the test is about
    tab = 1 if size is PHONE else 0
    assert most == {
        "a wrong price": 3, "a forgotten player": 3, "an unsold star": 1,
        "a player for one manager": 3 + tab, "and at a price": 4 + tab,  # which player, whose, how much, and yes
    }  # fmt: skip


@SIZES
def test_commissioner_mends_bids_budgets_and_the_queue_in_few_presses(
    visit: Visit, evening: League, carla: User, max_: User, mia: User, size: Size
) -> None:
    """A wrong bid, a dead phone, a purse, an injured player, and one who is to come up next."""
    evening.settings |= {"lot_seconds": 300, "break_seconds": 0}
    evening.save()
    auction = cast.auction_of(evening, lots=5)
    first, second, third, fourth, last = lots_of(auction)
    carlas, maxs = visit(carla, auction, size), visit(max_, auction, DESKTOP)
    hand, feed = Presses(carlas, size), maxs.see("feed")
    mias, most = cast.actor_in(evening, mia).participant, {}

    cast.bid(auction, mia, 3)
    expect(feed).to_contain_text("Mia bid £3m.")
    maxs.press("bid-min")
    expect(carlas.see("feed")).to_contain_text("Max bid £4m.")
    hand.ask("take-back", "Max gets £4m back (£200m to spend).")
    expect(feed).to_contain_text("Max's bid of £4m was taken back.")
    expect(feed).to_contain_text("Mia leads again at £3m.")
    expect(maxs.see("leader")).to_contain_text("Mia")
    most["a wrong bid"] = hand.taken()

    maxs.press("bid-min")
    expect(feed).to_contain_text("Max bid £4m.")
    expect(carlas.see(f"bid-for-{mias}")).to_be_hidden()
    row = carlas.see(f"manager-{mias}").bounding_box()
    assert row is not None
    assert row["height"] <= (80 if size is PHONE else 69)  # of which eight are in view on the desktop
    hand.press(f"powers-{mias}")
    hand.press(f"bid-for-{mias}")
    expect(carlas.see("preview")).to_contain_text("Mia has £5m less (£195m to spend).")
    hand.confirm()
    expect(feed).to_contain_text("The commissioner bid £5m for Mia.")
    most["a dead phone"] = hand.taken()

    expect(carlas.see(f"purse-{mias}")).to_have_text("£195m")
    hand.press(f"purse-{mias}")
    expect(carlas.see("power-amount")).to_be_focused()
    hand.fill("power-amount", "-20")
    expect(carlas.see("preview")).to_contain_text("Mia has £20m less (£175m to spend).")
    carlas.page.screenshot(path=PICTURES / f"budget-{size['width']}.png")
    hand.confirm()
    expect(feed).to_contain_text("Mia lost £20m of budget: Correction.")
    most["a budget"] = hand.taken()
    expect(maxs.page.get_by_test_id(f"purse-{mias}")).to_have_count(0)

    expect(carlas.see(f"budget-{mias}")).to_be_hidden()
    carlas.see(f"powers-{mias}").press("Enter")  # as by pressing it
    carlas.press(f"budget-{mias}")
    carlas.see("power-amount").fill("5")
    expect(carlas.see("preview")).to_contain_text("Mia gets £5m (£180m to spend).")
    Presses(carlas, size).confirm("Early bird")
    expect(feed).to_contain_text("Mia got £5m of budget: Early bird.")

    hand.tab("next")
    hand.press(f"next-{last.pk}")
    expect(feed).to_contain_text(f"{last.asset.name} comes up next.")
    most["the one to come next"] = hand.taken()

    hand.ask(f"withdraw-{fourth.pk}", f"{fourth.asset.name} is withdrawn.", "Injured")
    expect(feed).to_contain_text(f"{fourth.asset.name} was withdrawn: Injured.")
    most["an injured player"] = hand.taken()

    hand.ask("skip", "Mia gets £5m back (£185m to spend).")
    expect(feed).to_contain_text(f"{first.asset.name} was skipped and comes up last; the 3 bids on it were taken back.")
    most["a lot for later"] = hand.taken()

    carlas.expect_lot(last.asset.name, 1, "No bid yet")
    state = engine.read(auction.pk)
    assert [lot.id for lot in state.queued()] == [second.pk, third.pk, first.pk]
    assert carlas.page.evaluate("document.documentElement.scrollWidth") == size["width"]
    print(f"presses at {size['width']} px: {most}")  # what the test is about
    tab = 1 if size is PHONE else 0
    assert most == {
        "a wrong bid": 2, "a dead phone": 3, "a budget": 3, "the one to come next": 1 + tab,
        "an injured player": 3, "a lot for later": 2,
    }  # fmt: skip


@SIZES
def test_bid_for_somebody_that_is_refused_says_why_in_the_room(
    visit: Visit, evening: League, carla: User, max_: User, mia: User, size: Size
) -> None:
    evening.settings |= {"lot_seconds": 300}
    evening.save()
    auction = cast.auction_of(evening, lots=2)
    name, mias = lots_of(auction)[0].asset.name, cast.actor_in(evening, mia).participant
    carlas = visit(carla, auction, size)
    carlas.press(f"powers-{mias}")
    carlas.press(f"bid-for-{mias}")
    expect(carlas.see("preview")).to_contain_text("Mia has £1m less (£199m to spend).")
    cast.bid(auction, max_, 8)  # while she reads
    expect(carlas.see("feed")).to_contain_text("Max bid £8m.")
    carlas.press("confirm")
    expect(carlas.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Max")
    why = carlas.page.get_by_role("dialog").get_by_role("alert").inner_text()
    carlas.page.screenshot(path=PICTURES / f"bid-for-refused-{size['width']}.png")
    carlas.press("dismiss")
    if size is PHONE:
        carlas.press("tab-feed")
    line = carlas.see("feed").locator("li").filter(has_text=f"Your bid of £1m for Mia on {name} wasn't taken. {why}")
    with carlas.page.context.expect_page() as opened:
        line.get_by_test_id("receipt-of").click()
    receipt = opened.value.get_by_test_id("receipt")
    for each in ("refused", "Mia", "too_low"):
        expect(receipt).to_contain_text(each)
    opened.value.close()


def test_bidder_takes_a_bid_back_until_somebody_bids_more(visit: Visit, evening: League, max_: User, mia: User) -> None:
    evening.settings |= {"retract_bids": True}
    evening.save()
    auction = cast.auction_of(evening, lots=2)
    maxs = visit(max_, auction, PHONE)
    cast.bid(auction, mia, 3)
    expect(maxs.see("feed")).to_contain_text("Mia bid £3m.")
    maxs.press("bid-min")
    maxs.press("retract")
    expect(maxs.see("leader")).to_contain_text("Outbid by Mia")
    expect(maxs.see("my-budget")).to_have_text("200")
    expect(maxs.page.get_by_test_id("retract")).to_have_count(0)
