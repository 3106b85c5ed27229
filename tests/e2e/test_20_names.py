"""Names in every script and of every length: none moves or cuts an amount, or makes a page wider than the screen."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from auctions.models import Bid
from leagues.models import Asset, League, Member
from season.ownership.services import refresh_ownership
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.test_19_amounts import _CUT
from tests.e2e.visitors import DESKTOP, PHONE, Visitor
from tests.live import Site
from tests.season import auctioned_league

PEOPLE = ("مُحَمَّد بن عبد الله", "\u202eevil", "W" * 60, "משה 7", "王小明", "Влади\u0301мир", "MAX", "Max")
LEAGUE = "دوري الجمعة 12"
ASSETS = ("نادي الهلال 3", "X" * 60, "北京国安")
UNIT = "superdollars"
_MOVED = """() => {
  const moved = [];
  for (const element of document.querySelectorAll("bdi")) {
    const line = element.parentElement.getBoundingClientRect(), own = element.getBoundingClientRect();
    if (own.width > line.width + 1 && getComputedStyle(element.parentElement).overflowX === "visible") {
      moved.push(element.textContent);
    }
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    for (const number of texts.currentNode.data.matchAll(/\\d{1,3}(,\\d{3})+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, number.index);
      range.setEnd(texts.currentNode, number.index + number[0].length);
      const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.bottom)));
      if (lines.size > 1) moved.push(`${number[0]} is on ${lines.size} lines`);
    }
  }
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) moved.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
  return moved;
}"""


_NEXT_FRAME = """() => new Promise((done) => requestAnimationFrame(() => {
  const moving = document.getAnimations().length;
  requestAnimationFrame(() => done(moving));
}))"""
"""A page is laid out anew for its new width with the next frame. Gives how much moves then."""


def looks_right(who: Visitor) -> None:
    """Fails if a name makes the page wider than the screen, or cuts an amount, on a phone or a desk."""
    for size in (PHONE, DESKTOP):
        who.page.set_viewport_size(size)
        assert who.page.evaluate(_NEXT_FRAME) == 0, "who wants no motion gets what changes at once"
        moved, amounts = who.page.evaluate(_MOVED), who.page.evaluate(_CUT, UNIT)
        assert not moved, f"{who.page.url}, {size['width']} px: {moved}"
        assert not amounts["cut"], f"{who.page.url}, {size['width']} px: {amounts['cut']}"


@pytest.fixture
def league(site: Site) -> League:
    """A league of such people, one of whom was stored before names were read with care."""
    users = [User.objects.create_user(f"{number}@example.com", name) for number, name in enumerate(PEOPLE)]
    rules = cast.QUICK | {"budget": 999_999_999, "increment": 1_000_000, "lot_seconds": 600}
    league = cast.make_league(*users, name=LEAGUE, unit=UNIT, **rules)
    Member.objects.filter(league=league).update(team="فريق " + "Y" * 40)
    for asset, name in zip(Asset.objects.order_by("pk")[: len(ASSETS)], ASSETS, strict=True):
        Asset.objects.filter(pk=asset.pk).update(name=name)
    return league


def test_room(visit: Visit, waiting_room: None, league: League) -> None:
    carla, evil, long, *_ = User.objects.filter(memberships__league=league).order_by("memberships__pk")
    auction = cast.auction_of(league, lots=3, begun=False)
    viewer = visit(carla, auction, PHONE)
    looks_right(viewer)
    viewer.press("begin")
    for amount, bidder in ((333_333_333, evil), (444_444_444, long)):
        viewer.see("lot-name").wait_for()
        assert cast.bid(auction, bidder, amount).ok
        expect(viewer.see("price")).to_have_text(f"{amount:,}")
        for tab in ("managers", "feed", "next", "roster", "lots", "mine"):
            if viewer.see(f"tab-{tab}").is_visible():
                viewer.press(f"tab-{tab}")
            looks_right(viewer)
            viewer.page.set_viewport_size(PHONE)


def test_pages(visit: Visit, league: League) -> None:
    carla, evil, long, *_ = User.objects.filter(memberships__league=league).order_by("memberships__pk")
    auction = cast.auction_of(league, lots=3)
    for who, price in ((carla, 444_444_444), (long, 333_333_333), (evil, 1_000_000)):
        cast.sell(auction, who, price)
    refresh_ownership(league.pk)
    by, partner = cast.member_of(league, carla), cast.member_of(league, long)
    auctioned_league.offer(auction, by, partner, (1,), (2,), pays=222_222_222)
    bid = Bid.objects.filter(auction=auction).order_by("pk")[0]
    viewer = visit(carla, "/", PHONE)
    for path in (
        "/",
        "/account/",
        f"/leagues/{league.pk}/",
        f"/leagues/{league.pk}/settings/",
        f"/leagues/{league.pk}/pool/",
        f"/leagues/{league.pk}/list/",
        f"/auction/{auction.pk}/",
        f"/auction/{auction.pk}/results/",
        f"/auction/{auction.pk}/recap/",
        f"/leagues/{league.pk}/rosters/",
        f"/leagues/{league.pk}/trades/",
        f"/leagues/{league.pk}/trades/new/",
        f"/leagues/{league.pk}/trades/new/?with={partner.pk}",
        f"/leagues/{league.pk}/season/",
        f"/bid/{bid.pk}/",
    ):
        viewer.page.goto(path)
        viewer.page.wait_for_load_state("networkidle")
        looks_right(viewer)
