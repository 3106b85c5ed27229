"""An evening: bids against each other, the buzzer, a pause, a sale taken back, and what everybody has in the end."""

import csv
import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, expect

from accounts.models import User
from auctions.models import Lot
from leagues.models import League
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.lines import Line
from tests.e2e.visitors import Visitor, beginning
from tests.live import Site, eventually

COLUMNS = {"lot number", "name", "status", "manager", "price (£m)", "number of bids"}


def test_bidding_against_each_other(visit: Visit, evening: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(evening, lots=3)
    maxs, mias = visit(max_, auction), visit(mia, auction)
    maxs.press("bid-min")
    expect(maxs.see("leader")).to_contain_text("You lead")
    expect(maxs.page).to_have_title("▲ £1m AFC Ajax")
    expect(maxs.see("bid-min")).to_be_disabled()
    expect(maxs.see("bid-state")).to_contain_text("Your bid of £1m is in.")

    mias.expect_price(1, "Max leads")
    expect(mias.see("bid-min")).to_have_attribute("data-amount", "2")
    mias.press("bid-min")
    maxs.expect_price(2, "Outbid by Mia")
    expect(maxs.page).to_have_title("Outbid! £2m AFC Ajax")
    maxs.bid(6)
    mias.expect_price(6, "Outbid by Max")
    expect(maxs.see("my-budget")).to_have_text("194")
    expect(maxs.see("bid-own-amount")).to_have_value("")

    _hold(mias, 60)
    maxs.expect_price(60, "Outbid by Mia")
    maxs.press("pass")
    expect(mias.see(f"manager-{mias.seat(auction, max_)}")).to_contain_text("passed")
    mias.expect_feed("Max passed on AFC Ajax.", "Mia bid £60m.", "Max bid £6m.", "Mia bid £2m.", "Max bid £1m.")


def test_bid_for_a_stale_price_is_refused_in_words(visit: Visit, evening: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(evening, lots=3)
    mias = visit(mia)
    line = Line(mias.page)
    mias.enter(auction)
    line.hold()
    assert cast.bid(auction, max_, 1).ok
    mias.expect_price(1, "No bid yet")
    mias.press("bid-min")
    expect(mias.see("bid-state")).to_contain_text("Max got there first at £1m. Next bid: £2m.")
    line.release()
    mias.expect_price(1, "Max leads")
    expect(mias.see("bid-min")).to_have_attribute("data-amount", "2")
    mias.press("bid-min")
    mias.expect_price(2, "You lead")


def test_a_bid_at_the_buzzer_gives_more_time(visit: Visit, carla: User, max_: User) -> None:
    league = cast.make_league(carla, max_, lot_seconds=8, anti_snipe_seconds=6)
    auction = cast.auction_of(league, lots=2)
    maxs = visit(max_, auction)
    expect(maxs.see("clock")).to_have_attribute("data-phase", "final")
    eventually(lambda: maxs.digits < 3, "less than three seconds are left")
    maxs.press("bid-min")
    eventually(lambda: maxs.digits > 3, "the clock has jumped back")
    expect(maxs.see("leader")).to_contain_text("You lead")
    expect(maxs.see("feed")).to_contain_text("Late bid: ")


def test_a_pause_keeps_the_exact_time(visit: Visit, evening: League, carla: User, max_: User) -> None:
    auction = cast.auction_of(evening, lots=2)
    carlas, maxs = visit(carla, auction), visit(max_, auction)
    carlas.press("pause")
    for room in (carlas, maxs):
        expect(room.see("paused")).to_contain_text("Paused")
        expect(room.see("bid-min")).to_be_disabled()
    left = carlas.digits
    assert maxs.digits == left
    kept = Lot.objects.get(auction=auction, number=1).remaining_ms
    assert kept is not None
    assert left - 1 < kept / 1000 <= left

    carlas.press("resume")
    expect(maxs.see("resuming")).to_contain_text(re.compile("[123]"))
    assert maxs.digits == left
    expect(maxs.see("resuming")).to_have_count(0)
    assert left - 2 <= maxs.digits <= left
    auction.refresh_from_db()
    ends_at = Lot.objects.get(auction=auction, number=1).ends_at
    assert ends_at is not None
    assert auction.resumes_at is not None
    assert ends_at - auction.resumes_at == timedelta(milliseconds=kept)
    maxs.press("bid-min")
    carlas.expect_price(1, "Max leads")


def test_from_the_first_lot_to_the_results(
    visit: Visit, evening: League, carla: User, max_: User, mia: User, tmp_path: Path
) -> None:
    auction = cast.auction_of(evening, lots=3)
    carlas, maxs, mias = (visit(user, auction) for user in (carla, max_, mia))
    _sell("AFC Ajax", 5, maxs, carlas, mias)
    mias.expect_lot("Arsenal FC", 1, "No bid yet")
    expect(mias.see("feed")).to_contain_text("AFC Ajax sold to Max for £5m.")
    expect(maxs.see("my-roster")).to_contain_text("AFC Ajax")

    _take_back(carlas, "AFC Ajax", Lot.objects.get(auction=auction, number=1).pk)
    expect(maxs.see("my-budget")).to_have_text("200")
    expect(maxs.see("feed")).to_contain_text("AFC Ajax to Max for £5m: undone: Wrong button.")

    _sell("Arsenal FC", 7, mias, carlas, maxs)
    _sell("AFC Ajax", 2, carlas, maxs, mias)
    for room in (carlas, maxs, mias):
        room.expect_lot("AS Monaco FC", 1, "No bid yet")
        room.press("pass")
    for room in (carlas, maxs, mias):
        expect(room.see("completed")).to_contain_text("£9m")
        expect(room.see("status")).to_have_attribute("data-status", "completed")
    maxs.press("results")
    _expect_results(maxs, tmp_path)


def test_a_killed_server_comes_back_and_no_bid_is_lost(
    visit: Visit, site: Site, evening: League, max_: User, mia: User
) -> None:
    evening.settings |= {"lot_seconds": 300, "outage_pause_seconds": 300}  # however slowly the server starts
    evening.save()
    auction = cast.auction_of(evening, lots=2)
    maxs, mias = visit(max_, auction), visit(mia, auction)
    for room in (maxs, mias):
        room.forgive("WebSocket connection to", "Failed to load resource: net::ERR_")
        room.page.evaluate("window.loadedOnce = true")
    maxs.press("bid-min")
    maxs.expect_price(1, "You lead")
    mias.expect_price(1, "Max leads")

    site.web.kill()
    for room in (maxs, mias):
        expect(room.see("connection")).not_to_have_attribute("data-state", "live")
    mias.press("bid-min")
    expect(mias.see("bid-state")).to_contain_text("Sending £2m…")
    site.web.start()

    for room in (maxs, mias):
        room.expect_line("live", seconds=120)
        assert room.page.evaluate("window.loadedOnce")
    expect(mias.see("bid-state")).not_to_contain_text("Sending")
    if "No answer came" in mias.see("bid-state").inner_text():  # a server that needs half a minute to start
        mias.press("bid-min")
    mias.expect_price(2, "You lead")
    maxs.expect_price(2, "Outbid by Mia")
    maxs.press("bid-min")
    mias.expect_price(3, "Outbid by Max")
    mias.expect_feed("Max bid £3m.", "Mia bid £2m.", "Max bid £1m.")


def test_without_a_socket_the_room_works_over_http(visit: Visit, evening: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(evening, lots=2)
    maxs, mias = visit(max_), visit(mia, auction)
    line = Line(maxs.page)
    line.cut = True
    maxs.enter(auction, line="http")
    expect(maxs.see("connection")).to_contain_text("Limited connection: updating every 2 s")
    maxs.press("bid-min")
    mias.expect_price(1, "Max leads")
    maxs.expect_price(1, "You lead")
    mias.press("bid-min")
    maxs.expect_price(2, "Outbid by Mia")
    line.cut = False
    maxs.expect_line("live", seconds=30)
    maxs.press("bid-min")
    mias.expect_price(3, "Outbid by Max")


def _hold(visitor: Visitor, amount: int) -> None:
    """Bid an amount so big that the button asks to be held."""
    visitor.see("bid-own-amount").fill(str(amount))
    button = visitor.see("bid-own-submit")
    expect(button).to_have_text("Hold")
    button.click()
    expect(visitor.see("bid-state")).to_contain_text("A big step")
    button.hover()
    visitor.page.mouse.down()
    visitor.expect_price(amount, "You lead")
    visitor.page.mouse.up()


def _sell(name: str, price: int, buyer: Visitor, *others: Visitor) -> None:
    """Somebody bids, and all others pass."""
    expect(buyer.see("lot-name")).to_have_text(name)
    buyer.bid(price)
    for each in others:
        each.expect_lot(name, price, f"{buyer.user.name} leads")
        each.press("pass")


def _take_back(visitor: Visitor, name: str, lot: int) -> None:
    """Undo a sale, after a look at what it changes for whom."""
    visitor.press(f"undo-{lot}")
    dialog = visitor.page.get_by_role("dialog", name=f"Take back {name}?")
    expect(dialog.get_by_test_id("preview")).to_contain_text("Max")
    expect(dialog.get_by_test_id("preview")).to_contain_text("5")
    dialog.get_by_label("Reason").fill("Wrong button")
    dialog.get_by_role("button", name="Undo the sale").click()
    expect(dialog).to_have_count(0)


def _expect_results(visitor: Visitor, folder: Path) -> None:
    """Expect the results' page and its file to say who bought what."""
    expect(visitor.page.get_by_role("heading", name="Results")).to_be_visible()
    for person, bought in (("Carla", "AFC Ajax"), ("Max", "Bought nothing."), ("Mia", "Arsenal FC")):
        expect(visitor.page.get_by_role("region", name=beginning(person))).to_contain_text(bought)
    expect(visitor.page.get_by_role("region", name="Unsold")).to_contain_text("AS Monaco FC")
    assert _download(visitor, visitor.see("csv"), folder)[:4] == [
        ["lot number", "name", "status", "manager", "price (£m)", "number of bids"],
        ["1", "AFC Ajax", "sold", "Carla", "2", "1"],
        ["2", "Arsenal FC", "sold", "Mia", "7", "1"],
        ["3", "AS Monaco FC", "unsold", "", "", "0"],
    ]
    downloads = visitor.see("downloads")
    rosters = _download(visitor, downloads.get_by_role("link", name="CSV of the rosters"), folder)
    assert rosters[1:] == [["Carla", "1", "AFC Ajax", "2"], ["Mia", "2", "Arsenal FC", "7"]]


def _download(visitor: Visitor, link: Locator, folder: Path) -> list[list[str]]:
    """The rows of a file, without the columns that tell namesakes apart."""
    with visitor.page.expect_download() as download:
        link.click()
    download.value.save_as(folder / "download.csv")
    rows = list(csv.reader((folder / "download.csv").read_text(encoding="utf-8-sig").splitlines()))
    kept = [rows[0].index(name) for name in rows[0] if name in COLUMNS]
    return [[row[column] for column in kept] for row in rows]
