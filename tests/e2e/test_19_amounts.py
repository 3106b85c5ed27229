"""Amounts of nine digits in a unit of twelve letters: none is cut anywhere, on a phone of any size."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions.models import Bid
from leagues.models import League
from season.ownership.services import refresh_ownership
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import PHONE, Visitor
from tests.live import Site
from tests.season import auctioned_league

WIDTHS = (1120, 320, 390)
UNIT = "superdollars"
_CUT = """(unit) => {
  const amount = new RegExp(`\\\\d{1,3}(,\\\\d{3}){2}( ${unit})?|^ ?${unit}`, "g");
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const cut = [], seen = [];
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (!node.parentElement.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (node.parentElement.closest("option, script, style, .visually-hidden")) continue;
    for (const found of node.data.matchAll(amount)) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 1);
      if (boxes.length === 0) continue;
      seen.push(found[0]);
      const why = boxes.map((box) => clipped(box, node.parentElement)).find(Boolean);
      if (why) cut.push(`${found[0]}: ${why}`);
    }
  }
  function extent(box) {
    return `${box.left.toFixed()}–${box.right.toFixed()}`;
  }
  function clipped(box, element) {
    for (let around = element; around && around !== document.body; around = around.parentElement) {
      const style = getComputedStyle(around), edge = around.getBoundingClientRect();
      if (["auto", "scroll"].includes(style.overflowX)) return null;
      const name = around.className || around.tagName;
      const wide = box.left < edge.left - 1 || box.right > edge.right + 1;
      if (wide && style.overflowX !== "visible") {
        return `wider than ${name.trim()}: ${extent(box)} in ${extent(edge)} px, ${getComputedStyle(element).fontSize}`;
      }
      const low = style.overflowY === "hidden" || style.overflowY === "clip";
      if (low && (box.top < edge.top - 1 || box.bottom > edge.bottom + 1)) return `higher than ${name}`;
    }
    return box.left < -1 || box.right > document.documentElement.clientWidth + 1 ? "out of the screen" : null;
  }
  return { cut, seen };
}"""


def nothing_is_cut(who: Visitor, amounts: int = 1) -> None:
    """Fails if an amount is cut at one of the widths, or if the page has fewer than so many amounts."""
    for width in WIDTHS:
        who.page.set_viewport_size({"width": width, "height": 700})
        found = who.page.evaluate(_CUT, UNIT)
        assert not found["cut"], f"{who.page.url}, {width} px: {found['cut']}"
        assert len(found["seen"]) >= amounts, f"{who.page.url}: {found['seen']}"


@pytest.fixture
def league(site: Site, carla: User, max_: User, mia: User) -> League:
    rules = cast.QUICK | {"budget": 999_999_999, "increment": 1_000_000, "lot_seconds": 600}
    return cast.make_league(carla, max_, mia, unit=UNIT, **rules)


def test_room(visit: Visit, waiting_room: None, league: League, carla: User, max_: User, mia: User) -> None:
    auction = cast.auction_of(league, lots=3, begun=False)
    carlas, maxs, mias = visit(carla, auction, PHONE), visit(max_, auction, PHONE), visit(mia, auction, PHONE)
    nothing_is_cut(maxs)
    carlas.press("begin")
    expect(carlas.see("lot-name")).to_be_visible()
    for amount, bidder in ((333_333_333, mia), (444_444_444, max_)):
        assert cast.bid(auction, bidder, amount).ok
        for who in (carlas, maxs, mias):
            expect(who.see("price")).to_have_text(f"{amount:,}")
            nothing_is_cut(who, 5)
    for who in (carlas, maxs):
        for tab in ("managers", "feed", "next", "roster", "lots", "mine"):
            if who.see(f"tab-{tab}").count():
                who.press(f"tab-{tab}")
                nothing_is_cut(who, 2)


def test_pages(visit: Visit, league: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(league, lots=2)
    for who, price in ((max_, 444_444_444), (mia, 333_333_333)):
        cast.sell(auction, who, price)
    refresh_ownership(league.pk)
    by, partner = cast.member_of(league, max_), cast.member_of(league, mia)
    auctioned_league.offer(auction, by, partner, (1,), (2,), pays=222_222_222)
    bid = Bid.objects.get(auction=auction, participant__member=by)
    maxs = visit(max_, "/", PHONE)
    for path in (
        f"/leagues/{league.pk}/",
        f"/auction/{auction.pk}/",
        f"/auction/{auction.pk}/results/",
        f"/auction/{auction.pk}/recap/",
        f"/leagues/{league.pk}/rosters/",
        f"/leagues/{league.pk}/trades/",
        f"/leagues/{league.pk}/trades/new/?with={partner.pk}",
        f"/bid/{bid.pk}/",
    ):
        maxs.page.goto(path)
        maxs.page.wait_for_load_state("networkidle")
        nothing_is_cut(maxs)
