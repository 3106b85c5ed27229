"""The log events of an auction, read from the log of a deployed site's process."""

from typing import Any

from accounts.models import User
from leagues.models import League
from rollouts.models import Flag
from tests.auctions.publish.deployed_site import events_of, start
from tests.live import Site, eventually

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
