"""The engine on the real database: decisions, bids with their receipts, and the lock."""

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest
from django.db import connection, transaction
from structlog.testing import capture_logs

from accounts.models import User
from auctions import engine
from auctions.engine import AuctionBusy, NoSuchAuction
from auctions.models import Auction, Bid
from auctions.publish import broadcast, groups
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Begin, Pause, PlaceBid, Tick, UndoSale
from auctions.rules.state import AuctionState
from auctions.store import journal, state_cache
from auctionsite.postgresql import lock_limits
from leagues.models import League
from rollouts.evaluation.evaluate import bucket
from rollouts.evaluation.types import BucketBy
from rollouts.models import Flag
from rollouts.testing import flags
from tests import cast
from tests.auctions.consistency import consistent_state
from tests.auctions.publish.listening import listening
from tests.auctions.stored_auction import counts, read_anew
from tests.live import eventually
from tests.threads import at_once, held, lock_table, waiting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def league(carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, **cast.QUICK)


@pytest.fixture
def auction(league: League) -> Auction:
    """Begun, with its first lot open."""
    return cast.auction_of(league)


# Execute --------------------------------------------------------------------------------------------
def test_unknown_auction_raises() -> None:
    unknown = uuid.uuid4()
    for call in (lambda: engine.execute(unknown, Tick(actor=SYSTEM)), lambda: engine.read(unknown)):
        with pytest.raises(NoSuchAuction, match=str(unknown)):
            call()


def test_simulated_clock_is_what_commands_are_decided_by(auction: Auction) -> None:
    then = journal.now_ms() + 1_000
    pause = Pause(actor=cast.actor_in(auction.league), reason="Tea.")
    assert engine.execute(auction.pk, pause, clock=lambda: then)[0].ok
    assert consistent_state(auction.pk).auction.paused_at == then


@pytest.mark.parametrize("kept", [True, False])
def test_memory_serves_where_flags_let_it(auction: Auction, max_: User, kept: bool) -> None:
    with flags(use_state_persistence=kept, use_state_persistence_bid=kept):
        state_cache.memory.forget(auction.pk)
        assert cast.bid(auction, max_, 5, lot=auction.lots.get(status="open").pk).ok
        assert (state_cache.memory.get(auction.pk, auction.epoch) is not None) is kept


@pytest.mark.parametrize("kept", [True, False])
def test_read_is_served_from_memory_where_flags_let_it(auction: Auction, kept: bool) -> None:
    with flags(use_state_persistence=kept, use_state_persistence_bid=kept):
        state_cache.memory.forget(auction.pk)
        first = engine.read(auction.pk)
        assert (engine.read(auction.pk) is first) is kept


def test_memory_serves_the_auctions_that_a_percentage_lets_in(auction: Auction, max_: User) -> None:
    place = bucket("use_state_persistence_bid", BucketBy.AUCTION, str(auction.pk))
    flag = Flag.objects.create(
        name="use_state_persistence_bid", bucket_by=BucketBy.AUCTION, percent=Decimal(place + 1) / 100
    )
    state_cache.memory.forget(auction.pk)
    first = engine.read(auction.pk)
    assert engine.read(auction.pk) is first
    assert cast.bid(auction, max_, 5, lot=first.open_lots[0]).ok
    assert state_cache.memory.all_states()[-1].seq == first.seq + 1
    flag.percent = Decimal(place) / 100
    flag.save()
    assert engine.read(auction.pk) is not engine.read(auction.pk)


def test_command_decided_from_memory_reads_no_lot(auction: Auction) -> None:
    now = engine.read(auction.pk).lots[cast.open_lot(auction)].opened_at or 0
    with held(lambda: lock_table("auctions_lot")):
        [outcome] = engine.execute(auction.pk, Tick(actor=SYSTEM), clock=lambda: now)
    assert outcome.ok


def test_execute_inside_a_transaction_raises(auction: Auction) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        engine.execute(auction.pk, Tick(actor=SYSTEM))


def test_what_was_decided_is_told_and_logged_with_who_gave_the_command(league: League, carla: User) -> None:
    auction = cast.auction_of(league, begun=False)
    with capture_logs() as logs:
        assert cast.do(auction, Begin(actor=cast.actor_in(league))).ok
        broadcast.flush()
    said = {line["event"]: line for line in logs}
    assert said["lot_started.emitted"]["lotNumber"] == 1
    assert said["begin_auction.called"]["userId"] == carla.pk


def test_room_is_told_of_seats_that_stand_otherwise_than_before_the_batch(
    auction: Auction, max_: User, mia: User
) -> None:
    cast.bid(auction, mia, 5)
    broadcast.flush()
    with listening(groups.auction_room(auction.pk)) as next_message:
        engine.execute(auction.pk, cast.bid_of(auction, max_, 6), cast.bid_of(auction, mia, 7))
        told = [event["data"] for event in json.loads(next_message()["text"])["events"]]
    assert [each["detail"]["amount"] for each in told] == [6, 7]
    seats = [seat["id"] for each in told for seat in each.get("participants", ())]
    assert seats == [str(cast.actor_in(auction.league, mia).participant)], "Max was outbid again in the same batch"


def test_preview_shows_the_change_and_changes_nothing(auction: Auction, max_: User) -> None:
    lot = cast.sell(auction, max_, 40)
    before = counts(auction)
    state, decision = engine.preview(auction.pk, UndoSale(actor=cast.actor_in(auction.league), lot=lot))
    assert (state.lots[lot].status, decision.state.lots[lot].status) == ("sold", "queued")
    assert (counts(auction), consistent_state(auction.pk)) == (before, state)


def test_preview_is_decided_now_and_under_the_switches_of_now(auction: Auction, max_: User) -> None:
    before = journal.now_ms()
    _, decision = engine.preview(auction.pk, Pause(actor=cast.actor_in(auction.league)))
    assert before <= (decision.state.auction.paused_at or 0) <= journal.now_ms()
    with flags(read_only=True):
        _, decision = engine.preview(auction.pk, cast.bid_of(auction, max_, 5))
    assert decision.rejection is not None
    assert decision.rejection.code is Code.READ_ONLY


def test_command_that_changes_nothing_leaves_no_event(auction: Auction) -> None:
    before = counts(auction)
    outcome = cast.do(auction, Tick(actor=SYSTEM))
    assert (outcome.ok, outcome.seq, counts(auction)) == (True, 3, before)


def test_commands_of_a_batch_are_decided_in_order_each_on_the_one_before(
    auction: Auction, max_: User, mia: User
) -> None:
    lot, now = cast.open_lot(auction), journal.now_ms()
    bids = [
        PlaceBid(actor=cast.actor_in(auction.league, user), lot=lot, amount=amount, arrived=now)
        for user, amount in ((max_, 5), (mia, 5), (mia, 6), (max_, 9))
    ]
    outcomes = engine.execute(auction.pk, *bids)
    assert [outcome.code for outcome in outcomes] == [Code.OK, Code.TOO_LOW, Code.OK, Code.OK]
    assert [outcome.seq for outcome in outcomes] == [4, 4, 5, 6]
    assert list(Bid.objects.filter(auction=auction).values_list("amount", "code", "seq")) == [
        (5, "ok", 4),
        (5, "too_low", None),
        (6, "ok", 5),
        (9, "ok", 6),
    ]
    assert consistent_state(auction.pk).lots[lot].price == 9


def test_batch_whose_write_fails_changes_nothing_and_is_not_remembered(auction: Auction, max_: User) -> None:
    before = consistent_state(auction.pk)
    actor = cast.actor_in(auction.league, max_)
    bid = PlaceBid(actor=actor, lot=cast.open_lot(auction), amount=5, arrived=journal.now_ms(), id=uuid.uuid4())
    with pytest.raises(psycopg.errors.StringDataRightTruncation):
        engine.execute(auction.pk, bid, Pause(actor=cast.actor_in(auction.league), reason="x" * 201))
    assert (consistent_state(auction.pk), counts(auction)) == (before, (3, 0, 0))
    assert cast.do(auction, bid).ok


def test_process_that_is_behind_merges_the_newer_events(auction: Auction, max_: User, mia: User) -> None:
    behind = engine.read(auction.pk)
    cast.bid(auction, max_, 5)
    ahead = engine.read(auction.pk)
    state_cache.memory.forget(auction.pk)
    state_cache.memory.keep(auction.pk, behind)
    assert engine.read(auction.pk) == ahead
    state_cache.memory.forget(auction.pk)
    state_cache.memory.keep(auction.pk, behind)
    assert cast.bid(auction, mia, 5).code is Code.TOO_LOW


def test_process_without_memory_reads_the_tables(auction: Auction, max_: User, mia: User) -> None:
    cast.bid(auction, max_, 5)
    state_cache.memory.forget(auction.pk)
    assert cast.bid(auction, mia, 5).code is Code.TOO_LOW
    consistent_state(auction.pk)


# Bids and receipts ----------------------------------------------------------------------------------
def test_rejected_bid_is_kept_with_its_receipt(auction: Auction, max_: User, mia: User) -> None:
    cast.bid(auction, mia, 7)
    arrived = journal.now_ms()
    outcome = cast.bid(auction, max_, 7, arrived=arrived)
    row = Bid.objects.get(auction=auction, code="too_low")
    assert (row.amount, row.seq, row.lot_id) == (7, None, cast.open_lot(auction))
    assert (row.participant_id, row.actor_id) == (cast.actor_in(auction.league, max_).participant, max_.pk)
    assert row.arrived_at == datetime.fromtimestamp(arrived / 1000, UTC)
    assert row.receipt == outcome.receipt
    assert (row.receipt["price"], row.receipt["late_ms"]) == (7, 0)


def test_late_bid_is_kept_with_how_late_it_was(auction: Auction, max_: User) -> None:
    lot = engine.read(auction.pk).lots[cast.open_lot(auction)]
    assert lot.ends_at is not None
    assert cast.bid(auction, max_, 7, arrived=lot.ends_at + 12).code is Code.LOT_CLOSED
    row = Bid.objects.get(auction=auction)
    assert (row.code, row.receipt["late_ms"], row.receipt["deadline_ms"]) == ("lot_closed", 12, lot.ends_at)


def test_bid_of_a_stranger_on_an_unknown_lot_is_kept_without_either(auction: Auction, otto: User) -> None:
    stranger = Actor(user=otto.pk, role=ActorRole.SPECTATOR, participant=987_654)
    outcome = cast.do(auction, PlaceBid(actor=stranger, lot=987_654, amount=5, arrived=journal.now_ms()))
    row = Bid.objects.get(auction=auction)
    assert (outcome.code, row.code) == (Code.NOT_A_PARTICIPANT, "not_a_participant")
    assert (row.lot_id, row.participant_id, row.receipt["lot"]) == (None, None, 987_654)


# The lock -------------------------------------------------------------------------------------------
def locked(auction: Auction) -> AbstractContextManager[None]:
    """Another connection holds the auction's row."""
    return held(lambda: Auction.objects.select_for_update(no_key=True).get(pk=auction.pk))


@pytest.mark.usefixtures("strict_locks")
def test_lock_that_cannot_be_had_is_busy_and_nothing_is_changed(auction: Auction, max_: User) -> None:
    before = counts(auction)
    bid = PlaceBid(
        actor=cast.actor_in(auction.league, max_),
        lot=cast.open_lot(auction),
        amount=5,
        arrived=journal.now_ms(),
        id=uuid.uuid4(),
    )
    with locked(auction):
        with pytest.raises(AuctionBusy, match=str(auction.pk)):
            engine.execute(auction.pk, bid)
        assert engine.read(auction.pk).seq == 3  # reading waits for nobody
    assert counts(auction) == before
    assert cast.do(auction, bid).ok


@pytest.fixture
def without_memory() -> Iterator[None]:
    with flags(use_state_persistence=False):
        yield


def read_while_another_commits(auction: Auction) -> list[AuctionState | Exception]:
    """Return what a read returns or raises if a commit comes while it stands between two of its statements."""
    with ThreadPoolExecutor(1) as pool, held(lambda: lock_table("auctions_lot")):
        reading = pool.submit(at_once, lambda: engine.read(auction.pk), 1)
        eventually(lambda: waiting("relation", "auctions_lot"), "the read waits for the lots")
        read_anew(auction)
    return reading.result()


def test_read_that_a_commit_came_between_begins_again(auction: Auction, without_memory: None) -> None:
    epoch = engine.read(auction.pk).epoch
    [state] = read_while_another_commits(auction)
    assert isinstance(state, AuctionState)
    assert state.epoch == epoch + 1


def test_read_of_an_auction_that_never_rests_is_busy(
    auction: Auction, without_memory: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "READ_TRIES", 1)
    [error] = read_while_another_commits(auction)
    assert isinstance(error, AuctionBusy)
    assert error.args == (auction.pk,)


@pytest.mark.parametrize(("quick", "limit"), [(True, "QUICK_MS"), (False, "HELD_MS")])
def test_lock_is_lost_sooner_where_bids_and_ticks_alone_are_decided(
    auction: Auction, strict_locks: None, *, quick: bool, limit: str
) -> None:
    """One that is stopped in the middle would hold the room up; what may write more has more time for it."""
    tick, pause = Tick(actor=SYSTEM), Pause(actor=cast.actor_in(auction.league))
    limits: list[str] = []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT setting FROM pg_settings WHERE name = 'transaction_timeout'")
            limits.extend(cursor.fetchone())

    engine.execute(auction.pk, tick, *(() if quick else (pause,)), guard=look)
    assert limits == [str(getattr(lock_limits, limit))]


def test_other_auction_does_not_wait_for_the_lock(auction: Auction, carla: User, max_: User) -> None:
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    with locked(auction):
        assert cast.bid(other, max_, 5).ok
