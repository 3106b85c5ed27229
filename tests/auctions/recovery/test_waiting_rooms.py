"""Turning the waiting room off while auctions wait: what the operator sees first, and what each choice does."""

import json
from collections.abc import Sequence
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent, Participant
from auctions.recovery import stuck, waiting_rooms
from leagues.models import League, Member
from rollouts.changes import services, side_effects
from rollouts.changes.services import Author, ChangeRequest, Source, change_flag, change_flags
from rollouts.evaluation.types import FlagSnapshot
from rollouts.models import FlagChange, Ring, RingMember
from rollouts.propagation import loading, snapshot
from tests import cast
from tests.live import Site, eventually
from tests.serving import register
from tests.sockets import Client

FLAG = "waiting_room"
ON = {"everyone": True}
OFF = {"everyone": False}
CALM: dict[str, Any] = {"lot_seconds": 600, "grace_ms": 0}


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, **CALM)


@pytest.fixture
def sunday(otto: User) -> League:
    return cast.make_league(otto, cast.make_user("Ned"), name="The Sunday League", **CALM)


@pytest.fixture
def flag_on(transactional_db: None) -> None:
    change_flag(FLAG, ON, Author(source=Source.COMMAND, override="a test"))


@pytest.fixture
def auction(flag_on: None, league: League) -> Auction:
    return cast.auction_of(league, begun=False)


def turn_off(olga: User, choice: str = "", patch: dict[str, Any] | None = None) -> FlagChange:
    return change_flag(
        FLAG, patch or OFF, Author(source=Source.ADMIN, actor=olga, reason="It hurts."), consequence=choice
    )


def pictures(patch: dict[str, Any]) -> tuple[FlagSnapshot, FlagSnapshot]:
    """The flags as they are, and as they would be: what an operator's page previews with."""
    before, after = services.apply_unsaved(FLAG, patch)
    return loading.snapshots_around(FlagChange(flag=FLAG, before=before, after=after), snapshot.current())


def enter(site: Site, auction: Auction, *people: User) -> list[Client]:
    rooms = [site.client(auction.pk, user, site.webs[number % 2]) for number, user in enumerate(people)]
    for room in rooms:
        room.hello()
    return rooms


def money_of(auction: Auction) -> Sequence[tuple[int, int, int]]:
    rows = Participant.objects.filter(auction=auction).order_by("pk")
    return list(rows.values_list("available", "held", "spent"))


def last_event(auction: Auction, kind: str) -> AuctionEvent:
    event = AuctionEvent.objects.filter(auction=auction, kind=kind).last()
    assert event is not None
    return event


# Before it is saved -----------------------------------------------------------------------------------
def test_preview_names_the_auctions_and_counts_the_people(
    site: Site, auction: Auction, sunday: League, max_: User, mia: User, olga: User
) -> None:
    cast.auction_of(sunday, begun=False)
    enter(site, auction, max_, max_, mia, olga)  # Max has two windows, Olga watches
    before, after = pictures(OFF)
    found = eventually(
        lambda: (seen := side_effects.summarize_affected(FLAG, before, after)) and "3 people" in seen.sentence and seen,
        "the rooms",
    )
    assert found.sentence == "2 auctions wait in rooms that this turns off, with 3 people in there now."
    since = f"{auction.created_at:%d %b %H:%M} UTC"
    assert found.lines == (
        f"The Friday League: 3 people in the room, waiting since {since}",
        f"The Sunday League: 0 people in the room, waiting since {since}",
    )
    assert list(side_effects.choices(FLAG)) == ["finish", "begin", "cancel"]


def test_preview_leaves_out_bots_and_leagues_that_keep_the_room(
    auction: Auction, league: League, sunday: League
) -> None:
    cast.auction_of(sunday, begun=False)
    keeps = {"everyone": None, "percent": 0, "leagues": [str(sunday.pk)]}
    found = side_effects.summarize_affected(FLAG, *pictures(keeps))
    assert found is not None
    assert found.sentence == "1 auction waits in a room that this turns off, with 0 people in there now."
    assert (
        side_effects.summarize_affected(FLAG, *pictures({"everyone": None, "percent": 0, "leagues": [str(league.pk)]}))
        != found
    )
    assert side_effects.summarize_affected(FLAG, *pictures(ON)) is None


def test_bots_are_no_people(site: Site, auction: Auction, max_: User, mia: User) -> None:
    Member.objects.filter(user=mia).update(bot=True)
    enter(site, auction, max_, mia)
    eventually(lambda: waiting_rooms.count_people([auction]) == [1], "Max alone")


def test_preview_without_redis_says_so(auction: Auction, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    found = side_effects.summarize_affected(FLAG, *pictures(OFF))
    assert found is not None
    assert found.sentence == "1 auction waits in a room that this turns off, and Redis doesn't answer who is in there."
    assert found.lines[0].startswith("The Friday League: waiting since")


def test_list_of_many_ends_and_costs_as_many_queries_as_of_one(auction: Auction, otto: User, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    before, after = pictures(OFF)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert side_effects.summarize_affected(FLAG, before, after)
        return len(seen)

    one = queries()
    first = Auction.objects.get(pk=auction.pk)
    for number in range(waiting_rooms.LINES_AT_MOST + 2):
        league = cast.make_league(otto, name=f"Z {number}")
        Auction.objects.create(league=league, status="waiting", settings=first.settings, waiting_room=True)
    assert queries() == one
    found = side_effects.summarize_affected(FLAG, before, after)
    assert found is not None
    assert (len(found.lines), found.lines[-1]) == (waiting_rooms.LINES_AT_MOST + 1, "and 3 more")


# The three choices ------------------------------------------------------------------------------------
def test_finish_leaves_them_to_their_commissioners(
    site: Site, auction: Auction, carla: User, max_: User, olga: User
) -> None:
    [room] = enter(site, auction, max_)
    change = turn_off(olga, "finish")
    assert change.done == ["The Friday League: goes on waiting for its commissioner."]
    site.flags_arrive()
    room.ping()
    assert (room.status, room.events) == ("waiting", [])
    assert site.web.call("POST", f"/api/auction/{auction.pk}/begin", max_).status == 403
    assert site.web.call("POST", f"/api/auction/{auction.pk}/begin", carla).status == 200
    room.wait_for_event("lot_started")
    assert last_event(auction, "auction_begun").actor == carla
    assert audit_auction(auction.pk) == []


def test_finish_is_what_happens_without_a_choice(auction: Auction, olga: User) -> None:
    assert turn_off(olga).done == ["The Friday League: goes on waiting for its commissioner."]
    assert engine.read(auction.pk).auction.status == "waiting"


def test_begin_begins_them_all_in_the_systems_name(
    site: Site, auction: Auction, sunday: League, max_: User, mia: User, otto: User, olga: User
) -> None:
    other = cast.auction_of(sunday, begun=False)
    rooms = [*enter(site, auction, max_, mia), *enter(site, other, otto)]
    change = turn_off(olga, "begin")
    assert change.done == ["The Friday League: begun.", "The Sunday League: begun."]
    for room in rooms:
        begun = room.wait_for_event("auction_begun")
        assert begun["data"]["detail"] == {"reason": "The waiting room was turned off."}
        room.wait_for_event("lot_started")
        assert (room.status, room.lot["number"]) == ("active", 1)
    assert rooms[0].bid(rooms[0].lot["id"], 5)["ok"]
    for each, people in ((auction, 3), (other, 2)):
        event = last_event(each, "auction_begun")
        assert (event.actor, event.reason) == (None, waiting_rooms.REASON)
        assert audit_auction(each.pk) == []
        assert len(money_of(each)) == people
    assert sorted(money_of(auction)) == [(195, 5, 0), (200, 0, 0), (200, 0, 0)]


def test_cancel_cancels_them_all_and_gives_the_money_back(
    site: Site, auction: Auction, sunday: League, carla: User, max_: User, otto: User, olga: User
) -> None:
    other = cast.auction_of(sunday, begun=False)
    rooms = [*enter(site, auction, max_, carla), *enter(site, other, otto)]
    change = turn_off(olga, "cancel")
    assert change.done == ["The Friday League: cancelled.", "The Sunday League: cancelled."]
    for room in rooms:
        said = room.wait_for_event("auction_cancelled")
        assert said["data"]["detail"]["reason"] == waiting_rooms.CANCEL_REASON
        assert room.status == "cancelled"
    assert rooms[0].participant("Max")["available"] == 200
    for each in (auction, other):
        event = last_event(each, "auction_cancelled")
        assert (event.actor, event.reason) == (None, waiting_rooms.CANCEL_REASON)
        assert set(money_of(each)) == {(200, 0, 0)}
        assert audit_auction(each.pk) == []
    site.flags_arrive()
    again = site.web.call("POST", f"/api/leagues/{auction.league_id}/auction/start", carla)
    assert again.json()["status"] == "active"


def test_one_that_fails_does_not_keep_the_others(auction: Auction, sunday: League, olga: User) -> None:
    Member.objects.filter(league=sunday).update(plays=False)
    nobody = cast.auction_of(sunday, begun=False)
    busy = cast.make_league(cast.make_user("Nora"), name="A League")
    broken = cast.auction_of(busy, begun=False)
    AuctionEvent.objects.filter(auction=broken).update(seq=2)  # the begin can't be written beside it
    change = turn_off(olga, "begin")
    assert change.done[0].startswith("A League: not begun. It failed with UniqueViolation: ")
    assert change.done[1:] == [
        "The Friday League: begun.",
        "The Sunday League: not begun. Nobody has a seat yet. Invite managers first.",
    ]
    assert engine.read(nobody.pk).auction.status == "waiting"


def test_auctions_that_keep_the_room_or_run_are_left_alone(auction: Auction, sunday: League, olga: User) -> None:
    runs = cast.auction_of(sunday)
    change = turn_off(olga, "cancel", {"everyone": None, "percent": 0, "leagues": [str(auction.league_id)]})
    assert change.done == []
    assert [engine.read(each.pk).auction.status for each in (auction, runs)] == ["waiting", "active"]


def test_what_was_done_is_logged(auction: Auction, olga: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="auctions")
    turn_off(olga, "begin")
    [line] = [each.msg for each in caplog.records if "waiting_room.turned_off" in str(each.msg)]
    said = line if isinstance(line, dict) else json.loads(line)
    wanted = {"auctionId": str(auction.pk), "choice": "begin", "problem": "", "userId": olga.pk}
    assert wanted.items() <= said.items()


# What operators are told ------------------------------------------------------------------------------
def test_answer_of_the_api_says_what_was_done(site: Site, auction: Auction, max_: User, olga: User) -> None:
    [room] = enter(site, auction, max_)
    body = {"enabled": False, "consequence": "begin", "reason": "It hurts."}
    answer = site.web.call("PUT", "/api/feature-flags/waiting_room", olga, body)
    assert (answer.status, answer.json().get("done")) == (200, ["The Friday League: begun."]), answer.body
    room.wait_for_event("lot_started")
    refused = site.web.call("PUT", "/api/feature-flags/waiting_room", olga, {**body, "consequence": "party"})
    assert refused.status == 400, refused.body


def test_command_says_whom_it_affects_and_what_was_done(auction: Auction) -> None:
    register()
    out = StringIO()
    call_command("rollout", FLAG, "--kill", "--consequence", "cancel", stdout=out)
    lines = out.getvalue().splitlines()
    assert "1 auction waits in a room that this turns off, with 0 people in there now." in lines
    assert "The Friday League: cancelled." in lines
    assert engine.read(auction.pk).auction.status == "cancelled"


# fix_stuck_auctions afterwards ------------------------------------------------------------------------
def kinds() -> list[str]:
    return [each.kind for each in stuck.find_stuck()]


def make_older(hours: float) -> None:
    """Every change of the flag was made so many hours earlier: history is kept by a trigger, which is off meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rollouts_flagchange DISABLE TRIGGER USER")
        cursor.execute("UPDATE rollouts_flagchange SET at = at - %s * interval '1 hour'", [hours])
        cursor.execute("ALTER TABLE rollouts_flagchange ENABLE TRIGGER USER")
    Auction.objects.update(created_at=F("created_at") - timedelta(hours=hours))


@pytest.mark.parametrize("choice", ["finish", ""])
def test_who_was_let_finish_is_let_finish_for_a_day(auction: Auction, olga: User, choice: str) -> None:
    turn_off(olga, choice)
    assert kinds() == []
    make_older(waiting_rooms.FINISH_HOURS - 0.1)
    assert kinds() == []
    change_flag(FLAG, {"note": "Off since Friday."}, Author(source=Source.ADMIN, actor=olga))
    assert kinds() == []
    make_older(0.2)
    assert kinds() == ["waiting_without_room"]
    assert [each.done for each in stuck.mend_stuck()] == ["It was begun."]
    assert last_event(auction, "auction_begun").reason == waiting_rooms.REASON


def test_psql_lets_nobody_finish(auction: Auction) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollouts_flag SET everyone = false WHERE name = %s", [FLAG])
    [found] = stuck.find_stuck()
    assert found.kind == "waiting_without_room"
    assert found.since == FlagChange.objects.latest("id").at


def test_ring_that_was_left_lets_nobody_finish(flag_on: None, league: League) -> None:
    ring, _ = Ring.objects.get_or_create(name="beta", defaults={"place": 2})
    inside = RingMember.objects.create(ring=ring, league=league.pk)
    patch = {"everyone": None, "strategy": "ring", "rings": {"beta": 100}, "bucket_by": "league"}
    change_flag(FLAG, patch, Author(source=Source.COMMAND, override="a test"))
    make_older(1)
    cast.auction_of(league, begun=False)
    assert kinds() == []
    inside.delete()
    assert kinds() == ["waiting_without_room"]


@pytest.mark.parametrize(("choice", "status"), [("begin", "active"), ("cancel", "cancelled")])
def test_what_was_chosen_and_failed_is_done_by_the_next_run(
    auction: Auction, olga: User, choice: str, status: str
) -> None:
    register()
    AuctionEvent.objects.filter(auction=auction).update(seq=2)
    assert "not" in turn_off(olga, choice).done[0]
    AuctionEvent.objects.filter(auction=auction).update(seq=1)
    out = StringIO()
    call_command("fix_stuck_auctions", stdout=out)
    assert {"begin": "It was begun.", "cancel": "It was cancelled, as was chosen."}[choice] in out.getvalue()
    assert engine.read(auction.pk).auction.status == status
    assert audit_auction(auction.pk) == []


def test_newest_change_that_took_the_room_counts(auction: Auction, olga: User) -> None:
    turn_off(olga, "finish")
    author = Author(source=Source.ADMIN, actor=olga, override="a test")
    change_flags([ChangeRequest(flag=FLAG, patch=ON)], author)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollouts_flag SET everyone = false WHERE name = %s", [FLAG])
    assert kinds() == ["waiting_without_room"]
