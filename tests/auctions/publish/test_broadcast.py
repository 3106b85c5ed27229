"""The log events of a commit, read from the log of a deployed site's process, and messages to the league's pages."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from auctions import engine
from auctions.models import Auction
from auctions.publish import broadcast, groups, local_rooms, room_message
from auctions.rules.commands import SYSTEM, Command, Pause, Resume, UndoSale
from leagues.models import League
from rollouts.models import Flag
from tests import cast
from tests.auctions.publish.deployed_site import events_of, start
from tests.auctions.publish.listening import listening
from tests.auctions.trade_commands import drop, play_two_sales, seat_of, trade
from tests.live import Site, eventually
from tests.threads import in_thread

EVENTS = {
    "auction.created": {"leagueId", "auctionId", "status", "assetCount", "sportKey", "feature"},
    "begin_auction.called": {"auctionId", "leagueId", "userId", "commissionerId", "auctionRoomSize", "feature"},
    "begin_auction.unauthorized": {"auctionId", "leagueId", "userId", "commissionerId", "auctionRoomSize", "feature"},
    "lot_started.emitted": {"auctionId", "leagueId", "lotNumber", "assetId", "room", "roomSize"},
    "league_status_changed.emitted": {"leagueId", "auctionId", "status", "room", "roomSize"},
}


def test_a_room_that_waits_logs_what_operators_watch(deployed: Site, league: League, carla: User, max_: User) -> None:
    Flag.objects.create(name="waiting_room", everyone=True)
    auction = start(deployed, league, carla)
    for user in (carla, max_):
        deployed.client(auction.pk, user).hello()
    in_league = deployed.socket(f"/ws/league/{league.pk}/", max_)
    in_league.send(type="ping", t=1)
    in_league.wait_for("pong")
    path = f"/api/auction/{auction.pk}/begin"
    assert deployed.web.call("POST", path, max_).status == 403
    assert deployed.web.call("POST", path, carla).status == 200
    logged = eventually(lambda: begun(deployed), "all five events")
    assert {name: set(events[0]) for name, events in logged.items()} == EVENTS
    ids = {"leagueId": str(league.pk), "auctionId": str(auction.pk)}
    room, league_room = f"auction.{auction.pk}", f"league.{league.pk}"
    people = {"commissionerId": carla.pk, "auctionRoomSize": 2, "feature": "waiting_room_enabled"}
    assert logged["auction.created"] == [
        ids | {"status": "waiting", "assetCount": 36, "sportKey": "football", "feature": "waiting_room_enabled"}
    ]
    assert logged["begin_auction.unauthorized"] == [ids | people | {"userId": max_.pk}]
    assert logged["begin_auction.called"] == [ids | people | {"userId": carla.pk}]
    first = auction.lots.get(number=1)
    assert logged["lot_started.emitted"] == [
        ids | {"lotNumber": 1, "assetId": first.asset_id, "room": room, "roomSize": 2}
    ]
    assert logged["league_status_changed.emitted"] == [
        ids | {"status": "auction_created", "room": league_room, "roomSize": 0},
        ids | {"status": "auction_started", "room": league_room, "roomSize": 1},
    ]


def begun(site: Site) -> dict[str, list[dict[str, Any]]] | None:
    """The log events by name, once they are all there."""
    logged = {name: events_of(site, name) for name in EVENTS}
    return logged if all(logged.values()) and len(logged["league_status_changed.emitted"]) == 2 else None


def test_without_the_flag_the_first_lot_runs_at_once(deployed: Site, league: League, carla: User) -> None:
    deployed.switch(waiting_room=False)
    auction = start(deployed, league, carla)
    assert auction.status == "active"
    logged = eventually(lambda: events_of(deployed, "lot_started.emitted"), "the first lot")
    assert logged[0]["lotNumber"] == 1
    [created] = events_of(deployed, "auction.created")
    assert (created["status"], created["feature"]) == ("active", "waiting_room_disabled_legacy_behavior")


# The league's pages ---------------------------------------------------------------------------------
def told_by(league: League, act: Callable[[], object]) -> list[str]:
    """The statuses, and of other messages the types, that the league's pages are told by what is done."""
    broadcast.flush()
    told: list[str] = []
    with listening(groups.league_room(league.pk)) as next_message:
        act()
        broadcast.standings_changed([league.pk])  # messages keep their order
        while "standings_changed" not in told:
            frame = json.loads(next_message()["text"])
            told.append(frame.get("status", frame["type"]))
    return told[:-1]


def test_pages_hear_of_a_pause_and_of_its_end_and_of_no_bid_or_sale(
    transactional_db: None, carla: User, max_: User, mia: User
) -> None:
    league = cast.make_league(carla, max_, mia, **cast.QUICK)
    auction = cast.auction_of(league, lots=2)
    assert told_by(league, lambda: cast.bid(auction, max_, 5)) == []
    assert told_by(league, lambda: cast.sell(auction, mia, 10)) == []
    paused = Pause(actor=cast.actor_in(league), reason="Tea")
    assert told_by(league, lambda: cast.do(auction, paused)) == ["auction_paused"]
    assert told_by(league, lambda: cast.do(auction, Resume(actor=cast.actor_in(league)))) == ["auction_resumed"]


def traded(auction: Auction, max_: User, mia: User) -> Command:
    return trade(auction, max_, mia, 7)


def dropped(auction: Auction, max_: User, mia: User) -> Command:
    return drop(seat_of(auction, max_), lot_of(auction))


def undone(auction: Auction, max_: User, mia: User) -> Command:
    return UndoSale(actor=SYSTEM, lot=lot_of(auction))


def lot_of(auction: Auction) -> int:
    return int(auction.lots.get(number=1).pk)


@pytest.mark.parametrize("made", [traded, dropped, undone])
def test_pages_hear_when_rosters_change_after_the_end(
    transactional_db: None, league: League, max_: User, mia: User, made: Callable[[Auction, User, User], Command]
) -> None:
    auction = play_two_sales(league, max_, mia)
    command = made(auction, max_, mia)
    assert told_by(league, lambda: cast.do(auction, command)) == ["trades_changed"]


def test_pages_hear_of_the_end_itself_once(transactional_db: None, league: League, max_: User, mia: User) -> None:
    assert told_by(league, lambda: play_two_sales(league, max_, mia)) == [
        "auction_created", "auction_started", "auction_completed",
    ]  # fmt: skip


def test_room_of_this_process_hears_what_others_get_by_redis(
    transactional_db: None, league: League, max_: User
) -> None:
    auction = cast.auction_of(league)
    room, heard = groups.auction_room(auction.pk), list[dict[str, Any]]()

    async def play() -> None:
        local_rooms.listen(room, heard.append)
        try:
            assert (await in_thread(cast.bid, auction, max_, 5)).ok
        finally:
            local_rooms.forget(room)

    broadcast.flush()
    with listening(room) as next_message:
        asyncio.run(play())
        assert heard == [next_message()]
    assert (heard[0]["first"], heard[0]["last"]) == (heard[0]["last"], engine.read(auction.pk).seq)


def test_bid_stands_though_nobody_can_be_told_of_it(
    transactional_db: None,
    league: League,
    max_: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*about: object) -> None:
        raise ZeroDivisionError("no message")

    auction = cast.auction_of(league)
    broadcast.flush()
    monkeypatch.setattr(room_message, "of_commit", fail)

    async def play() -> None:
        local_rooms.listen(groups.auction_room(auction.pk), lambda message: pytest.fail("told"))
        try:
            assert (await in_thread(cast.bid, auction, max_, 5)).ok
        finally:
            local_rooms.forget(groups.auction_room(auction.pk))

    asyncio.run(play())
    broadcast.flush()
    assert "broadcast.failed" in caplog.text
    assert engine.read(auction.pk).lots[cast.open_lot(auction)].price == 5
