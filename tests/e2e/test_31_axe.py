"""Every page under axe-core, as each reader has it: on a desktop and on a phone, in the dark and in the light."""

import re
from collections import Counter
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT as AXE
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from leagues.models import Member, Role
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, Size
from tests.season import scored_league
from tests.test_crawl import crawl

ALIKE = {"commissioner": 2}
"""Of so many pages of one kind a reader looks at, else of one: there is one for each manager and asset."""
COLOURS = ["color-contrast", "link-in-text-block"]
"""Rules that depend on the theme. All the others have their say once at each width."""
LOOKS: list[tuple[Size, Literal["dark", "light"], list[str] | None]] = [
    (DESKTOP, "dark", None),
    (DESKTOP, "light", COLOURS),
    (PHONE, "light", None),
    (PHONE, "dark", COLOURS),
]
_IDS = re.compile(r"[0-9a-f-]{36}|(?<=/)\d+(?=/)")
_LOOK = """async (rules) => {
  document.getAnimations().forEach((each) => each.finish());
  const runOnly = rules ? { runOnly: rules } : {};
  const { violations } = await axe.run({ resultTypes: ["violations"], preload: false, ...runOnly });
  const where = (nodes) => nodes.slice(0, 3).map((node) => node.html.slice(0, 150)).join("; ");
  return violations.map(({ id, help, nodes }) => `${help} (${id}): ${where(nodes)}`);
}"""
"""`preload` would load the styles once more, which the site's policy forbids."""
_LEFT_OUT = re.compile(r"\.\w+$|^/help/.+")
"""Files, and the guide: one look at its first page does."""
OPERATORS = (
    "/admin/",
    "/admin/rollouts/flag/",
    "/admin/rollouts/ring/",
    "/admin/auctions/auction/",
    "/admin/season/competition/",
    "/admin/password_change/",
    "/admin/design/",
    "/admin/design/?theme=dark",
)


def violations(page: Page) -> list[str]:
    """Return what axe has against the page that is open, at both widths and in both themes."""
    found: list[str] = []
    page.evaluate(AXE)
    for size, theme, rules in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [f"{size['width']} px, {theme}: {each}" for each in page.evaluate(_LOOK, rules)]
    return found


def pages_for(user: User | None, alike: int) -> list[str]:
    """The pages that links lead this reader to, a few of each kind."""
    client = Client()
    if user:
        client.force_login(user)
    kinds: Counter[str] = Counter()
    pages = []
    for path, (status, _seen_on) in crawl(client).items():
        kind = _IDS.sub("#", path)
        kinds[kind] += 1
        if status == 200 and kinds[kind] <= alike and not _LEFT_OUT.search(path):
            pages.append(path)
    return pages


@pytest.fixture
def everything(carla: User, max_: User, mia: User, otto: User) -> None:
    """A league before, in and after its auctions, and one in its season; Otto watches both."""
    league = cast.make_league(carla, max_, mia, **cast.QUICK | {"lot_seconds": 600})
    season = scored_league.played_league(carla, max_, mia)
    scored_league.score(season, *scored_league.GAME_1, *scored_league.GAME_2)
    for each in (league, season.league):
        Member.objects.create(league=each, user=otto, role=Role.SPECTATOR, plays=False)
    auction = cast.auction_of(league, lots=6)
    cast.sell(auction, max_, 3)
    cast.sell(auction, mia, 4)
    cast.auction_of(cast.make_league(carla, max_, name="Next Friday"), begun=False, lots=2)
    cast.make_league(max_, name="Nothing yet")


@pytest.mark.parametrize("who", ["stranger", "commissioner", "manager", "spectator", "newcomer", "operator"])
def test_axe_has_nothing_against_a_page(
    who: str, visit: Visit, everything: None, carla: User, max_: User, otto: User, olga: User
) -> None:
    readers = {"commissioner": carla, "manager": max_, "spectator": otto, "operator": olga}
    user = readers.get(who) or cast.make_user("Nina")
    page = visit(user).page
    if who == "stranger":
        page.context.clear_cookies()
    found = {}
    for path in OPERATORS if who == "operator" else pages_for(None if who == "stranger" else user, ALIKE.get(who, 1)):
        page.goto(path)
        page.locator("h1").first.wait_for(state="attached")  # some pages are drawn by scripts
        if line := page.get_by_test_id("connection").all():
            line[0].wait_for()
        if wrong := violations(page):
            found[path] = wrong
    assert found == {}
