"""Other languages in real browsers: German, and a made-up one that goes from right to left.

In that one every marked text has brackets and accents (`ops/messages/pseudo.py`), so what has none was never marked.
"""

import re
from contextlib import suppress

from django.conf import settings
from playwright.sync_api import expect

from accounts.models import User
from accounts.sign_in.links import make_sign_in_link
from auctions.models import Auction
from leagues.models import Asset, League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.test_31_axe import pages_for
from tests.e2e.visitors import DESKTOP, PHONE, Visitor
from tests.season import scored_league

PSEUDO = "ar-xb"
ENGLISH = (
    "Sign in", "Sign out", "Your account", "Members", "Settings", "Managers", "Rosters", "Season", "Waiting room",
    "Begin the auction", "Running", "Bid", "Pass", "Own amount", "What happened", "Next lots", "Sold", "My roster",
    "Big screen", "Sound off", "Max bid", "leads", "left", "seconds", "you", "Cancel auction", "Undo",
)  # fmt: skip
"""Some words that pages here have in English; as whole texts none of them is a word in German."""
NOT_WORDS = {
    "auctionsite": "the product's name",
    "ms": "a unit, alike everywhere",
    "min": "a unit, alike everywhere",
}
NAMES = (
    "UEFA Champions League", "Friday Cup", "Round", "Reds", "Blues", "GK", "DEF", "MID", "FWD",
    "scores.csv", "fixtures.csv", "carla@example.com", "UTC",
    "Beta: see new things first",  # operators' words for a ring
)  # fmt: skip
"""What else has a name here, and is written alike in every language."""
ENGLISH_PAGES = ("/help", "/status", "/api")
"""The guide has languages of its own; programs read the last."""
_TEXTS = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  const noWords = "script, style, code, .code, kbd, time, .monogram, .screen-join small";
  while (texts.nextNode()) {
    const { parentElement: parent, data } = texts.currentNode;
    if (parent.checkVisibility() && !parent.closest(noWords)) found.push(data);
  }
  for (const one of document.querySelectorAll("[placeholder], [title], [aria-label]")) {
    const read = ["placeholder", "title", "aria-label"].map((each) => one.getAttribute(each) ?? "");
    if (one.checkVisibility()) found.push(...read);
  }
  return found;
}"""
"""All that can be read or is read aloud, but for addresses, codes, keys, times and initials."""
_EDGES = """(one) => {
  const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
  const edges = [];
  while (texts.nextNode()) {
    for (let at = 0; at < texts.currentNode.data.length; at += 1) {
      const range = document.createRange();
      range.setStart(texts.currentNode, at);
      range.setEnd(texts.currentNode, at + 1);
      const { width, left } = range.getBoundingClientRect();
      if (width > 0) edges.push(left);
    }
  }
  return edges;
}"""
"""Where each of its letters begins."""
_PLAIN = re.compile(r"[A-Za-z]{2,}")
_ACCENTED = set("aceghijklnorstuyzACDEGHIKLNORSTUYZ")


def _unmarked(who: Visitor, names: list[str]) -> set[str]:
    """Return what the page says in plain letters, beside names and amounts."""
    found = set()
    for text in who.page.evaluate(_TEXTS):
        if text.lstrip().startswith("Mozilla/"):
            continue  # what a browser calls itself
        left = text
        for name in names:
            left = left.replace(name, " ")
        left = re.sub(r"£\d[\d,]*m", " ", left)
        found |= {word for word in _PLAIN.findall(left) if set(word) & _ACCENTED and word not in NOT_WORDS}
    return found


def _names_in(auction: Auction) -> list[str]:
    """The longest first, so that none leaves a part of another."""
    names = {auction.league.name, *Asset.objects.values_list("country", flat=True)}
    names |= set(Asset.objects.values_list("name", flat=True)) | set(User.objects.values_list("name", flat=True))
    return sorted(filter(None, names), key=len, reverse=True)


def _fits(who: Visitor) -> None:
    """Fails if the page doesn't go from right to left, or is wider than a desk or a phone."""
    for size in (DESKTOP, PHONE):
        who.page.set_viewport_size(size)
        width = who.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => done(document.documentElement.scrollWidth)))"
        )
        assert width <= size["width"], f"{who.page.url} is {width} px wide on {size['width']} px"
        assert who.page.locator("html").get_attribute("dir") == "rtl"


def _as_stranger(who: Visitor, language: str) -> None:
    """Sign out, and choose a language as a browser does."""
    base = who.page.evaluate("location.origin")
    who.page.context.clear_cookies()
    who.page.context.add_cookies([{"name": "django_language", "value": language, "url": base}])


def _auction(carla: User, *managers: User) -> tuple[League, Auction]:
    league = cast.make_league(carla, *managers, **cast.QUICK | {"lot_seconds": 600})
    return league, cast.auction_of(league, lots=6, begun=False)


def _sell_first(auction: Auction, user: User) -> None:
    """Sell the open lot; whether this process or the clock closes it doesn't matter here."""
    with suppress(AssertionError):
        cast.sell(auction, user, 5)


def test_somebody_plays_an_evening_in_german(
    visit: Visit, waiting_room: None, carla: User, max_: User, mia: User
) -> None:
    league, auction = _auction(carla, max_, mia)
    maxs = visit(max_, "/")
    _as_stranger(maxs, "de")
    maxs.page.goto("/sign-in/")
    expect(maxs.page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    maxs.page.goto(make_sign_in_link(max_, next_path=f"/leagues/{league.pk}/").removeprefix(settings.BASE_URL))
    maxs.page.locator("main form button").click()
    expect(maxs.page.locator("html")).to_have_attribute("lang", "de")
    expect(maxs.page.get_by_role("heading", level=1)).to_have_text(league.name)
    carlas = visit(carla, "/")
    User.objects.update(language="de")
    seen = {"league": _said(maxs)}
    carlas.enter(auction)
    carlas.press("begin")
    maxs.enter(auction)
    maxs.see("lot-name").wait_for()
    maxs.bid(3)
    expect(maxs.see("leader")).to_have_text(re.compile("Du führst"))
    assert cast.bid(auction, mia, 7).ok
    expect(maxs.see("leader")).to_contain_text("Überboten von Mia")
    maxs.bid(4)
    expect(maxs.page.get_by_text("Das nächste Gebot ist £8m oder mehr.")).to_be_visible()
    body = {"lot": str(cast.open_lot(auction)), "amount": 5, "seen": 7}
    status, answer = maxs.post(f"/api/auction/{auction.pk}/bids", body)
    maxs.forgive("Failed to load resource: the server responded with a status of 409")
    assert status == 409
    assert "Gebot" in str(answer), "the server's sentence is in German too"
    for who, name in ((maxs, "manager"), (carlas, "commissioner")):
        seen[name] = _said(who)
    assert {place: found for place, texts in seen.items() if (found := texts & set(ENGLISH))} == {}


def _said(who: Visitor) -> set[str]:
    return {" ".join(text.split()) for text in who.page.evaluate(_TEXTS)}


def test_every_page_goes_from_right_to_left_and_fits_and_its_words_are_marked(
    visit: Visit, waiting_room: None, carla: User, max_: User, mia: User
) -> None:
    season = scored_league.played_league(carla, max_, mia)
    scored_league.score(season, *scored_league.GAME_1, *scored_league.GAME_2)
    league, auction = _auction(carla, max_, mia)
    User.objects.update(language=PSEUDO)
    names = sorted([*_names_in(auction), *NAMES], key=len, reverse=True)
    carlas = visit(carla, "/")
    unmarked = {}
    screen = f"/auction/{auction.pk}/screen/"
    for path in (*(each for each in pages_for(carla, 1) if not each.startswith(ENGLISH_PAGES)), screen):
        carlas.page.goto(path)
        carlas.page.wait_for_load_state("networkidle")
        _fits(carlas)
        if words := _unmarked(carlas, names):
            unmarked[path] = words
    _as_stranger(carlas, PSEUDO)
    for path in ("/", "/sign-in/", f"/join/{league.code}/"):
        carlas.page.goto(path)
        _fits(carlas)
    assert unmarked == {}


def test_all_words_of_the_room_are_marked(visit: Visit, waiting_room: None, carla: User, max_: User, mia: User) -> None:
    _, auction = _auction(carla, max_, mia)
    User.objects.update(language=PSEUDO)
    carlas, maxs = visit(carla, auction, DESKTOP), visit(max_, auction, DESKTOP)
    names = _names_in(auction)
    unmarked = {"waiting": _unmarked(carlas, names) | _unmarked(maxs, names)}
    carlas.press("begin")
    carlas.see("lot-name").wait_for()
    _sell_first(auction, max_)
    expect(carlas.page.locator("[data-kind=lot_started]")).to_have_count(2)
    assert cast.bid(auction, mia, 2).ok
    for who in (carlas, maxs):
        expect(who.see("leader")).to_contain_text("Mia")
    maxs.bid(1)
    for who, name in ((carlas, "commissioner"), (maxs, "manager")):
        unmarked[name] = _unmarked(who, names)
        _fits(who)
    expect(carlas.page.locator(".has-long-amounts")).to_have_count(0)  # fences take no room
    # An amount is never turned: its unit stays behind it, its sign before it.
    edges = carlas.see("more-time").evaluate(_EDGES)
    assert edges[0] < edges[-1], "+15 s is read from left to right"
    carlas.page.set_viewport_size(DESKTOP)
    carlas.press("cancel")
    unmarked["cancel"] = _unmarked(carlas, names)
    carlas.see("reason").fill("Carla")
    carlas.press("confirm")
    carlas.see("cancelled").wait_for()
    unmarked["cancelled"] = _unmarked(carlas, names)
    _fits(carlas)
    assert {place: words for place, words in unmarked.items() if words} == {}
