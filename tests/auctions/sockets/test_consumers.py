"""`auction.v1` in a room, on real servers: catching up, commands, pings, and who sees what."""

import json
import uuid
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from auctions import engine
from auctions.models import Auction, AuctionEvent, Bid
from auctions.reads.queries import RESUME_EVENTS
from auctions.rules.commands import SetAway
from leagues.models import League
from leagues.owners.services import end_ownership
from leagues.services import join_league
from tests import cast
from tests.live import Site
from tests.sockets import Client

CALM: dict[str, Any] = {"lot_seconds": 600, "grace_ms": 0, "break_seconds": 0, "budget": 1_000_000}
"""Nothing happens by itself while a test looks."""


@pytest.fixture
def league(transactional_db: None, carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, **CALM)


@pytest.fixture
def auction(league: League) -> Auction:
    """Begun, with its first lot open."""
    return cast.auction_of(league)


def test_each_socket_in_a_room_gets_answers_in_its_readers_language(
    site: Site, auction: Auction, max_: User, mia: User
) -> None:
    """And the room's events, which are composed once for all, as everybody gets them."""
    german = site.client(auction.pk, max_, headers={"Accept-Language": "de-AT, de;q=0.9, en;q=0.5"})
    english = site.client(auction.pk, mia, headers={"Accept-Language": "en-GB"})
    for client in (german, english):
        client.hello()
    lot = german.lot["id"]
    said = [client.bid(lot, 1_000_001)["message"] for client in (german, english)]
    assert said[0].startswith("Deine Grenze ist £")
    assert said[1].startswith("Your limit is £")
    assert german.bid(lot, 5)["message"] == "Erledigt."
    assert english.bid(lot, 5)["message"] == "Max got there first at £5m. Next bid: £6m."
    assert english.bid(lot, 6)["message"] == "Done."
    assert german.bid(lot, 6)["message"] == "Mia war mit £6m schneller. Nächstes Gebot: £7m."
    assert german.command("pause")["message"] == "Das kann nur ein Spielleiter."
    head = english.head()
    for client in (german, english):
        client.ping_up_to(head)
    assert german.seq == english.seq
    assert german.state == english.state


def make_events(auction: Auction, count: int) -> None:
    """Add so many events to the journal: Max comes and goes."""
    carla = cast.actor_in(auction.league)
    seat = cast.actor_in(auction.league, User.objects.get(name="Max")).participant
    assert seat is not None
    flips = [SetAway(actor=carla, participant=seat, away=number % 2 == 0) for number in range(count)]
    assert all(outcome.ok for outcome in engine.execute(auction.pk, *flips))


def same(client: Client, fresh: Client) -> bool:
    """Return True if what a client has merged is what a fresh snapshot says."""
    return (client.epoch, client.seq, client.state, client.you) == (fresh.epoch, fresh.seq, fresh.state, fresh.you)


def test_hello_is_answered_by_a_snapshot(site: Site, auction: Auction, max_: User) -> None:
    client = site.client(auction.pk, max_)
    snapshot = client.hello()
    assert client.protocol == "auction.v1"
    assert snapshot["seq"] == engine.read(auction.pk).seq
    assert snapshot["state"]["auction"]["status"] == "active"
    assert [lot["number"] for lot in snapshot["state"]["lots"]] == [*range(1, 22)]
    assert [each["name"] for each in snapshot["state"]["participants"]] == ["Carla", "Max", "Mia"]
    seat = client.participant("Max")["id"]
    limit = {client.lot["id"]: client.participant("Max")["max_bid"]}
    assert client.you == {
        "user": str(max_.pk), "role": "manager", "participant": seat, "proxies": {}, "limits": limit,
        "available": 1_000_000, "places": [], "no_place": {}, "bidders": {}, "outbid": [],
    }  # fmt: skip


def test_who_says_hello_with_what_it_knows_gets_the_events_it_missed(site: Site, auction: Auction, mia: User) -> None:
    client = site.client(auction.pk, mia)
    client.hello()
    client.hang_up()
    make_events(auction, RESUME_EVENTS)
    back = site.client(auction.pk, mia)
    back.remember(client)
    frame = back.hello(client.epoch, client.seq)
    assert [event["seq"] for event in frame["events"]] == [*range(client.seq + 1, client.seq + 1 + RESUME_EVENTS)]
    fresh = site.client(auction.pk, mia, site.webs[1])
    fresh.hello()
    back.wait_for("you")
    assert same(back, fresh)


def test_who_is_too_far_behind_gets_a_snapshot(site: Site, auction: Auction, mia: User) -> None:
    seq = engine.read(auction.pk).seq
    make_events(auction, RESUME_EVENTS + 1)
    assert site.client(auction.pk, mia).hello(1, seq)["type"] == "snapshot"


@pytest.mark.parametrize(("epoch", "ahead"), [(2, 0), (1, 1)], ids=["another epoch", "a seq of the future"])
def test_who_knows_what_never_was_gets_a_snapshot(
    site: Site, auction: Auction, mia: User, epoch: int, ahead: int
) -> None:
    client = site.client(auction.pk, mia)
    seq = engine.read(auction.pk).seq + ahead
    assert client.hello(epoch, seq)["type"] == "snapshot"


def test_sync_gives_the_events_from_there(site: Site, auction: Auction, mia: User) -> None:
    client = site.client(auction.pk, mia)
    seq = client.hello()["seq"]
    make_events(auction, 3)
    client.wait_until(lambda: client.seq == seq + 3, "the events")
    seen = len(client.frames)
    client.send(type="sync", **{"from": seq + 1})
    client.wait_until(lambda: len(client.frames) > seen, "an answer")
    assert [event["seq"] for event in client.frames[seen]["events"]] == [seq + 2, seq + 3]


def test_before_hello_nothing_comes_but_presence(site: Site, auction: Auction, max_: User, mia: User) -> None:
    quiet, loud = site.client(auction.pk, mia), site.client(auction.pk, max_)
    loud.hello()
    assert loud.bid(loud.lot["id"], 5)["ok"]
    quiet.ping()
    assert {frame["type"] for frame in quiet.frames} <= {"presence", "pong"}


def test_events_come_in_order_without_gaps_to_everybody(site: Site, auction: Auction, max_: User, mia: User) -> None:
    clients = [site.client(auction.pk, user, web) for user in (max_, mia) for web in site.webs]
    start = engine.read(auction.pk).seq
    for client in clients:
        client.hello()
    for amount in range(1, 31):
        assert clients[0 if amount % 2 else 2].bid(clients[0].lot["id"], amount)["ok"]
    last = engine.read(auction.pk).seq
    for client in clients:
        client.wait_until(lambda client=client: client.seq == last, "all events")  # type: ignore[misc]
        assert [event["seq"] for event in client.events] == [*range(start + 1, last + 1)]
        assert client.gaps == 0


def test_an_accepted_bid_is_answered_with_its_receipt(site: Site, auction: Auction, max_: User) -> None:
    client = site.client(auction.pk, max_)
    client.hello()
    lot = client.lot
    result = client.bid(lot["id"], 7, seen=None)
    event = client.wait_for_event("bid_placed")
    receipt = result.pop("receipt")
    assert (result["ok"], result["code"], result["seq"]) == (True, "ok", event["seq"])
    assert receipt["lot"] == lot["id"]
    assert receipt["amount"] == 7
    assert (receipt["price"], receipt["leader"], receipt["seen"]) == (None, None, None)
    assert receipt["deadline_ms"] == lot["ends_at"]
    assert receipt["late_ms"] == 0
    assert receipt["arrived_ms"] <= receipt["decided_ms"]
    assert Bid.objects.get(code="ok").receipt["arrived_ms"] == receipt["arrived_ms"]


@pytest.mark.parametrize(
    "frame", [{"type": "bid", "amount": 7}, {"type": "pass"}, {"type": "command", "name": "begin"}]
)
def test_a_command_is_answered_to_its_id_as_it_was_spelt(
    site: Site, auction: Auction, max_: User, frame: dict[str, Any]
) -> None:
    client = site.client(auction.pk, max_)
    client.hello()
    if frame["type"] != "command":
        frame = {**frame, "lot": client.lot["id"]}
    for spelt in (str(uuid.uuid4()).upper(), uuid.uuid4().hex):
        client.send(id=spelt, **frame)
        assert client.wait_for("result")["id"] == spelt


def test_a_refused_bid_is_answered_with_what_it_faced(site: Site, auction: Auction, max_: User, mia: User) -> None:
    first, second = site.client(auction.pk, max_), site.client(auction.pk, mia, site.webs[1])
    first.hello(), second.hello()
    assert first.bid(first.lot["id"], 7)["ok"]
    result = second.bid(first.lot["id"], 7, seen=6)
    assert (result["ok"], result["code"]) == (False, "too_low")
    assert result["message"] == "Max got there first at £7m. Next bid: £8m."
    assert (result["receipt"]["price"], result["receipt"]["leader_name"], result["receipt"]["seen"]) == (7, "Max", 6)


def test_the_same_id_again_gets_the_same_answer(site: Site, auction: Auction, max_: User) -> None:
    key = uuid.uuid4()
    client = site.client(auction.pk, max_)
    client.hello()
    answer = client.bid(client.lot["id"], 7, key)
    elsewhere = site.client(auction.pk, max_, site.webs[1])
    elsewhere.hello()
    assert elsewhere.bid(client.lot["id"], 7, key) == answer
    assert client.bid(client.lot["id"], 7, key) == answer
    assert Bid.objects.count() == 1
    assert AuctionEvent.objects.filter(kind="bid_placed").count() == 1


def test_an_id_used_for_something_else_is_refused(site: Site, auction: Auction, max_: User) -> None:
    key = uuid.uuid4()
    client = site.client(auction.pk, max_)
    client.hello()
    assert client.bid(client.lot["id"], 7, key)["ok"]
    assert client.bid(client.lot["id"], 8, key)["code"] == "id_reused"
    assert client.command("pause", key)["code"] == "id_reused"


def test_pass_and_commands_work_by_role(site: Site, auction: Auction, carla: User, max_: User) -> None:
    commissioner, manager = site.client(auction.pk, carla), site.client(auction.pk, max_)
    commissioner.hello(), manager.hello()
    manager.send(type="pass", id=uuid.uuid4(), lot=manager.lot["id"])
    assert manager.wait_for("result")["ok"]
    assert manager.command("pause")["code"] == "forbidden"
    assert commissioner.command("pause", reason="Lunch.")["ok"]
    assert manager.wait_for_event("auction_paused")["data"]["auction"]["pause_reason"] == "Lunch."
    assert manager.bid(manager.lot["id"], 9)["code"] == "paused"
    assert commissioner.command("resume")["ok"]
    assert manager.wait_for_event("auction_resumed")["data"]["auction"]["status"] == "active"


def test_what_the_auction_does_not_offer_is_refused(site: Site, auction: Auction, max_: User) -> None:
    client = site.client(auction.pk, max_)
    client.hello()
    client.send(type="nominate", id=uuid.uuid4(), asset="1", amount=1)
    assert client.wait_for("result")["code"] == "not_offered"


def test_a_ping_is_answered_with_the_head(site: Site, auction: Auction, max_: User) -> None:
    client = site.client(auction.pk, max_)
    client.hello()
    pong = client.ping(t=123.5)
    assert (pong["t"], client.head()) == (123.5, client.seq)
    assert abs(pong["now"] - client.frames[0]["now"]) < 60_000


def test_presence_is_seen_across_processes(site: Site, auction: Auction, carla: User, max_: User, olga: User) -> None:
    client = site.client(auction.pk, carla)
    client.hello()
    carlas, maxs, mias = (client.participant(name)["id"] for name in ("Carla", "Max", "Mia"))

    def wait_for(maxs_presence: str, spectators: int) -> None:
        here = {carlas: "here", maxs: maxs_presence, mias: "gone"}
        client.wait_for("presence", participants=here, spectators=spectators)

    wait_for("gone", 0)
    other = site.client(auction.pk, max_, site.webs[1])
    wait_for("here", 0)
    watcher = site.client(auction.pk, olga, site.webs[1])
    wait_for("here", 1)
    other.hang_up()
    wait_for("gone", 1)
    watcher.hang_up()
    wait_for("gone", 0)


def test_what_is_private_reaches_its_owner_alone(site: Site, auction: Auction, max_: User, mia: User) -> None:
    bidder, other = site.client(auction.pk, max_), site.client(auction.pk, mia, site.webs[1])
    bidder.hello(), other.hello()
    lot = bidder.lot["id"]
    assert bidder.bid(lot, 7)["ok"]
    frame = bidder.wait_for("you")
    assert frame == {"type": "you", "seq": bidder.seq, "you": bidder.you}
    assert frame["you"]["participant"] == bidder.participant("Max")["id"]
    other.wait_for_event("bid_placed")
    other.ping()
    assert not [each for each in other.frames if each["type"] in {"you", "result"}]
    assert [each["you"]["user"] for each in other.frames if "you" in each] == [str(mia.pk)]


def test_owners_of_a_seat_have_answers_of_their_own_see_what_it_holds_and_who_of_them_bid(
    site: Site, auction: Auction, max_: User, mia: User, otto: User
) -> None:
    league = auction.league
    cast.share_seat(league, max_, otto)
    manager, owner, other = (
        site.client(auction.pk, user, web)
        for user, web in ((max_, site.webs[0]), (otto, site.webs[1]), (mia, site.webs[0]))
    )
    manager.hello(), owner.hello(), other.hello()
    assert owner.you == manager.you | {"user": str(otto.pk)}
    lot, otto_bid = owner.lot["id"], {"user": str(otto.pk), "name": "Otto"}
    seq = owner.bid(lot, 7)["seq"]
    for client in (manager, owner):
        seen = client.wait_for("you")["you"]
        assert (seen["available"], seen["bidders"]) == (999_993, {str(seq): otto_bid})
    assert manager.bid(lot, 9)["code"] == "already_leading", "the seat leads"
    assert site.client(auction.pk, max_).hello()["you"]["bidders"] == {str(seq): otto_bid}
    other.wait_for_event("bid_placed")
    other.ping()
    assert not [each for each in (*other.frames, *manager.frames) if each["type"] == "result" and each["ok"]]
    assert "Otto" not in str(other.frames)
    assert Bid.objects.get(code="ok").actor == otto
    end_ownership(cast.member_of(league, otto), cast.member_of(league, otto))
    assert owner.wait_for("you")["you"] == {
        "user": str(otto.pk), "role": "spectator", "participant": None, "proxies": {}, "limits": {},
        "available": None, "places": [], "no_place": {}, "bidders": {}, "outbid": [],
    }  # fmt: skip
    assert owner.bid(lot, 20)["code"] == "not_a_participant"


def test_an_operator_watches_and_an_outsider_does_not(site: Site, auction: Auction, olga: User, otto: User) -> None:
    operator = site.client(auction.pk, olga)
    assert operator.hello()["you"]["role"] == "spectator"
    assert operator.bid(operator.lot["id"], 3)["code"] == "not_a_participant"
    assert operator.command("pause")["code"] == "forbidden"
    assert site.client(auction.pk, otto).wait_closed() == 4403


def test_who_joins_late_sees_the_room_as_it_is(
    site: Site, league: League, carla: User, max_: User, mia: User, otto: User
) -> None:
    auction = cast.auction_of(league, begun=False)
    commissioner = site.client(auction.pk, carla)
    commissioner.hello()
    join_league(otto, league.code)
    late = site.client(auction.pk, otto, site.webs[1])
    assert late.hello()["you"]["participant"] is not None
    commissioner.wait_for_event("participant_joined")
    assert commissioner.command("begin")["ok"]
    for client in (commissioner, late):
        client.wait_for_event("lot_started")
    assert late.bid(late.lot["id"], 11)["ok"]
    for client in (commissioner, late):
        client.wait_for_event("bid_placed")
    later = site.client(auction.pk, max_)
    later.hello()
    assert later.state == late.state == commissioner.state
    again = site.client(auction.pk, otto)
    again.hello()
    late.wait_until(lambda: same(late, again), f"{late.you} to be {again.you}")


def test_two_auctions_at_once_never_mix(site: Site, auction: Auction, max_: User, mia: User, otto: User) -> None:
    other_auction = cast.auction_of(cast.make_league(otto, max_, name="The Other League", **CALM))
    here = [site.client(auction.pk, user, web) for user in (max_, mia) for web in site.webs]
    there = [site.client(other_auction.pk, user, web) for user in (max_, otto) for web in site.webs]
    for client in (*here, *there):
        client.hello()
    for amount in range(1, 11):
        assert here[0 if amount % 2 else 2].bid(here[0].lot["id"], amount)["ok"]
        assert there[0 if amount % 2 else 3].bid(there[0].lot["id"], 100 * amount)["ok"]
    assert here[0].bid(there[0].lot["id"], 5000)["code"] == "no_such_lot"
    for mine, clients in ((auction, here), (other_auction, there)):
        last = engine.read(mine.pk).seq
        bids = [bid.amount for bid in Bid.objects.filter(auction=mine, code="ok").order_by("amount")]
        for client in clients:
            client.wait_until(lambda: client.seq == last, "all events")  # noqa: B023
            # One process may publish before the other, and what came too early comes again: so by seq.
            placed = {event["seq"]: event for event in client.events if event["kind"] == "bid_placed"}
            assert [placed[seq]["data"]["detail"]["amount"] for seq in sorted(placed)] == bids
            assert client.state["auction"]["id"] == str(mine.pk)


def test_a_cut_to_the_database_is_not_noticed(site: Site, auction: Auction, max_: User) -> None:
    client = site.client(auction.pk, max_)
    client.hello()
    lot = client.lot["id"]
    assert client.bid(lot, 3)["ok"]
    cut_connections()
    assert client.bid(lot, 2)["code"] == "already_leading"
    for web in site.webs:
        for _ in range(4):  # more often than there are threads that read
            fresh = site.client(auction.pk, max_, web)
            fresh.hello()
            assert fresh.lot["price"] == 3
            assert fresh.head() == fresh.seq


def cut_connections() -> None:
    """End all connections to the database but this process's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    connection.pool.check()  # type: ignore[attr-defined] # this process's own idle ones were among them


def test_frames_are_within_the_protocols_shapes(site: Site, auction: Auction, max_: User) -> None:
    client = site.client(auction.pk, max_)
    client.hello()
    assert client.bid(client.lot["id"], 3)["ok"]
    client.ping()
    client.wait_until(lambda: {"events", "you"} <= {frame["type"] for frame in client.frames}, "the bid's event")
    assert {kind: set(frame) for kind, frame in ((each["type"], each) for each in client.frames)} == {
        "snapshot": {"type", "epoch", "seq", "now", "state", "you"},
        "events": {"type", "epoch", "events"},
        "result": {"type", "id", "ok", "code", "message", "seq", "receipt"},
        "you": {"type", "seq", "you"},
        "pong": {"type", "t", "now", "seq"},
        "switches": {"type", "bidding", "running_auctions", "new_auctions", "read_only", "version"},
        **({"presence": {"type", "participants", "spectators"}} if _presence_came(client) else {}),
    }
    assert "email" not in json.dumps(client.frames)
    assert "example.com" not in json.dumps(client.frames)


def _presence_came(client: Client) -> bool:
    return any(frame["type"] == "presence" for frame in client.frames)


def test_who_loses_the_line_is_gone(site: Site, auction: Auction, max_: User, mia: User) -> None:
    watching = site.client(auction.pk, mia)
    watching.hello()
    seat = cast.actor_in(auction.league, max_).participant
    client = site.client(auction.pk, max_, site.webs[1])
    watching.wait_until(lambda: watching.frames[-1].get("participants", {}).get(str(seat)) == "here", "Max")
    client.cut()
    watching.wait_until(lambda: watching.frames[-1].get("participants", {}).get(str(seat)) == "gone", "no Max")


def test_socket_to_an_auction_that_cannot_be_read_is_told_so_and_the_next_room_is_not(
    site: Site, auction: Auction, max_: User, otto: User
) -> None:
    other = cast.auction_of(cast.make_league(otto, max_, name="The Sunday League"))
    cast.make_unreadable(auction)
    client = site.client(auction.pk, max_)
    client.send(type="hello")
    assert client.wait_closed() == 4505
    assert site.client(other.pk, max_).hello()["type"] == "snapshot"
