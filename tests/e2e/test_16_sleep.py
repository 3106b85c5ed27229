"""A device that slept: its timers stopped, and its monotonic clock with them."""

import pytest
from playwright.sync_api import Locator, Route, expect

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from auctions.rules.commands import Cancel, ChangeClock, PassLot
from auctions.store import journal
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size, Visitor
from tests.live import eventually
from tests.thoroughness import at_night

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
_CAN_SLEEP = """
const running = performance.now.bind(performance);
let slept = 0;
performance.now = () => running() - slept;
globalThis.fallAsleep = () => setTimeout(() => {
  const from = Date.now();
  const call = new XMLHttpRequest();
  call.open("GET", "/asleep", false);
  call.send();
  const woke = Date.now();
  slept += woke - from;
  const looking = setInterval(() => {
    const digits = document.querySelector("[data-testid=clock] [data-tick=digits]");
    globalThis.seenAwake = [Date.now() - woke, Date.now(), Number(digits?.textContent)];
    if (Date.now() - woke > 950) clearInterval(looking);
  }, 25);
});
"""
"""Waits for an answer without letting anything run; the monotonic clock knows nothing of that time.

For a second after that it looks at the room's clock: `seenAwake` is how long it has been awake, when that was in epoch
ms, and the seconds that the clock showed then.
"""
_TELLS_OF_LOCKS = """
globalThis.locks = [];
const request = async (kind) => {
  locks.push(`${kind} taken`);
  const lock = new EventTarget();
  lock.release = async () => locks.push(`${kind} let go`);
  return lock;
};
Object.defineProperty(navigator, "wakeLock", { value: { request } });
"""
"""A Chromium without a window has no screen to keep on."""
_LONG_ENOUGH_FOR_A_CARD_MS = 3000


class Sleeper:
    """A visitor whose device can sleep."""

    def __init__(self, who: Visitor) -> None:
        self.who = who
        self._asleep: list[Route] = []
        who.page.add_init_script(_CAN_SLEEP)
        who.page.route("**/asleep", lambda route: self._asleep.append(route))

    def sleep(self) -> None:
        """Fall asleep: from now on nothing runs."""
        with self.who.page.expect_request("**/asleep"):
            self.who.page.evaluate("fallAsleep()")

    def wake(self, other: Visitor) -> None:
        """Wake up, after long enough for a card. Meanwhile `other` is awake."""
        other.page.wait_for_timeout(_LONG_ENOUGH_FOR_A_CARD_MS)
        self._asleep.pop().fulfill(body="")


def overlap(one: Locator, other: Locator) -> bool:
    """Return True if two elements share a point of the screen."""
    a, b = one.bounding_box(), other.bounding_box()
    assert a is not None
    assert b is not None
    beside = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
    return not (beside or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"])


def seconds_left(auction: Auction) -> float:
    state = engine.read(auction.pk)
    return ((state.lots[state.open_lots[0]].ends_at or 0) - journal.now_ms()) / 1000


def sell_to(auction: Auction, buyer: User, *others: User) -> None:
    """Sell the open lot for 5: the others pass, and the clock comes."""
    lot = cast.open_lot(auction)
    assert cast.bid(auction, buyer, 5).ok
    for other in others:
        assert cast.do(auction, PassLot(actor=cast.actor_in(auction.league, other), lot=lot)).ok
    eventually(lambda: engine.read(auction.pk).open_lots not in {(), (lot,)}, "the next lot opens")


@SIZES
@pytest.mark.parametrize("more_seconds", [0, pytest.param(60, marks=at_night)])
def test_room_is_right_when_the_device_wakes(
    visit: Visit, evening: League, carla: User, max_: User, mia: User, size: Size, more_seconds: int
) -> None:
    """At night it sleeps for a minute, and the clock has to be right within a second of waking."""
    auction = cast.auction_of(evening, lots=3)
    first, second = (lot.asset.name for lot in auction.lots.select_related("asset").order_by("number")[:2])
    carlas, maxs = visit(carla, auction), visit(max_, "/", size)
    sleeper = Sleeper(maxs)
    maxs.enter(auction)
    assert cast.bid(auction, max_, 2).ok
    maxs.expect_price(2, "You lead")
    expect(maxs.see("my-budget")).to_have_text("198")  # it comes after the bid, in a frame of one's own

    sleeper.sleep()
    if more_seconds:
        assert cast.do(auction, ChangeClock(actor=cast.actor_in(evening), lot=cast.open_lot(auction), seconds=120)).ok
        carlas.page.wait_for_timeout(more_seconds * 1000)
    sell_to(auction, mia, carla, max_)
    assert cast.bid(auction, mia, 9).ok
    carlas.expect_lot(second, 9, "Mia leads")
    sleeper.wake(carlas)

    card = maxs.see("away")
    expect(card).to_contain_text(f"Lot 1, {first}: sold to Mia for £5m.")
    expect(card).to_contain_text("Your budget is £200m; it was £198m.")
    assert not overlap(card, maxs.see("bid-min")), "the card covers the button"
    if more_seconds:
        awake, at, seen = eventually(lambda: maxs.page.evaluate("seenAwake[0] > 950 && seenAwake"), "a second is over")
        state = engine.read(auction.pk)
        assert awake < 1100
        left = (state.lots[state.open_lots[0]].ends_at or 0) - at
        assert -50 <= 1000 * seen - left <= 1250, "rounded up, and drawn a moment ago"
    before, shown, after = seconds_left(auction), maxs.digits, seconds_left(auction)
    assert after - 1 < shown < before + 2, "rounded up, and drawn a moment ago; the sleep took over 3 s"
    maxs.expect_lot(second, 9, "Mia leads")
    maxs.expect_line("live")
    maxs.press("away-close")
    expect(card).to_have_count(0)
    maxs.bid(10)
    maxs.expect_price(10, "You lead")


def test_screen_stays_on_while_the_room_is_live(visit: Visit, evening: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(evening, lots=1)
    maxs = visit(max_, "/", PHONE)
    maxs.page.add_init_script(_TELLS_OF_LOCKS)
    maxs.enter(auction)
    eventually(lambda: maxs.page.evaluate("locks.join()") == "screen taken", "the screen is kept on")
    assert cast.do(auction, Cancel(actor=cast.actor_in(evening), reason="Rain")).ok
    eventually(lambda: maxs.page.evaluate("locks.join()") == "screen taken,screen let go", "the screen may go dark")


def test_page_of_the_league_is_fresh_when_the_device_wakes(
    visit: Visit, evening: League, waiting_room: None, carla: User, max_: User
) -> None:
    carlas, maxs = visit(carla), visit(max_)
    sleeper = Sleeper(maxs)
    maxs.page.goto(f"/leagues/{evening.pk}/")
    expect(maxs.page.get_by_text("No auction yet.")).to_be_visible()
    sleeper.sleep()
    cast.auction_of(evening, begun=False)
    sleeper.wake(carlas)
    expect(maxs.page.get_by_role("link", name="Enter the auction")).to_be_visible()
