"""The log lines of an auction's life, and what is counted."""

import asyncio
import logging
import threading
from typing import Any

import pytest
from structlog.testing import capture_logs

from accounts.models import User
from auctions import engine
from auctions.models import Bid
from auctions.publish import broadcast, telemetry
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Begin, Nominate, PlaceBid
from auctions.rules.events import EventKind
from auctions.store import heartbeat
from auctionsite.observability import metrics
from leagues.models import Asset, League
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import recorder
from rollouts.models import Flag
from tests import cast
from tests.auctions.publish.deployed_site import events_of, start
from tests.auctions.rules.nominations.games import game, whose_turn
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, Scenario, T, seat_of
from tests.live import Site, eventually
from tests.rollouts.exposures.kept import kept_failures

IDS = {"auctionId", "leagueId"}
LOT = {*IDS, "lotId", "lotNumber", "assetId", "bids"}
FACED = {
    "arrivedMs": "arrived_ms",
    "deadlineMs": "deadline_ms",
    "decidedMs": "decided_ms",
    "lateMs": "late_ms",
    "price": "price",
}
"""Keys of a refused bid's line, and what its receipt calls them."""
LIFE = {
    "auction.begun": {*IDS, "userId", "participants"},
    "auction.paused": {*IDS, "userId"},
    "auction.resumed": {*IDS, "userId"},
    "bid.failed": {*IDS, "lotId", "participantId", "userId", "amount", "code", *FACED},
    "lot.sold": {*LOT, "participantId", "price"},
    "lot.unsold": LOT,
    "sale.undone": {*LOT, "userId", "participantId", "price"},
    "auction.ended": {*IDS, "outcome", "userId", "lotsSold", "lotsUnsold", "lotsWithdrawn", "spent"},
}


def test_the_rest_of_an_auctions_life_is_logged(deployed: Site, carla: User, max_: User) -> None:
    """Two lots: one is sold, taken back and sold again, the other nobody wants; then one more that is cancelled."""
    deployed.add_clock()
    deployed.ready()
    quick = {**cast.QUICK, "slots_max": 2, "lot_seconds": 5, "break_seconds": 1}
    league = cast.make_league(carla, max_, **quick)
    Asset.objects.exclude(pk__in=Asset.objects.order_by("pk")[:2]).delete()
    Flag.objects.create(name="waiting_room", everyone=True)
    auction = start(deployed, league, carla)
    room, head = deployed.client(auction.pk, max_), deployed.client(auction.pk, carla)
    room.hello()
    head.hello()
    assert head.command("begin")["ok"]
    room.wait_for_event("lot_started")
    first = room.lot["id"]
    assert room.bid(first, 7)["ok"]
    assert not room.bid(first, 7)["ok"]
    assert head.command("pause", reason="Tea.")["ok"]
    assert head.command("resume")["ok"]
    room.wait_for_event("lot_sold", lot=first)
    assert head.command("undo_sale", args={"lot": first}, reason="Wrong.")["ok"]
    room.wait_for_event("auction_completed")
    again = start(deployed, league, carla)
    ending = deployed.client(again.pk, carla)
    ending.hello()
    assert ending.command("cancel", reason="Enough.")["ok"]
    logged = eventually(lambda: lived(deployed), "all of its life")
    assert {name: set(events[0]) for name, events in logged.items()} == LIFE
    ids = {"auctionId": str(auction.pk), "leagueId": str(league.pk)}
    seat = {"participantId": int(room.participant("Max")["id"])}
    lot = {"lotId": int(first), "lotNumber": 1, "assetId": auction.lots.get(number=1).asset_id}
    bid = {"userId": max_.pk, "amount": 7, "code": "already_leading"}
    stored = Bid.objects.get(code="already_leading").receipt
    faced = {key: stored[name] for key, name in FACED.items()}
    assert logged["bid.failed"] == [ids | seat | bid | faced | {"lotId": int(first)}]
    assert logged["lot.sold"][0] == ids | lot | seat | {"bids": 1, "price": 7}
    assert logged["sale.undone"] == [ids | lot | seat | {"bids": 0, "price": 7, "userId": carla.pk}]
    endings = {(each["auctionId"], each["outcome"]) for each in logged["auction.ended"]}
    assert endings == {(str(auction.pk), "completed"), (str(again.pk), "cancelled")}


def lived(site: Site) -> dict[str, list[dict[str, Any]]] | None:
    logged = {name: events_of(site, name) for name in LIFE}
    return logged if all(logged.values()) and len(logged["auction.ended"]) == 2 else None


# Without a site -------------------------------------------------------------------------------------
def test_sale_is_logged_with_its_price_and_bids_are_not(caplog: pytest.LogCaptureFixture) -> None:
    scenario = Scenario(lots=2)
    scenario.sell(MAX, 7)
    caplog.set_level(logging.INFO, logger="auctions")  # commands with tables of their own raise it
    caplog.clear()
    telemetry.log_events(scenario.state, scenario.events)
    lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    assert [line["event"] for line in lines] == ["auction.begun", "lot.sold"]
    sale = {key: lines[1][key] for key in ("lotId", "lotNumber", "assetId", "bids", "participantId", "price")}
    assert sale == {"lotId": FIRST_LOT, "lotNumber": 1, "assetId": 501, "bids": 1, "participantId": MAX, "price": 7}


def test_committed_events_are_counted_and_sales_by_their_price() -> None:
    scenario = Scenario(lots=2)
    scenario.sell(MAX, 7)
    sold = telemetry._EVENTS[EventKind.LOT_SOLD]
    before = sold._value.get(), metrics.SPEND._value.get()
    telemetry.count_events(scenario.events, is_slow=False)
    assert (sold._value.get(), metrics.SPEND._value.get()) == (before[0] + 1, before[1] + 7)


def test_slow_auctions_are_counted_by_themselves_too() -> None:
    scenario = Scenario(lots=2)
    scenario.sell(MAX, 7)
    bid = PlaceBid(actor=seat_of(MAX), lot=FIRST_LOT, amount=1, arrived=heartbeat.now_ms())

    def counted() -> list[float]:
        counters = (*telemetry._STREAM_BIDS.values(), *telemetry._STREAM_ERRORS.values(), metrics.STREAM_REVENUE)
        return [each._value.get() for each in counters]

    def play(*, is_slow: bool) -> None:
        telemetry.count_events(scenario.events, is_slow=is_slow)
        for code in (Code.OK, Code.TOO_LOW):
            telemetry.count_answer(bid, code, is_slow=is_slow)
        telemetry.count_bid(Code.BUSY, is_slow=is_slow)

    before = counted()
    play(is_slow=False)
    assert counted() == before
    play(is_slow=True)
    more = dict.fromkeys(telemetry._STREAM_BIDS, 0) | {Code.OK: 1, Code.TOO_LOW: 1, Code.BUSY: 1}
    errors = dict.fromkeys(telemetry._STREAM_ERRORS, 0) | {Code.BUSY: 1}
    assert [now - then for now, then in zip(counted(), before, strict=True)] == [*more.values(), *errors.values(), 7]


def test_beginnings_are_counted_for_people_alone() -> None:
    begins = telemetry._BEGINS[Code.OK]
    before = begins._value.get()
    telemetry.count_answer(Begin(actor=SYSTEM), Code.OK, is_slow=False)
    assert begins._value.get() == before
    telemetry.count_answer(Begin(actor=CARLA), Code.OK, is_slow=False)
    assert begins._value.get() == before + 1


def test_bid_is_counted_by_its_code_with_the_time_it_took() -> None:
    refused, seconds = telemetry._BIDS[Code.TOO_LOW], metrics.BID_SECONDS
    before = refused._value.get(), seconds._sum.get()
    bid = PlaceBid(actor=seat_of(MAX), lot=FIRST_LOT, amount=1, arrived=heartbeat.now_ms() - 2_000)
    telemetry.count_answer(bid, Code.TOO_LOW, is_slow=False)
    telemetry.count_bid(Code.TOO_LOW, is_slow=False)
    assert refused._value.get() == before[0] + 2
    assert 1.9 < seconds._sum.get() - before[1] < 60


def test_a_refused_nomination_is_a_line_and_a_count_like_a_refused_bid(caplog: pytest.LogCaptureFixture) -> None:
    played = game()
    put_up = Nominate(actor=seat_of(whose_turn(played)), asset=501, amount=7, arrived=T + 20_001)
    played.do(put_up, 20_100)
    counted = telemetry._BIDS[Code.NOT_YOUR_TURN]
    before = counted._value.get()
    caplog.set_level(logging.INFO, logger="auctions")
    broadcast.log_commands(played.state, [(put_up, Code.NOT_YOUR_TURN, played.last.receipt)])
    broadcast.flush()
    [line] = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    keys = LIFE["bid.failed"] - {"lotId"} | {"assetId"}
    assert (line["event"], keys - line.keys()) == ("nomination.failed", set())
    assert (line["assetId"], line["deadlineMs"], line["lateMs"]) == (501, T + 20_000, 1)
    assert counted._value.get() == before + 1


def test_refused_bids_of_a_commit_are_a_line_each_and_wait_in_one_place(caplog: pytest.LogCaptureFixture) -> None:
    """Of a hot lot there are dozens in each commit, and messages to rooms wait in the same queue."""
    played = game()
    put_ups = [Nominate(actor=seat_of(MAX), asset=501, amount=amount, arrived=T) for amount in (7, 8, 9)]
    caplog.set_level(logging.INFO, logger="auctions")
    broadcast.flush()
    gate = threading.Event()

    async def wait() -> None:
        await asyncio.to_thread(gate.wait, 10)

    broadcast._publisher.submit(wait())
    broadcast.log_commands(played.state, [(each, Code.NOT_YOUR_TURN, None) for each in put_ups])
    eventually(broadcast._publisher._queue.qsize, "the lines wait")
    assert broadcast._publisher._queue.qsize() == 1
    gate.set()
    broadcast.flush()
    assert [record.msg["amount"] for record in caplog.records if isinstance(record.msg, dict)] == [7, 8, 9]


def test_no_line_is_made_that_nobody_would_see(caplog: pytest.LogCaptureFixture) -> None:
    put_up = Nominate(actor=seat_of(MAX), asset=501, amount=7, arrived=T)
    for level, lines in ((logging.WARNING, 0), (logging.INFO, 1)):
        caplog.set_level(level, logger="auctions")
        with capture_logs() as made:
            telemetry.log_failed_bids("a", "l", [(put_up, Code.BUSY, None)])
        assert len(made) == lines


def test_a_refused_bid_says_in_one_line_what_its_receipt_says(
    league: League, max_: User, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever it is refused for: one that came late, one too low, one on a lot that there isn't, one not decided."""
    auction = cast.auction_of(league, lots=3)
    caplog.set_level(logging.INFO, logger="auctions")
    ends_at = engine.read(auction.pk).lots[cast.open_lot(auction)].ends_at
    assert ends_at is not None
    assert cast.bid(auction, max_, 1, arrived=ends_at + 1234).code is Code.LOT_CLOSED
    assert cast.bid(auction, max_, 0).code is Code.TOO_LOW
    assert not cast.bid(auction, max_, 5, lot=2**40).ok
    undecided = cast.bid_of(auction, max_, 5)
    broadcast.log_undecided(auction, undecided, Code.BUSY)
    broadcast.flush()
    lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    refused = [line for line in lines if line["event"] == "bid.failed"]
    stored = [bid.receipt for bid in Bid.objects.order_by("pk")]
    assert [{key: line[key] for key in FACED} for line in refused[:3]] == [
        {key: receipt[name] for key, name in FACED.items()} for receipt in stored
    ]
    assert (refused[0]["deadlineMs"], refused[0]["arrivedMs"], refused[0]["lateMs"]) == (ends_at, ends_at + 1234, 1234)
    assert refused[2]["deadlineMs"] is None
    assert {key: refused[3][key] for key in FACED} == dict.fromkeys(FACED) | {"arrivedMs": undecided.arrived}


@pytest.mark.parametrize(
    ("code", "noted"),
    [
        (Code.OK, 0),
        (Code.FORBIDDEN, 0),
        (Code.NO_WAITING_ROOM, 0),
        (Code.WRONG_STATUS, 0),
        (Code.BUSY, 2),
        (Code.NO_PARTICIPANTS, 2),
    ],
)
def test_begin_that_should_have_worked_is_noted_for_league_and_auction(
    monkeypatch: pytest.MonkeyPatch, code: Code, noted: int
) -> None:
    entries = kept_failures(monkeypatch)
    telemetry.note_refused_begin("an-auction", "a-league", code)
    recorder.failures.write_some()
    assert len(entries) == noted
    assert {(each.kind, each.subject, each.metric) for each in entries} <= {
        (BucketBy.LEAGUE, "a-league", "begin_refused"),
        (BucketBy.AUCTION, "an-auction", "begin_refused"),
    }
