"""The room as a deployed site sends it to a slow line: few files, and nothing that moves."""

import re

from playwright.sync_api import expect

from accounts.models import User
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import PHONE, WIDE

_HASH = re.compile(r"\.[0-9a-f]{12}(?=\.)")
_SHIFTS = """
globalThis.shifts = [];
// What a style sheet adds, as the place for a thumb around a receipt's link, has no node: it is what is there.
const whereOf = ({ node, currentRect: { x, y, width, height } }) => {
  const there = node ?? document.elementFromPoint(x + width / 2, y + height / 2);
  const element = there instanceof Element ? there : there?.parentElement;
  return element?.closest(".feed") ? "feed" : (element?.className ?? "gone");
};
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) shifts.push([shift.value, ...shift.sources.map(whereOf)]);
}).observe({ type: "layout-shift", buffered: true });
"""
BIDS = 40


def test_room_is_four_files_and_plays(visit: Visit, evening: League, max_: User) -> None:
    auction = cast.auction_of(evening, lots=2)
    maxs = visit(max_)
    files: list[str] = []
    maxs.page.on("request", lambda request: files.append(_HASH.sub("", request.url.partition("/static/")[2])))
    maxs.enter(auction)
    maxs.press("bid-min")
    maxs.expect_price(1, "You lead")
    assert {each for each in files if each.endswith((".js", ".css"))} == {
        "css/site/site.css",
        "css/room/room_page.css",
        "js/errors.js",
        "js/room/main.js",
    }


def test_nothing_moves_while_bids_land(visit: Visit, evening: League, carla: User, max_: User, mia: User) -> None:
    auction = cast.auction_of(evening, lots=2)
    maxs = visit(max_, "/", PHONE)
    maxs.page.add_init_script(_SHIFTS)
    for start, size in ((0, PHONE), (BIDS, WIDE)):
        maxs.page.set_viewport_size(size)
        maxs.enter(auction)
        maxs.page.evaluate("shifts.length = 0")
        expect(maxs.see("feed").locator("li").nth(start)).to_be_attached()  # all that has happened is there
        for amount in range(start + 1, start + 1 + BIDS):
            assert cast.bid(auction, (mia, max_, carla)[amount % 3], amount).ok
            if amount % 10 == 0:
                expect(maxs.see("price")).to_have_text(str(amount))
        expect(maxs.see("price")).to_have_text(str(start + BIDS))
        # The newest of what happened stands on top of its list, and the others give way.
        beside = [shift for shift in maxs.page.evaluate("shifts") if {*shift[1:]} - {"feed"}]
        assert round(sum(value for value, *_ in beside), 2) == 0, beside
