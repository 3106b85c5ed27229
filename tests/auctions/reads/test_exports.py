"""Results, rosters and journal as files."""

import csv
import io
import json
from collections.abc import Callable

import pytest

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from auctions.publish import names
from auctions.reads import exports, queries
from auctions.rules.commands import LeaveProxy
from auctionsite.http.downloads import DownloadTable
from leagues.models import Asset, League, Member
from tests import cast
from tests.auctions.trade_commands import drop, play_two_sales, trade

EXPORTS = {"results": exports.results, "rosters": exports.rosters, "journal": exports.journal}


def rows_of(table: DownloadTable) -> list[dict[str, str]]:
    text = b"".join(table.as_csv()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def lines_of(table: DownloadTable) -> list[dict[str, object]]:
    return [json.loads(line) for line in b"".join(table.as_json_lines()).splitlines()]


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    return play_two_sales(league, max_, mia)


def test_results_are_those_of_the_evening_and_rosters_those_of_now(auction: Auction, max_: User, mia: User) -> None:
    evening = rows_of(exports.results(auction.pk))
    assert [(row["lot number"], row["status"], row["manager"], row["price (£m)"]) for row in evening] == [
        ("1", "sold", "Max", "30"),
        ("2", "sold", "Mia", "10"),
    ]
    exchange = trade(auction, max_, mia, 7)
    engine.execute(auction.pk, exchange, drop(exchange.other, exchange.gives[0], refund=True))
    assert rows_of(exports.results(auction.pk)) == evening
    rosters = rows_of(exports.rosters(auction.pk))
    assert [(row["manager"], row["lot number"], row["name"], row["price (£m)"]) for row in rosters] == [
        ("Max", "2", evening[1]["name"], "10")
    ]


def test_journal_has_a_row_for_each_event_with_who_what_and_how_much(auction: Auction, max_: User, mia: User) -> None:
    exchange = trade(auction, max_, mia, 7, reason="Fair")
    engine.execute(auction.pk, exchange)
    rows = rows_of(exports.journal(auction.pk))
    assert [int(row["number"]) for row in rows] == [*range(1, engine.read(auction.pk).seq + 1)]
    told = [(row["event"], row["lot number"], row["manager"], row["amount (£m)"]) for row in rows if row["manager"]]
    assert ("bid_placed", "1", "Max", "30") in told
    assert ("lot_sold", "2", "Mia", "10") in told
    assert (rows[-1]["event"], rows[-1]["reason"]) == ("assets_traded", "Fair")
    assert json.loads(rows[-1]["more"])["pays"] == 7


def test_journal_is_read_page_by_page(auction: Auction, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, seq = rows_of(exports.journal(auction.pk)), engine.read(auction.pk).seq
    monkeypatch.setattr(exports, "EVENTS_AT_ONCE", 2)
    assert rows_of(exports.journal(auction.pk)) == whole
    assert len([*exports.journal(auction.pk).as_json_lines()]) == -(-seq // 2)
    events = [json.loads(line) for line in b"".join(exports.journal_lines(auction.pk)).splitlines()]
    assert events == queries.journal_page(auction.pk, 0, seq)


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_two_of_one_name_are_told_apart_and_no_cell_is_a_formula(
    export: Callable[..., DownloadTable], auction: Auction, max_: User, mia: User
) -> None:
    User.objects.filter(pk__in=(max_.pk, mia.pk)).update(name="=SUM(A1)")
    second = Member.objects.get(league=auction.league, user=mia)
    second.number_name()
    second.save()
    Asset.objects.filter(lots__auction=auction).update(name="@Twins", country="NL")
    names._cache.clear()
    rows = [row for row in rows_of(export(auction.pk)) if "SUM" in row["manager"] and row["name"]]
    assert {row["name"] for row in rows} == {"'@Twins"}
    assert {row["manager"] for row in rows} == {"'=SUM(A1)", "'=SUM(A1) (2)"}
    assert len({row["external_id"] for row in rows}) == len({row["manager id"] for row in rows}) == 2


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_programs_and_spreadsheets_read_the_same(export: Callable[..., DownloadTable], auction: Auction) -> None:
    table, lines = rows_of(export(auction.pk)), lines_of(export(auction.pk))
    as_cells = [["" if value is None else str(value) for value in line.values()] for line in lines]
    assert as_cells == [[*row.values()] for row in table]
    assert all(key.isidentifier() for line in lines for key in line)


def test_what_was_brought_along_has_no_number_and_an_empty_auction_only_headings(league: League) -> None:
    running = cast.auction_of(league, begun=False, lots=2)
    assert rows_of(exports.rosters(running.pk)) == []
    assert [row["manager"] for row in rows_of(exports.results(running.pk))] == ["", ""]


def test_a_maximum_is_in_no_file(carla: User, max_: User) -> None:
    league = cast.make_league(carla, max_, budget=cast.BUDGET)
    running = cast.auction_of(league, lots=2)
    lot = running.lots.get(number=2).pk
    assert cast.do(running, LeaveProxy(actor=cast.actor_in(league, max_), lot=lot, maximum=cast.MAXIMUM, arrived=0)).ok
    files = [b"".join(export(running.pk).as_csv()).decode() for export in EXPORTS.values()]
    assert not any(str(cast.MAXIMUM) in text for text in files)
    assert "proxy_changed" in files[2]
