"""The room by keyboard, by name, on a phone, and in colours that can be read."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from accounts.models import User
from auctions.rules.commands import Begin
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import LAPTOP, PHONE

READ_TOGETHER = [
    ("text", "bg"),
    ("text", "surface"),
    ("text", "raised"),
    ("muted", "bg"),
    ("muted", "surface"),
    ("muted", "raised"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent-text", "surface"),
    ("accent-text", "accent-wash"),
    ("good", "surface"),
    ("good", "good-wash"),
    ("bad", "surface"),
    ("bad", "bad-wash"),
]
"""Colours of words and of what is behind them."""


def test_an_auction_by_keyboard(visit: Visit, evening: League, carla: User, max_: User) -> None:
    auction = cast.auction_of(evening, lots=2)
    maxs = visit(max_, auction)
    keyboard = maxs.page.keyboard
    keyboard.press("b")
    maxs.expect_price(1, "You lead")
    assert cast.bid(auction, carla, 2).ok
    maxs.expect_price(2, "Outbid by Carla")
    keyboard.press("/")
    amount = maxs.page.get_by_role("textbox", name="Own amount in £m")
    expect(amount).to_be_focused()
    keyboard.type("4")
    keyboard.press("Enter")
    maxs.expect_price(4, "You lead")
    assert cast.bid(auction, carla, 5).ok
    maxs.expect_price(5, "Outbid by Carla")
    keyboard.press("b")
    expect(maxs.see("price")).to_have_text("5")
    keyboard.press("Tab")
    assert maxs.page.evaluate("document.activeElement.matches(':focus-visible')")
    assert float(maxs.page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")) >= 2
    keyboard.press("p")
    expect(maxs.see("pass")).to_have_text("Passed")


def test_everything_in_the_room_has_a_name(visit: Visit, evening: League, carla: User) -> None:
    auction = cast.auction_of(evening, lots=2)
    page = visit(carla, auction).page
    expect(page.get_by_role("heading", level=1)).to_have_text("AFC Ajax")
    expect(page.get_by_role("timer", name="Time left")).to_be_visible()
    for name in ("Bid £1m", "Pass", "Pause", "Cancel auction"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    for name in ("Managers", "What happened", "Next lots", "My roster", "Sold", "Your bid"):
        expect(page.get_by_role("region", name=name)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    nameless = page.locator("button, a, input").evaluate_all(
        "all => all.filter(one => !(one.textContent.trim() || one.ariaLabel || one.labels?.length"
        " || one.type === 'hidden')).map(one => one.outerHTML)"
    )
    assert nameless == []

    page.get_by_role("button", name="Cancel auction").click()
    dialog = page.get_by_role("dialog", name="Cancel this auction?")
    expect(dialog.get_by_label("Reason")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_on_a_phone_one_thumb_reaches_everything(visit: Visit, evening: League, max_: User) -> None:
    auction = cast.auction_of(evening, lots=2)
    maxs = visit(max_, auction, PHONE)
    for part in ("lot-name", "clock", "price", "leader", "bid-min", "bid-plus-5", "bid-plus-10", "pass"):
        expect(maxs.see(part)).to_be_in_viewport(ratio=1)
    assert maxs.page.evaluate("[scrollY, document.documentElement.scrollWidth]") == [0, PHONE["width"]]
    box = maxs.see("bid-min").bounding_box()
    assert box is not None
    assert box["height"] >= 44
    maxs.press("bid-min")
    maxs.expect_price(1, "You lead")
    after = maxs.see("bid-min").bounding_box()
    assert after == box, "a bid that lands moves the button"
    maxs.press("tab-feed")
    expect(maxs.see("feed")).to_contain_text("Max bid £1m.")
    assert maxs.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_on_a_laptop_nothing_hides_behind_the_lower_edge(visit: Visit, carla: User, max_: User) -> None:
    league = cast.make_league(carla, max_, lot_seconds=60, **cast.QUICK)
    auction = cast.auction_of(league, lots=8)
    sold = [cast.sell(auction, buyer, 3) for buyer in (max_, carla, max_, carla)]
    carlas = visit(carla, auction, LAPTOP)
    for part in ("lot-name", "clock", "price", "leader", "bid-min", "bid-own-amount", "bid-own-submit", "pass"):
        expect(carlas.see(part)).to_be_in_viewport(ratio=1)
    for lot in sold:
        carlas.press(f"undo-{lot}")
        expect(carlas.page.get_by_role("dialog")).to_be_visible()
        expect(carlas.see("preview")).to_be_visible()  # until then it grows, and its buttons move
        carlas.press("dismiss")
    assert carlas.page.evaluate("[scrollY, document.documentElement.scrollWidth]") == [0, LAPTOP["width"]]


_LISTEN = """() => {
  window.heard = [];
  const listen = (place) => new MutationObserver(() => place.textContent && window.heard.push(place.textContent))
    .observe(place, { childList: true, characterData: true, subtree: true });
  for (const id of ["room-says", "room-alerts"]) listen(document.getElementById(id));
}"""


def test_one_lot_is_told_with_a_price_in_every_announcement(visit: Visit, carla: User, max_: User, mia: User) -> None:
    """The transcript is what a screen reader says of a lot from its beginning to its end."""
    league = cast.make_league(carla, max_, mia, lot_seconds=12, anti_snipe_seconds=0, **cast.QUICK)
    auction = cast.auction_of(league, begun=False, lots=2)
    maxs = visit(max_, auction)
    maxs.page.evaluate(_LISTEN)
    assert cast.do(auction, Begin(actor=cast.actor_in(league))).ok
    maxs.expect_price(1, "No bid yet")
    maxs.page.keyboard.press("b")
    maxs.expect_price(1, "You lead")
    assert cast.bid(auction, mia, 2).ok
    expect(maxs.see("lot-name")).not_to_have_text("AFC Ajax", timeout=60_000)
    heard = "Array.from(window.heard)"
    maxs.page.wait_for_function(f"{heard}.some((said) => said.includes('sold to Mia'))")
    *lot, sold = maxs.page.evaluate(f"{heard}.slice(0, {heard}.findIndex((said) => said.includes('sold to')) + 1)")
    assert sold == "AFC Ajax sold to Mia for £2m."
    assert lot[0] == "Lot 1: AFC Ajax, from £1m."
    assert "Outbid: Mia bids £2m." in lot
    assert any(re.fullmatch(r"\d seconds\. £2m, Mia leads\.", said) for said in lot), lot
    assert all("£" in said for said in lot), lot
    assert not [said for said in lot if "Sending" in said]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_words_stand_out_from_what_is_behind_them(theme: str) -> None:
    styles = Path(settings.BASE_DIR) / "static/css/site"
    palette = dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", (styles / "palette.css").read_text()))
    dark, light = (styles / "tokens.css").read_text().split("@media (prefers-color-scheme: light)")
    uses = re.findall(r"--([\w-]+): var\(--([\w-]+)\);", dark + light if theme == "light" else dark)
    colours = {use: palette[name] for use, name in uses}
    weak = {(front, back): _contrast(colours[front], colours[back]) for front, back in READ_TOGETHER}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2: from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
