"""The waiting room on and off, over HTTP and with people in the room: the flag counts when an auction is made.

| flag | auction/start              | auction/begin                          | status             |
| on   | creates it in `waiting`    | 200 to the commissioner, 403 to others | waiting → active   |
| off  | creates it in `active`     | 404                                    | active at once     |
"""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction
from leagues.models import League
from leagues.services import join_league
from rollouts import subjects
from rollouts.changes.services import Author, Source, change_flag
from rollouts.evaluation.evaluate import evaluate
from rollouts.models import Ring, RingMember
from rollouts.propagation import snapshot
from tests import cast
from tests.live import Answer, Site, eventually

F = "waiting_room"
BY_RING = {"everyone": None, "percent": None, "strategy": "ring", "bucket_by": "league"}


def set_flag(patch: dict[str, Any]) -> None:
    change_flag(F, patch, Author(source=Source.COMMAND, reason="a test", override="a test"))


# How the flag is on or off for the league -----------------------------------------------------------
def for_everyone(league: League, *, on: bool) -> None:
    set_flag({"everyone": on})


def by_percentage(league: League, *, on: bool) -> None:
    """The league is the last one that the percentage lets in, or the first one that it doesn't."""
    set_flag({"everyone": None, "percent": 0, "bucket_by": "league"})
    asks = subjects.anonymous().on_behalf_of(str(league.pk))
    from_here = evaluate(snapshot.current(), F, asks, 0.0).on_from
    assert from_here is not None
    set_flag({"percent": (from_here if on else from_here - 1) / 100})


def by_ring(league: League, *, on: bool) -> None:
    """Either ring is open or shut; the league is in one, and so is another league."""
    beta, _ = Ring.objects.get_or_create(name="beta", defaults={"place": 2})
    Ring.objects.get_or_create(name="ga", defaults={"place": 3, "everybody": True})
    member = league.pk if on else cast.make_league(cast.make_user("Nora"), name="Another").pk
    RingMember.objects.create(ring=beta, league=member)
    set_flag({**BY_RING, "rings": {"beta": 100, "ga": 0}})


def by_name(league: League, *, on: bool) -> None:
    named = league if on else cast.make_league(cast.make_user("Nora"), name="Another")
    set_flag({"everyone": None, "percent": 0, "leagues": [str(named.pk)]})


WAYS = [for_everyone, by_percentage, by_ring, by_name]
Way = Callable[..., None]


def start(site: Site, league: League, user: User) -> Answer:
    return site.web.call("POST", f"/api/leagues/{league.pk}/auction/start", user)


def begin(site: Site, auction: Auction, user: User | None) -> Answer:
    return site.webs[1].call("POST", f"/api/auction/{auction.pk}/begin", user)


def started(site: Site, league: League, carla: User, status: str) -> Auction:
    answer = start(site, league, carla)
    assert (answer.status, answer.json()["status"]) == (201, status), answer.body
    return Auction.objects.get(pk=answer.json()["id"])


@pytest.mark.parametrize("way", WAYS)
def test_on_it_waits_and_its_commissioner_begins(
    site: Site, league: League, carla: User, max_: User, mia: User, otto: User, way: Way
) -> None:
    way(league, on=True)
    site.flags_arrive()
    auction = started(site, league, carla, "waiting")
    assert auction.waiting_room
    rooms = [site.client(auction.pk, max_), site.client(auction.pk, mia, site.webs[1])]
    for room in rooms:
        room.hello()
        assert (room.status, room.open_lot) == ("waiting", None)
    assert [begin(site, auction, user).status for user in (None, otto, max_)] == [401, 404, 403]
    assert rooms[0].command("begin")["code"] == "forbidden"
    assert engine.read(auction.pk).auction.status == "waiting"
    assert begin(site, auction, carla).status == 200
    for room in rooms:
        room.wait_for_event("auction_begun")
        room.wait_for_event("lot_started")
        assert (room.status, room.lot["number"]) == ("active", 1)
    assert rooms[0].bid(rooms[0].lot["id"], 5)["ok"]
    assert (begin(site, auction, carla).status, audit_auction(auction.pk)) == (409, [])


@pytest.mark.parametrize("way", WAYS)
def test_off_its_first_lot_runs_at_once_and_there_is_nothing_to_begin(
    site: Site, league: League, carla: User, max_: User, otto: User, way: Way
) -> None:
    way(league, on=False)
    site.flags_arrive()
    in_league = site.socket(f"/ws/league/{league.pk}/", max_)
    in_league.send(type="ping", t=1)
    in_league.wait_for("pong")
    auction = started(site, league, carla, "active")
    assert not auction.waiting_room
    told = [in_league.wait_for("league_status_changed")["status"] for _ in range(2)]
    assert told == ["auction_created", "auction_started"]
    room = site.client(auction.pk, max_)
    room.hello()
    assert (room.status, room.lot["number"]) == ("active", 1)
    answers = [begin(site, auction, user) for user in (None, otto, max_, carla)]
    assert [answer.status for answer in answers] == [401, 404, 404, 404]
    assert [answer.json()["code"] for answer in answers[2:]] == ["no_waiting_room"] * 2
    assert room.bid(room.lot["id"], 5)["ok"]
    assert audit_auction(auction.pk) == []


def test_auction_keeps_the_mode_it_was_made_under(site: Site, league: League, carla: User, otto: User) -> None:
    other = cast.make_league(otto, name="The Sunday League")
    for_everyone(league, on=True)
    site.flags_arrive()
    waits = started(site, league, carla, "waiting")
    for_everyone(league, on=False)
    site.flags_arrive()
    runs = started(site, other, otto, "active")
    assert begin(site, waits, carla).status == 200
    for_everyone(league, on=True)
    site.flags_arrive()
    assert begin(site, runs, otto).status == 404
    assert [Auction.objects.get(pk=each.pk).waiting_room for each in (waits, runs)] == [True, False]


def test_one_who_joins_while_it_waits_gets_a_seat_though_the_flag_is_off_by_now(
    site: Site, league: League, carla: User, otto: User
) -> None:
    for_everyone(league, on=True)
    site.flags_arrive()
    auction = started(site, league, carla, "waiting")
    for_everyone(league, on=False)
    site.flags_arrive()
    join_league(otto, league.code)
    room = site.client(auction.pk, otto)
    room.hello()
    eventually(lambda: room.you["participant"], "a seat")
    assert room.participant("Otto")["available"] == 200
