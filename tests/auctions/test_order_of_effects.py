"""Effects come in their order: stamp, lock, clock, commit, message; and what comes while a socket catches up stays.

Each test stops the product where the wrong order would show, waits until it stands there, and lets it go on.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import User
from auctions import engine
from auctions.models import Auction, Heartbeat
from auctions.publish import broadcast
from auctions.rules.commands import SYSTEM, Tick
from auctions.store import journal
from leagues.models import League
from rollouts.propagation import snapshot
from rollouts.propagation.snapshot import SnapshotFollower
from rollouts.testing import flags
from tests import cast
from tests.live import Site, eventually, token_of
from tests.sockets import Client
from tests.threads import held, lock_table, waiting

CALM: dict[str, Any] = {"lot_seconds": 600, "grace_ms": 0, "break_seconds": 0}
CLOCKS_APART_MS = 100
"""A process knows the database's clock to a few milliseconds; far less than what the tests wait."""
GATE = 7_001


@pytest.fixture
def auction(transactional_db: None, carla: User, max_: User, mia: User) -> Auction:
    """Begun, and nothing happens by itself."""
    return cast.auction_of(cast.make_league(carla, max_, mia, **CALM))


def lock_row(auction: Auction) -> object:
    return Auction.objects.select_for_update(no_key=True).get(pk=auction.pk)


@contextmanager
def commits_held_up() -> Iterator[None]:
    """In this block whoever has written an event stands just before the end of its commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        cursor.execute(
            f"CREATE FUNCTION stand_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" PERFORM set_config('lock_timeout', '0', true), pg_advisory_xact_lock_shared({GATE});"
            f" RETURN NULL; END $$"
        )
        cursor.execute(
            "CREATE CONSTRAINT TRIGGER stand_at_commit AFTER INSERT ON auctions_auctionevent"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stand_at_commit()"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])


def remove_gate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION stand_at_commit() CASCADE")


def all_messages_have_come(beside: Client, league: League) -> None:
    """Wait until what was published before now has come to the web process: messages keep their order."""
    broadcast.trades_changed(league.pk)
    beside.wait_for("trades_changed")


def beside_the_room(site: Site, auction: Auction, user: User) -> Client:
    """A socket of the league at the same web process, once it hears what is published."""
    beside = site.socket(f"/ws/league/{auction.league_id}/", user)

    def hears() -> bool:
        broadcast.trades_changed(auction.league_id)
        beside.read(0.5)
        return beside.take("trades_changed") is not None

    eventually(hears, "the socket has joined")
    beside.ping()
    while beside.take("trades_changed"):
        pass
    return beside


def test_clock_is_read_after_the_lock(auction: Auction, max_: User) -> None:
    bid = cast.bid_of(auction, max_, 5)
    receipts: list[dict[str, int]] = []
    bidder = threading.Thread(target=lambda: receipts.append(cast.do(auction, bid).receipt or {}))
    with held(lambda: lock_row(auction)):
        bidder.start()
        eventually(lambda: waiting("transactionid"), "the bid waits for the lock")
        let_go = journal.now_ms()
    bidder.join(60)
    assert receipts[0]["decided_ms"] >= let_go


@pytest.fixture
def unaware(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process knows the flags as they are now, and hears of no change."""
    snapshot.newest()
    monkeypatch.setattr(snapshot, "_follower", SnapshotFollower("clock", lambda: 0))


@pytest.mark.parametrize("switch", [{"bidding": False}, {"running_auctions": False}, {"read_only": True}], ids=str)
def test_tick_of_a_process_that_has_not_heard_of_a_switch_closes_nothing(
    unaware: None, league: League, max_: User, switch: dict[str, bool]
) -> None:
    """The switches are read after the lock: whoever refused a bid by them has had it before."""
    auction = cast.auction_of(league)
    before = engine.read(auction.pk)
    overdue = journal.now_ms() + 600_000
    clock = threading.Thread(target=lambda: engine.execute(auction.pk, Tick(actor=SYSTEM), clock=lambda: overdue))
    with ExitStack() as off:
        with held(lambda: lock_row(auction)):
            clock.start()
            eventually(lambda: waiting("transactionid"), "the tick waits for the lock")
            off.enter_context(flags(**switch))
        clock.join(60)
    lots = engine.read(auction.pk).lots
    assert {lot.id: lot.status for lot in lots.values()} == {lot.id: lot.status for lot in before.lots.values()}


def test_room_hears_of_nothing_that_is_not_committed(site: Site, auction: Auction, max_: User, mia: User) -> None:
    client = site.client(auction.pk, mia)
    client.hello()
    beside = beside_the_room(site, auction, mia)
    bid, before = cast.bid_of(auction, max_, 5), client.seq
    bidder = threading.Thread(target=cast.do, args=(auction, bid))
    try:
        with commits_held_up():
            bidder.start()
            eventually(lambda: waiting("advisory"), "the bid's commit is held up")
            all_messages_have_come(beside, auction.league)
            client.ping()
            assert client.seq == before, "a message overtook its commit"
        client.wait_for_event("bid_placed")
        bidder.join(60)
    finally:
        remove_gate()


def test_arrival_is_stamped_before_a_bid_waits_and_held_until_it_is_decided(
    site: Site, auction: Auction, max_: User
) -> None:
    client = site.client(auction.pk, max_)
    client.hello()
    under_way = Heartbeat.objects.filter(kind="web", undecided__has_key=str(auction.pk))
    with held(lambda: lock_row(auction)):
        client.send(type="bid", id="00000000-0000-0000-0000-000000000001", lot=client.lot["id"], amount=5)
        client.ping()  # frames are handled in order: the bid has been taken
        taken = journal.now_ms()
        eventually(lambda: journal.now_ms() > taken + 3 * CLOCKS_APART_MS, "some time")
        eventually(under_way.exists, "the process says that it has an undecided bid")
        arrived = [each.undecided[str(auction.pk)] for each in under_way.all()]
    result = client.wait_for("result")
    assert result["ok"]
    assert result["receipt"]["arrived_ms"] <= taken + CLOCKS_APART_MS
    assert arrived == [result["receipt"]["arrived_ms"]]
    eventually(lambda: not under_way.exists(), "all is decided")


@pytest.mark.parametrize("path", ["bids", "commands"])
def test_arrival_over_http_is_stamped_before_the_request_waits_and_held_until_it_is_decided(
    site: Site, auction: Auction, max_: User, path: str
) -> None:
    """It waits where it is asked who bids; nothing of the view has run by then.

    So does what is asked for by name: a lot that is put up has a receipt, also where lots come up in order.
    """
    asset = str(engine.read(auction.pk).queued()[0].asset)
    bodies = {
        "bids": {"lot": str(cast.open_lot(auction)), "amount": 5},
        "commands": {"name": "nominate", "args": {"asset": asset, "amount": 5}},
    }
    sent = {"Authorization": f"Bearer {token_of(max_, site.secret)}", "Idempotency-Key": str(uuid4())}
    under_way = Heartbeat.objects.filter(kind="web", undecided__has_key=str(auction.pk))
    answers: list[Any] = []
    bidder = threading.Thread(
        target=lambda: answers.append(
            site.web.call("POST", f"/api/auction/{auction.pk}/{path}", body=bodies[path], headers=sent, timeout=120)
        )
    )
    with held(lambda: lock_table("accounts_user")):
        bidder.start()
        eventually(lambda: waiting("relation", "accounts_user"), "the bid waits to know who bids")
        taken = journal.now_ms()
        eventually(lambda: journal.now_ms() > taken + 3 * CLOCKS_APART_MS, "some time")
        eventually(under_way.exists, "the process says that it has an undecided bid")
        arrived = [each.undecided[str(auction.pk)] for each in under_way.all()]
    bidder.join(30)
    receipt = answers[0].json()["receipt"]
    assert receipt["arrived_ms"] <= taken + CLOCKS_APART_MS
    assert arrived == [receipt["arrived_ms"]]
    eventually(lambda: not under_way.exists(), "all is decided")


def test_event_that_comes_while_a_socket_catches_up_reaches_it(
    site: Site, auction: Auction, max_: User, mia: User
) -> None:
    bid = cast.bid_of(auction, max_, 5)
    beside = beside_the_room(site, auction, max_)
    with held(lambda: lock_table("leagues_asset")):  # a snapshot has read the state, and waits for names
        client = site.client(auction.pk, mia)
        client.send(type="hello")
        eventually(lambda: waiting("relation", "leagues_asset"), "the snapshot is being made")
        outcome = cast.do(auction, bid)
        all_messages_have_come(beside, auction.league)
    client.wait_for("snapshot")
    client.wait_until(lambda: client.seq == outcome.seq, "the event of the bid", 10)
    assert client.lot["price"] == 5
