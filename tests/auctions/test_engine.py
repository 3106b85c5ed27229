"""The one door, on the real database."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import F
from structlog.testing import capture_logs

from accounts.models import User
from auctions import engine
from auctions.engine import AuctionBusy, NoSuchAuction, Outcome
from auctions.models import Auction, AuctionEvent, Bid, CommandOutcome
from auctions.publish import broadcast
from auctions.rules import clock
from auctions.rules.codes import Code
from auctions.rules.commands import (
    SYSTEM,
    Actor,
    ActorRole,
    Begin,
    Cancel,
    PassLot,
    Pause,
    PlaceBid,
    Resume,
    SetAway,
    Tick,
    UndoSale,
)
from auctions.rules.state import AuctionState
from auctions.seats import take_seat
from auctions.store import codec, journal, state_cache
from leagues.models import League
from leagues.services import join_league
from rollouts.evaluation.evaluate import bucket
from rollouts.evaluation.types import BucketBy
from rollouts.models import Flag
from rollouts.testing import flags
from tests import cast
from tests.auctions.consistency import consistent_state
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


def counts(auction: Auction) -> tuple[int, int, int]:
    """Return how many events, bids and kept answers there are."""
    events, bids, answers = AuctionEvent.objects, Bid.objects, CommandOutcome.objects
    return (
        events.filter(auction=auction).count(),
        bids.filter(auction=auction).count(),
        answers.filter(auction=auction).count(),
    )


# The door -------------------------------------------------------------------------------------------
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


# Once -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("amount", [5, 0])
def test_same_id_again_gets_the_same_answer_and_changes_nothing(auction: Auction, max_: User, amount: int) -> None:
    once = uuid.uuid4()
    first = cast.bid(auction, max_, amount, id=once)
    before = counts(auction)
    again = cast.bid(auction, max_, amount, id=once)
    assert (again, counts(auction)) == (first, before)
    assert first.ok is (amount == 5)


def test_same_id_twice_in_a_batch_is_decided_once(auction: Auction, max_: User) -> None:
    bid = PlaceBid(
        actor=cast.actor_in(auction.league, max_),
        lot=cast.open_lot(auction),
        amount=5,
        arrived=journal.now_ms(),
        id=uuid.uuid4(),
    )
    first, second = engine.execute(auction.pk, bid, bid)
    assert (first, counts(auction)) == (second, (4, 1, 1))


def test_same_id_with_other_content_is_refused_and_the_first_answer_stays(auction: Auction, max_: User) -> None:
    once = uuid.uuid4()
    first = cast.bid(auction, max_, 5, id=once)
    before = counts(auction)
    assert cast.bid(auction, max_, 6, id=once) == Outcome(Code.ID_REUSED, first.seq, {})
    assert cast.do(auction, PassLot(actor=cast.actor_in(auction.league, max_), lot=1, id=once)).code is Code.ID_REUSED
    assert (cast.bid(auction, max_, 5, id=once), counts(auction)) == (first, before)


def test_bid_while_nothing_may_be_changed_is_not_kept_and_may_come_again(auction: Auction, max_: User) -> None:
    bid, before = cast.bid_of(auction, max_, 5, id=uuid.uuid4()), counts(auction)
    with flags(read_only=True):
        assert cast.do(auction, bid) == Outcome(Code.READ_ONLY, 3, {})
    assert counts(auction) == before
    assert cast.do(auction, bid).ok


def test_same_id_of_another_user_is_another_command(auction: Auction, max_: User, mia: User) -> None:
    once = uuid.uuid4()
    assert cast.bid(auction, max_, 5, id=once).ok
    assert cast.bid(auction, mia, 6, id=once).ok
    assert counts(auction) == (5, 2, 2)


def test_same_id_in_another_auction_is_another_command(auction: Auction, carla: User, max_: User) -> None:
    once = uuid.uuid4()
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    assert [cast.bid(each, max_, 5, id=once).ok for each in (auction, other)] == [True, True]


def test_command_without_an_id_or_a_user_is_not_remembered(auction: Auction, max_: User) -> None:
    cast.bid(auction, max_, 5)
    cast.do(auction, Tick(actor=SYSTEM, id=uuid.uuid4()))
    assert CommandOutcome.objects.count() == 0


def test_fingerprint_of_what_a_command_asks_for_is_the_same_in_every_release(auction: Auction) -> None:
    """Else the same command, sent again to a newer process, would be another under the same id."""
    cast.do(auction, SetAway(actor=cast.actor_in(auction.league), participant=0, away=True, id=uuid.uuid4()))
    assert CommandOutcome.objects.get().fingerprint == "fec824426be6544ecf67f205c78519b2"


def test_answer_is_kept_as_it_was_given(auction: Auction, max_: User) -> None:
    once = uuid.uuid4()
    outcome = cast.bid(auction, max_, 0, id=once, seen=3)
    row = CommandOutcome.objects.get(auction=auction, user=max_, command_id=once)
    assert engine.Outcome.read(row.outcome, 99) == outcome
    assert (outcome.code, outcome.facts["min_next"]) == (Code.TOO_LOW, 1)
    assert outcome.receipt is not None
    assert (outcome.receipt["seen"], outcome.receipt["late_ms"]) == (3, 0)


@pytest.mark.parametrize("stored", [{"code": "of a later release"}, [], {}, "x"])
def test_answer_that_cannot_be_read_is_no_second_decision(auction: Auction, max_: User, stored: object) -> None:
    once = uuid.uuid4()
    first = cast.bid(auction, max_, 5, id=once)
    CommandOutcome.objects.update(outcome=stored)
    again = cast.bid(auction, max_, 5, id=once)
    assert again == Outcome(Code.UNREADABLE, first.seq, {})
    assert Bid.objects.filter(auction=auction).count() == 1


class Refused(Exception):
    """The exception that the guard of a test raises."""


def refuse() -> None:
    raise Refused


def test_guard_is_asked_before_anything_is_decided_that_was_not_answered_before(auction: Auction, max_: User) -> None:
    bid, before = cast.bid_of(auction, max_, 5, id=uuid.uuid4()), counts(auction)
    with pytest.raises(Refused):
        engine.execute(auction.pk, bid, guard=refuse)
    assert counts(auction) == before
    answered = engine.execute(auction.pk, bid, guard=lambda: None)
    assert answered[0].ok
    assert engine.execute(auction.pk, bid, guard=refuse) == answered
    with pytest.raises(Refused):
        engine.execute(auction.pk, bid, Tick(actor=SYSTEM), guard=refuse)


def test_what_else_is_written_with_a_change_is_written_only_if_all_of_it_is_accepted(
    auction: Auction, max_: User, mia: User
) -> None:
    written: list[int] = []
    leads = cast.bid_of(auction, max_, 5, id=uuid.uuid4())
    too_low = cast.bid_of(auction, mia, 5, id=uuid.uuid4())
    engine.execute(auction.pk, leads, too_low, also=lambda: written.append(1))
    engine.execute(auction.pk, leads, also=lambda: written.append(2))
    assert written == [], "one is refused, and one comes again"
    engine.execute(auction.pk, cast.bid_of(auction, mia, 6, id=uuid.uuid4()), also=lambda: written.append(3))
    assert written == [3]


def test_change_is_taken_back_whole_if_what_belongs_to_it_cannot_be_written(auction: Auction, max_: User) -> None:
    before = counts(auction)
    with pytest.raises(Refused):
        engine.execute(auction.pk, cast.bid_of(auction, max_, 5), also=refuse)
    assert counts(auction) == before


# Bids and receipts ----------------------------------------------------------------------------------
def test_rejected_bid_is_kept_with_its_receipt(auction: Auction, max_: User, mia: User) -> None:
    cast.bid(auction, mia, 7)
    arrived = journal.now_ms()
    outcome = cast.bid(auction, max_, 7, arrived=arrived)
    row = Bid.objects.get(auction=auction, code="too_low")
    assert (row.amount, row.seq, row.lot_id) == (7, None, cast.open_lot(auction))
    assert row.participant_id == cast.actor_in(auction.league, max_).participant
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


# One truth ------------------------------------------------------------------------------------------
def test_tables_memory_and_journal_agree_after_every_kind_of_command(
    league: League, carla: User, max_: User, mia: User, otto: User
) -> None:
    auction = cast.auction_of(league, begun=False)
    consistent_state(auction.pk)
    join_league(otto, league.code)
    assert take_seat(auction.pk, cast.member_of(league, otto)) is not None
    boss, seat = cast.actor_in(league), cast.actor_in(league, otto)
    steps: list[Callable[[], object]] = [
        lambda: cast.do(auction, Begin(actor=boss)),
        lambda: cast.bid(auction, max_, 5),
        lambda: cast.bid(auction, mia, 9),
        lambda: cast.do(auction, PassLot(actor=seat, lot=cast.open_lot(auction))),
        lambda: cast.do(auction, SetAway(actor=boss, participant=seat.participant or 0, away=True)),
        lambda: cast.do(auction, Pause(actor=boss, reason="Pizza")),
        lambda: cast.do(auction, Resume(actor=boss)),
        lambda: cast.do(auction, SetAway(actor=boss, participant=seat.participant or 0, away=False)),
        lambda: cast.do(auction, Tick(actor=SYSTEM, outage_since=journal.now_ms() - 60_000)),
        lambda: cast.do(auction, Cancel(actor=boss, reason="Late")),
    ]
    for step in steps:
        before = engine.read(auction.pk).seq
        step()
        assert consistent_state(auction.pk).seq > before
    assert {seat.available for seat in consistent_state(auction.pk).participants.values()} == {200}


def test_tables_memory_and_journal_agree_over_sales_undone_and_sold_again(
    auction: Auction, max_: User, mia: User
) -> None:
    first, second = cast.sell(auction, max_, 40), cast.sell(auction, mia, 30)
    assert consistent_state(auction.pk).auction.lots_sold == 2
    cast.do(auction, UndoSale(actor=cast.actor_in(auction.league), lot=first))
    assert consistent_state(auction.pk).auction.lots_sold == 1
    third = cast.sell(auction, max_, 20)
    assert cast.open_lot(auction) == first
    assert cast.sell(auction, mia, 10) == first
    state = consistent_state(auction.pk)
    owned = {seat.id: [slot.lot for slot in seat.roster] for seat in state.participants.values() if seat.roster}
    assert list(owned.values()) == [[third], [first, second]]


def test_lot_that_closes_and_an_earlier_one_that_opens_in_one_transaction_are_no_two_open_lots(
    auction: Auction, max_: User, mia: User
) -> None:
    lots = [cast.sell(auction, user, 3) for user in (max_, mia, max_)]
    for lot in reversed(lots):
        cast.do(auction, UndoSale(actor=cast.actor_in(auction.league), lot=lot))
        cast.sell(auction, mia, 4)
        assert cast.open_lot(auction) == lot
        consistent_state(auction.pk)


def test_head_says_when_the_clock_is_needed(auction: Auction) -> None:
    def due() -> int | None:
        auction.refresh_from_db()
        return None if auction.next_deadline is None else round(auction.next_deadline.timestamp() * 1000)

    assert due() == clock.next_deadline(engine.read(auction.pk))
    assert due() is not None
    cast.do(auction, Pause(actor=cast.actor_in(auction.league)))
    assert due() is None


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


def test_other_auction_does_not_wait_for_the_lock(auction: Auction, carla: User, max_: User) -> None:
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    with locked(auction):
        assert cast.bid(other, max_, 5).ok


# What another release or a hand has written -----------------------------------------------------------
def read_anew(auction: Auction) -> None:
    """Let the process forget what it knows of the auction, as one that starts anew."""
    Auction.objects.filter(pk=auction.pk).update(epoch=F("epoch") + 1)


def test_setting_of_a_later_release_survives_every_command(auction: Auction, max_: User) -> None:
    auction.refresh_from_db()
    later = {**auction.settings, "later": {"x": [1]}, "increment": "two"}
    Auction.objects.filter(pk=auction.pk).update(settings=later)
    read_anew(auction)
    assert cast.bid(auction, max_, 5).ok
    assert cast.do(auction, Pause(actor=SYSTEM, reason="tea")).ok
    auction.refresh_from_db()
    assert auction.settings == later
    [paused] = AuctionEvent.objects.filter(auction=auction, kind="auction_paused")
    assert paused.payload["auction"]["settings"] == later


def test_field_of_a_later_release_is_passed_over(auction: Auction, max_: User) -> None:
    cast.bid(auction, max_, 5)
    event = AuctionEvent.objects.get(auction=auction, kind="bid_placed")
    event.payload["lots"][0]["later"] = event.payload["later"] = 1
    event.save(update_fields=["payload"])
    [read] = journal.events_after(auction.pk, event.seq - 1, 1)
    assert read.lots[0].price == 5


@pytest.mark.parametrize(
    ("model", "change"),
    [
        ("auctionevent", {"kind": "lot_of_a_later_release"}),
        ("lot", {"status": "raffled"}),
        ("auction", {"status": "dreaming"}),
    ],
)
def test_auction_of_an_unknown_kind_stands_still_and_the_others_go_on(
    auction: Auction, carla: User, max_: User, model: str, change: dict[str, str]
) -> None:
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    bid = cast.bid_of(auction, max_, 5)
    rows = apps.get_model("auctions", model)._base_manager
    key = {"pk": auction.pk} if model == "auction" else {"auction": auction}
    row = rows.filter(**key).exclude(status="open").first() if model == "lot" else rows.filter(**key).first()
    assert row is not None
    before = {name: getattr(row, name) for name in change}
    rows.filter(pk=row.pk).update(**change)
    read_anew(auction)
    auction.refresh_from_db(fields=["seq"])
    seq = auction.seq
    with capture_logs() as logs:
        for command in (bid, Tick(actor=SYSTEM), Cancel(actor=SYSTEM)):
            assert cast.do(auction, command) == Outcome(Code.UNREADABLE, seq, {})
    told = [line for line in logs if line["log_level"] == "error"]
    assert [(each["event"], each["auctionId"], each["seq"]) for each in told] == [
        ("auction.unreadable", str(auction.pk), seq)
    ] * 3
    assert all(next(iter(change.values())) in each["error"] for each in told)
    with pytest.raises(codec.Unreadable, match=next(iter(change.values()))):
        engine.read(auction.pk)
    assert Bid.objects.filter(auction=auction).count() == 0
    assert cast.bid(other, max_, 5).ok

    rows.filter(pk=row.pk).update(**before)
    auction.refresh_from_db()
    assert auction.seq == seq
    assert cast.do(auction, bid).ok, "when it can be read, it goes on"
