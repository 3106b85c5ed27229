"""The log events of an auction, read from the log of a deployed site's process."""

import json
from typing import Any

import pytest

from accounts.models import User
from auctions.models import Auction
from leagues.models import Asset, League
from rollouts.models import Flag
from tests import cast
from tests.live import MakeSite, Site, eventually

EVENTS = {
    "auction.created": {"leagueId", "auctionId", "status", "assetCount", "sportKey", "feature"},
    "begin_auction.called": {"auctionId", "leagueId", "userId", "commissionerId", "auctionRoomSize", "feature"},
    "begin_auction.unauthorized": {"auctionId", "leagueId", "userId", "commissionerId", "auctionRoomSize", "feature"},
    "lot_started.emitted": {"auctionId", "leagueId", "lotNumber", "assetId", "room", "roomSize"},
    "league_status_changed.emitted": {"leagueId", "auctionId", "status", "room", "roomSize"},
}
IDS = {"auctionId", "leagueId"}
LOT = {*IDS, "lotId", "lotNumber", "assetId", "bids"}
LIFE = {
    "auction.begun": {*IDS, "userId", "participants"},
    "auction.paused": {*IDS, "userId"},
    "auction.resumed": {*IDS, "userId"},
    "bid.failed": {*IDS, "lotId", "participantId", "userId", "amount", "code"},
    "lot.sold": {*LOT, "participantId", "price"},
    "lot.unsold": LOT,
    "sale.undone": {*LOT, "userId", "participantId", "price"},
    "auction.ended": {*IDS, "outcome", "userId", "lotsSold", "lotsUnsold", "spent"},
}
OF_EVERY_LINE = {"event", "level", "logger", "timestamp"}


@pytest.fixture
def deployed(transactional_db: None, make_site: MakeSite) -> Site:
    """A site as it is deployed, with one web process."""
    site = make_site(ENVIRONMENT="staging", SECRET_KEY="a-key-of-this-test-alone-which-is-long-enough-for-a-key")
    site.add_web()
    site.ready()
    return site


def events_of(site: Site, name: str) -> list[dict[str, Any]]:
    """The log events of a name, without what is on every line. Every line of the log is JSON."""
    logs = [part.log.rpartition("\n")[0] for part in (*site.webs, *site.clocks)]  # the last line may not be finished
    lines = [json.loads(line) for log in logs for line in log.splitlines()]
    assert all(set(line) >= OF_EVERY_LINE for line in lines)
    return [{key: line[key] for key in line.keys() - OF_EVERY_LINE} for line in lines if line["event"] == name]


def start(site: Site, league: League, user: User) -> Auction:
    answer = site.web.call("POST", f"/api/leagues/{league.pk}/auction/start", user)
    assert answer.status == 201, answer.body
    return Auction.objects.get(pk=answer.json()["id"])


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
    logged = eventually(lambda: begun(deployed), f"all five events; {deployed.logs()}")
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
    logged = eventually(lambda: events_of(deployed, "lot_started.emitted"), f"the first lot; {deployed.logs()}")
    assert logged[0]["lotNumber"] == 1
    [created] = events_of(deployed, "auction.created")
    assert (created["status"], created["feature"]) == ("active", "waiting_room_disabled_legacy_behavior")


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
    logged = eventually(lambda: lived(deployed), f"all of its life; {deployed.logs()}")
    assert {name: set(events[0]) for name, events in logged.items()} == LIFE
    ids = {"auctionId": str(auction.pk), "leagueId": str(league.pk)}
    seat = {"participantId": int(room.participant("Max")["id"])}
    lot = {"lotId": int(first), "lotNumber": 1, "assetId": auction.lots.get(number=1).asset_id}
    bid = {"userId": max_.pk, "amount": 7, "code": "already_leading"}
    assert logged["bid.failed"] == [ids | seat | bid | {"lotId": int(first)}]
    assert logged["lot.sold"][0] == ids | lot | seat | {"bids": 1, "price": 7}
    assert logged["sale.undone"] == [ids | lot | seat | {"bids": 0, "price": 7, "userId": carla.pk}]
    endings = {(each["auctionId"], each["outcome"]) for each in logged["auction.ended"]}
    assert endings == {(str(auction.pk), "completed"), (str(again.pk), "cancelled")}


def lived(site: Site) -> dict[str, list[dict[str, Any]]] | None:
    logged = {name: events_of(site, name) for name in LIFE}
    return logged if all(logged.values()) and len(logged["auction.ended"]) == 2 else None
