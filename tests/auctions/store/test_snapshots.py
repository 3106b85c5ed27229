"""Snapshots: written beside the bids, a few kept, and nobody ever waits for one."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import orjson
import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from auctions import engine
from auctions.models import Auction, AuctionSnapshot
from auctions.rules.commands import Cancel
from auctions.rules.state import AuctionState
from auctions.store import codec, journal, snapshots, state_cache
from leagues.models import League
from rollouts.testing import flags
from tests import cast
from tests.live import eventually
from tests.threads import held

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def league(carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, **cast.QUICK, lot_seconds=600, budget=10_000)


@pytest.fixture
def auction(league: League, settings: Any) -> Auction:
    """Begun at event 3, with a snapshot every 5 events, however soon they follow each other."""
    settings.SNAPSHOT_EVENTS, settings.SNAPSHOT_SECONDS = 5, 0
    return cast.auction_of(league)


@pytest.fixture(autouse=True)
def new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing in its memory."""
    monkeypatch.setattr(state_cache, "memory", state_cache.StateMemory())


def bid_up_to(auction: Auction, people: tuple[User, User], seq: int) -> AuctionState:
    """Max and Mia in turn, until the newest event has this number."""
    turn = 0
    while engine.read(auction.pk).seq < seq:
        cast.bid(auction, people[turn % 2], turn + 1)
        turn += 1
    return engine.read(auction.pk)


def written(auction: Auction) -> list[int]:
    """The numbers of the auction's snapshots, once all that were asked for are written."""
    snapshots.write_snapshots([])
    return list(AuctionSnapshot.objects.filter(auction=auction).values_list("seq", flat=True))


def kept_states(auction: Auction) -> list[AuctionState]:
    rows = AuctionSnapshot.objects.filter(auction=auction)
    return [codec.load_state(orjson.loads(orjson.dumps(row.state))) for row in rows]


def test_snapshot_is_due_where_so_many_events_are_passed(auction: Auction, max_: User, mia: User) -> None:
    state = bid_up_to(auction, (max_, mia), 9)
    assert written(auction) == [5]
    batch = [cast.bid_of(auction, user, 100 + turn) for turn, user in enumerate((max_, mia, max_))]
    engine.execute(auction.pk, *batch)
    assert written(auction) == [5, state.seq + 3]
    assert kept_states(auction)[-1] == engine.read(auction.pk)


def test_snapshot_is_not_due_again_at_once(auction: Auction, max_: User, mia: User, settings: Any) -> None:
    settings.SNAPSHOT_SECONDS = 60
    bid_up_to(auction, (max_, mia), 26)
    assert written(auction) == [5]
    settings.SNAPSHOT_SECONDS = 0
    bid_up_to(auction, (max_, mia), 30)
    assert written(auction) == [5, 30]


def test_end_of_an_auction_removes_its_snapshots_however_soon(
    auction: Auction, max_: User, mia: User, settings: Any
) -> None:
    settings.SNAPSHOT_SECONDS = 60
    bid_up_to(auction, (max_, mia), 6)
    assert written(auction) == [5]
    cast.do(auction, Cancel(actor=cast.actor_in(auction.league), reason="It rains."))
    assert written(auction) == []


def test_snapshot_of_many_lots_is_due_more_seldom(
    auction: Auction, max_: User, mia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "LOTS_PER_EVENT", 3)
    bid_up_to(auction, (max_, mia), 26)
    assert auction.lots.count() == 36
    assert written(auction) == [12, 24]


def test_only_the_newest_are_kept(auction: Auction, max_: User, mia: User) -> None:
    bid_up_to(auction, (max_, mia), 26)
    assert written(auction) == [15, 20, 25]


def test_without_the_flag_none_is_written(auction: Auction, max_: User, mia: User) -> None:
    with flags(enable_state_snapshots=False):
        bid_up_to(auction, (max_, mia), 12)
    assert written(auction) == []
    with flags(use_state_persistence=False, enable_state_snapshots=True):
        bid_up_to(auction, (max_, mia), 18)
    assert written(auction) == []


def test_auction_that_is_over_needs_none(auction: Auction, max_: User, mia: User) -> None:
    bid_up_to(auction, (max_, mia), 12)
    assert written(auction) == [5, 10]
    cast.do(auction, Cancel(actor=cast.actor_in(auction.league), reason="Late"))
    assert written(auction) == []


def test_process_that_is_behind_writes_nothing_over_what_is_newer(auction: Auction, max_: User, mia: User) -> None:
    behind = bid_up_to(auction, (max_, mia), 8)
    bid_up_to(auction, (max_, mia), 11)
    assert written(auction) == [5, 10]
    snapshots.write_snapshot(behind)
    assert written(auction) == [5, 10]


def test_snapshot_of_a_newer_epoch_takes_the_place_of_an_older_one(auction: Auction, max_: User, mia: User) -> None:
    state = bid_up_to(auction, (max_, mia), 10)
    assert written(auction) == [5, 10]
    Auction.objects.filter(pk=auction.pk).update(epoch=2)
    snapshots.write_snapshot(replace(state, seq=9))
    assert written(auction) == [5, 10], "nothing of the old journal is written any more"
    snapshots.write_snapshot(replace(state, epoch=2))
    assert list(AuctionSnapshot.objects.values_list("seq", "epoch")) == [(5, 1), (10, 2)]


def test_numbers_are_once_for_each_auction_and_from_one(auction: Auction) -> None:
    row = AuctionSnapshot.objects.create(auction=auction, seq=7, epoch=1, state={})
    for seq, name in ((7, "snapshot_once_per_auction_and_seq"), (0, "snapshot_seq_positive")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            AuctionSnapshot.objects.create(auction=auction, seq=seq, epoch=1, state={})
    assert row.made_at is not None


# Nobody waits ---------------------------------------------------------------------------------------
def locked_away() -> AbstractContextManager[None]:
    """Nobody can read or write the table of snapshots."""

    def lock() -> None:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE auctions_auctionsnapshot IN ACCESS EXCLUSIVE MODE")

    return held(lock)


def test_bids_go_on_while_no_snapshot_can_be_written(
    auction: Auction, max_: User, mia: User, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "_SET_TIMEOUT", "SET LOCAL statement_timeout = '10min'")
    monkeypatch.setattr(snapshots, "_writer", snapshots._Writer(waiting_at_most=2))
    with locked_away():
        state = bid_up_to(auction, (max_, mia), 40)
        assert "snapshot.dropped" in caplog.text
        assert "snapshot.failed" not in caplog.text, "the bids waited until a write was given up"
    assert state.seq == 40
    written(auction)
    bid_up_to(auction, (max_, mia), 45)
    assert written(auction)[-1] == 45


def test_write_that_waits_too_long_is_given_up_and_the_next_counts(
    auction: Auction, max_: User, mia: User, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "_SET_TIMEOUT", "SET LOCAL statement_timeout = '1s'")
    monkeypatch.setattr(snapshots, "_writer", snapshots._Writer(waiting_at_most=2))
    with locked_away():
        bid_up_to(auction, (max_, mia), 5)
        eventually(lambda: "snapshot.failed" in caplog.text, "the write that waited is given up")
    written(auction)
    bid_up_to(auction, (max_, mia), 45)
    assert written(auction)[-1] == 45


def test_state_that_cannot_be_written_is_a_line_in_the_log(
    auction: Auction, max_: User, mia: User, caplog: pytest.LogCaptureFixture
) -> None:
    state = bid_up_to(auction, (max_, mia), 4)
    broken = replace(state, seq=5, participants={1: object()})  # type: ignore[dict-item] # nothing that JSON knows
    snapshots.offer_snapshot(broken, journal.events_after(auction.pk, 3, 1))
    assert written(auction) == []
    assert "snapshot.failed" in caplog.text
    bid_up_to(auction, (max_, mia), 5)
    assert written(auction) == [5]


def test_snapshot_that_cannot_even_be_offered_fails_no_bid(
    auction: Auction, max_: User, mia: User, caplog: pytest.LogCaptureFixture
) -> None:
    state = bid_up_to(auction, (max_, mia), 5)
    nameless = replace(state, auction=replace(state.auction, id="no id"))
    snapshots.offer_snapshot(nameless, journal.events_after(auction.pk, 3, 2))
    assert "snapshot.failed" in caplog.text


# The end of a process -------------------------------------------------------------------------------
def test_process_that_leaves_writes_what_runs_in_its_memory(
    auction: Auction, carla: User, max_: User, mia: User
) -> None:
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"), begun=False)
    over = cast.auction_of(cast.make_league(carla, max_, name="The Monday League"))
    cast.do(over, Cancel(actor=cast.actor_in(over.league), reason="Late"))
    engine.read(other.pk)
    bid_up_to(auction, (max_, mia), 8)
    snapshots.start_writer()
    state_cache.snapshot_running_auctions()
    assert [written(each) for each in (auction, other, over)] == [[5, 8], [1], []]
    state_cache.snapshot_running_auctions()
    assert written(auction) == [5, 8]


def test_process_that_leaves_does_not_wait_for_ever(
    auction: Auction, max_: User, mia: User, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "FINISH_SECONDS", 0.3)
    monkeypatch.setattr(snapshots, "_SET_TIMEOUT", "SET LOCAL statement_timeout = '60s'")
    monkeypatch.setattr(snapshots, "_writer", snapshots._Writer())
    bid_up_to(auction, (max_, mia), 4)
    snapshots.start_writer()
    with locked_away():
        state_cache.snapshot_running_auctions()
        assert "snapshot.failed" not in caplog.text, "it waited until the write was given up"
    assert "snapshot.left_behind" in caplog.text


def test_many_threads_offer_at_once(auction: Auction, max_: User, mia: User) -> None:
    state = bid_up_to(auction, (max_, mia), 4)
    with ThreadPoolExecutor(8) as pool:
        for seq in range(100, 150):
            pool.submit(snapshots._writer.offer, replace(state, seq=seq))
    numbers = written(auction)
    assert len(numbers) == snapshots.KEPT
    assert numbers[-1] == 149
