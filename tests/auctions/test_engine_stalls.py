"""A lot closes only when nothing in time is still under way, and what has stalled is not its time."""

import threading
import uuid
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.clock import AuctionClock
from auctions.engine import AuctionBusy, Outcome
from auctions.models import Auction, AuctionEvent, Bid, Heartbeat, Participant, Stall
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, LeaveProxy, Nominate, Pause, Resume, SetAway, Tick
from auctions.store import journal, wire
from auctions.store.arrivals import arrivals
from auctions.store.heartbeat import process_name
from rollouts.testing import flags
from tests import cast
from tests.live import eventually

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO_MS = 600_000


@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    """Begun, with a lot of a minute that no late bid prolongs."""
    league = cast.make_league(carla, max_, mia, **cast.QUICK, lot_seconds=60, anti_snipe_seconds=0)
    return cast.auction_of(league)


def at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def end_lot(auction: Auction, *, ago: int) -> int:
    """Let the open lot have opened a minute and `ago` ms ago; its deadline."""
    ends_at = journal.now_ms() - ago
    state = engine.read(auction.pk)
    lot = state.lots[state.open_lots[0]]
    begun = {"opened_at": at(ends_at - 60_000), "ends_at": at(ends_at)}
    auction.lots.filter(pk=lot.id).update(**begun)
    Auction.objects.filter(pk=auction.pk).update(next_deadline=at(ends_at), epoch=state.epoch + 1)
    return ends_at


def web(auction: Auction, *, silent: int = 0, undecided: int | None = None, name: str = "web 1") -> None:
    """A web process of the room, as its last heartbeat tells."""
    now = journal.now_ms()
    said = {
        "kind": "web",
        "at": at(now - silent),
        "turned_at": at(now - silent),
        "steady_since": at(now - LONG_AGO_MS),
        "undecided": {} if undecided is None else {str(auction.pk): undecided},
        "rooms": {str(auction.pk): {"7": 5}},
    }
    Heartbeat.objects.update_or_create(process=name, defaults=said)


def stall(auction: Auction, began: int, ended: int) -> None:
    Stall.objects.create(auction_id=auction.pk, process="web 1", began_at=at(began), ended_at=at(ended))


def tick(auction: Auction) -> Outcome:
    return cast.do(auction, Tick(actor=SYSTEM))


def kinds(auction: Auction, after: int) -> list[str]:
    events = AuctionEvent.objects.filter(auction=auction, seq__gt=after).order_by("seq")
    return list(events.values_list("kind", flat=True))


def ends_at(auction: Auction) -> int | None:
    return engine.read(auction.pk).lots[cast.open_lot(auction)].ends_at


def test_lot_is_not_closed_before_a_bid_in_time_is_decided(auction: Auction, max_: User) -> None:
    deadline, seq = end_lot(auction, ago=400), engine.read(auction.pk).seq
    bid = cast.bid_of(auction, max_, 5, arrived=deadline - 1)
    web(auction, undecided=bid.arrived)
    assert (tick(auction).ok, kinds(auction, seq)) == (True, []), "the tick overtakes nobody"
    assert cast.do(auction, bid).ok
    web(auction)
    tick(auction)
    assert kinds(auction, seq)[:2] == ["bid_placed", "lot_sold"]


def test_lot_is_not_closed_while_a_process_of_the_room_is_silent(auction: Auction) -> None:
    end_lot(auction, ago=400)
    web(auction, silent=600)
    web(auction, name="web 2")
    seq = engine.read(auction.pk).seq
    tick(auction)
    assert kinds(auction, seq) == []
    web(auction)
    tick(auction)
    assert kinds(auction, seq)[:1] == ["lot_unsold"]


def test_bid_is_late_only_after_what_stalled_is_counted(auction: Auction, max_: User, mia: User) -> None:
    deadline = end_lot(auction, ago=1_000)
    seq = engine.read(auction.pk).seq
    stall(auction, deadline - 500, deadline + 900)
    web(auction)
    in_time, late = (cast.bid_of(auction, user, 5, arrived=deadline + ms) for user, ms in ((max_, 1_400), (mia, 1_401)))
    outcomes = engine.execute(auction.pk, late, in_time)
    assert [each.code for each in outcomes] == [Code.LOT_CLOSED, Code.OK]
    assert outcomes[0].receipt is not None
    assert (outcomes[0].receipt["deadline_ms"], outcomes[0].receipt["late_ms"]) == (deadline + 1_400, 1)
    assert kinds(auction, seq) == ["lot_extended", "bid_placed"]
    told = AuctionEvent.objects.get(auction=auction, seq=seq + 1)
    lot = cast.open_lot(auction)
    assert told.payload["detail"] == {"lot": lot, "ends_at": deadline + 1_400, "stalled_ms": 1_400}
    assert told.actor is None


def test_bid_is_not_called_late_while_another_process_may_have_it_in_time(auction: Auction, max_: User) -> None:
    """It may be the same, sent again here: an answer that is kept would be the answer to both."""
    deadline = end_lot(auction, ago=400)
    late = cast.bid_of(auction, max_, 5, arrived=deadline + 200, id=uuid.uuid4())
    web(auction, undecided=deadline)
    assert cast.do(auction, late) == Outcome(Code.BUSY, engine.read(auction.pk).seq, {})
    assert not Bid.objects.exists()
    assert cast.do(auction, replace(late, arrived=deadline - 1)).ok, "the one that came in time"
    web(auction)
    assert cast.do(auction, late).ok, "its answer is the answer to both"


def test_maximum_is_not_called_late_while_another_process_may_have_it_in_time(carla: User, max_: User) -> None:
    auction = cast.auction_of(
        cast.make_league(carla, max_, **cast.QUICK, lot_seconds=60, anti_snipe_seconds=0, proxies=True)
    )
    deadline = end_lot(auction, ago=400)
    late = LeaveProxy(
        actor=cast.actor_in(auction.league, max_),
        id=uuid.uuid4(),
        lot=cast.open_lot(auction),
        maximum=9,
        arrived=deadline + 200,
    )
    web(auction, undecided=deadline)
    assert cast.do(auction, late) == Outcome(Code.BUSY, engine.read(auction.pk).seq, {})
    assert cast.do(auction, replace(late, arrived=deadline - 1)).ok, "the one that came in time"
    web(auction)
    assert cast.do(auction, late).ok, "its answer is the answer to both"


@pytest.mark.parametrize("undecided", ["later", "here"])
def test_bid_is_late_whatever_else_is_undecided(auction: Auction, max_: User, undecided: str) -> None:
    deadline = end_lot(auction, ago=400)
    if undecided == "later":
        web(auction, undecided=deadline + 1)
    else:
        web(auction, undecided=deadline, name=process_name("web"))
    assert cast.bid(auction, max_, 5, arrived=deadline + 200).code is Code.LOT_CLOSED


def test_only_late_bids_wait_for_what_else_is_undecided(auction: Auction, max_: User, mia: User) -> None:
    deadline = end_lot(auction, ago=400)
    web(auction, undecided=deadline)
    late, low = cast.bid_of(auction, max_, 5, arrived=deadline + 200), cast.bid_of(auction, mia, 0, arrived=deadline)
    assert [each.code for each in engine.execute(auction.pk, late, low)] == [Code.BUSY, Code.TOO_LOW]


# Turns to put a lot up ------------------------------------------------------------------------------
@pytest.fixture
def in_turn(carla: User, max_: User) -> Auction:
    """Begun, and one of the two has a minute to put a lot up."""
    league = cast.make_league(carla, max_, **cast.QUICK, mode="nomination", nomination_seconds=60)
    return cast.auction_of(league)


def end_turn(auction: Auction, *, ago: int) -> int:
    """Let the turn have begun a minute and `ago` ms ago; its end."""
    ends_at = journal.now_ms() - ago
    epoch = engine.read(auction.pk).epoch + 1
    Auction.objects.filter(pk=auction.pk).update(turn_ends_at=at(ends_at), next_deadline=at(ends_at), epoch=epoch)
    return ends_at


def nomination(auction: Auction, arrived: int, place: int = 3) -> Nominate:
    """By whose turn it is, of a lot to come."""
    state = engine.read(auction.pk)
    seat = Participant.objects.select_related("member").get(pk=state.auction.nominator or 0)
    actor = cast.actor_in(auction.league, seat.member.user)
    return Nominate(actor=actor, id=uuid.uuid4(), asset=state.queued()[place].asset, amount=5, arrived=arrived)


def test_nomination_that_waited_here_is_decided_by_its_arrival_before_the_turn_ends(in_turn: Auction) -> None:
    ends_at, seq = end_turn(in_turn, ago=5_000), engine.read(in_turn.pk).seq
    put_up = nomination(in_turn, arrived=ends_at)
    web(in_turn, undecided=put_up.arrived)
    assert (tick(in_turn).ok, kinds(in_turn, seq)) == (True, []), "the tick overtakes nobody"
    assert cast.do(in_turn, put_up).ok
    assert kinds(in_turn, seq) == ["lot_started", "bid_placed"]
    assert engine.read(in_turn.pk).lots[cast.open_lot(in_turn)].asset == put_up.asset


def test_nomination_is_not_called_late_while_another_process_may_have_it_in_time(in_turn: Auction) -> None:
    ends_at = end_turn(in_turn, ago=400)
    late = nomination(in_turn, arrived=ends_at + 200)
    web(in_turn, undecided=ends_at)
    assert cast.do(in_turn, late) == Outcome(Code.BUSY, engine.read(in_turn.pk).seq, {})
    assert not Bid.objects.exists()
    assert cast.do(in_turn, replace(late, arrived=ends_at - 1)).ok, "the one that came in time"
    web(in_turn)
    assert cast.do(in_turn, late).ok, "its answer is the answer to both"


def test_nomination_is_late_only_after_what_stalled_is_counted(in_turn: Auction) -> None:
    ends_at, seq = end_turn(in_turn, ago=1_000), engine.read(in_turn.pk).seq
    stall(in_turn, ends_at - 500, ends_at + 900)
    web(in_turn)
    late, in_time = (nomination(in_turn, arrived=ends_at + ms) for ms in (1_401, 1_400))
    outcomes = engine.execute(in_turn.pk, late, in_time, late)
    assert [each.code for each in outcomes] == [Code.NOT_YOUR_TURN, Code.OK, Code.NOT_YOUR_TURN]
    assert kinds(in_turn, seq) == ["turn_extended", "lot_started", "bid_placed"]
    assert outcomes[0] == outcomes[2], "the same id gets the same answer"
    assert outcomes[0].receipt is not None
    assert (outcomes[0].receipt["deadline_ms"], outcomes[0].receipt["late_ms"]) == (ends_at + 1_400, 1)
    refused, accepted = Bid.objects.filter(auction=in_turn).order_by("pk")
    assert (refused.code, refused.receipt) == ("not_your_turn", outcomes[0].receipt)
    assert (accepted.code, accepted.receipt) == ("ok", outcomes[1].receipt)
    assert refused.lot_id == accepted.lot_id == cast.open_lot(in_turn)


def test_nomination_that_a_process_had_which_was_given_up_is_not_called_late(in_turn: Auction) -> None:
    """It stands still after it has stamped it; a lot comes up meanwhile, and then it goes on."""
    has_it, go_on, told = threading.Event(), threading.Event(), list[Outcome]()
    state = engine.read(in_turn.pk)

    def take() -> None:
        with arrivals.stamped(in_turn.pk) as arrived:
            put_up = nomination(in_turn, arrived)
            has_it.set()
            go_on.wait(60)
            told.extend(engine.execute(in_turn.pk, put_up))
        connection.close()

    holder = threading.Thread(target=take)
    holder.start()
    assert has_it.wait(60)
    end_turn(in_turn, ago=0)
    eventually(lambda: tick(in_turn).ok and engine.read(in_turn.pk).open_lots, "a lot comes up in its place")
    go_on.set()
    holder.join(60)
    [outcome] = told
    assert (outcome.code, outcome.facts) == (Code.MISSED_BY_SERVER, {"nomination": True})
    assert (outcome.receipt or {})["late_ms"] == 0
    [bid] = Bid.objects.filter(auction=in_turn)
    assert (bid.code, bid.participant_id) == ("missed_by_server", state.auction.nominator)
    assert "bids that arrived in time and were decided too late: 1" in [
        each.sentence for each in audit_auction(in_turn.pk)
    ]


def test_stall_counted_in_the_middle_of_a_batch_keeps_what_was_decided_before(auction: Auction, max_: User) -> None:
    deadline = end_lot(auction, ago=1_000)
    seq = engine.read(auction.pk).seq
    stall(auction, deadline - 500, deadline + 900)
    away = SetAway(actor=SYSTEM, participant=cast.actor_in(auction.league, max_).participant or 0, away=True)
    late = cast.bid_of(auction, max_, 5, arrived=deadline + 1)
    assert [each.code for each in engine.execute(auction.pk, away, late)] == [Code.OK, Code.OK]
    assert kinds(auction, seq) == ["settings_changed", "lot_extended", "bid_placed"]


def test_process_that_is_just_back_decides_its_bids_before_it_has_said_so(auction: Auction, max_: User) -> None:
    deadline = end_lot(auction, ago=1_000)
    web(auction, silent=2_000)
    seq = engine.read(auction.pk).seq
    bid = cast.bid_of(auction, max_, 5)
    assert bid.arrived > deadline
    assert cast.do(auction, bid).ok
    assert kinds(auction, seq) == ["lot_extended", "bid_placed"]
    [counted] = Stall.objects.all()
    assert counted.counted
    moved = ends_at(auction)
    stall(auction, round(counted.began_at.timestamp() * 1000), round(counted.ended_at.timestamp() * 1000) + 40)
    web(auction)
    tick(auction)
    assert (moved or 0) + 40 == ends_at(auction), "its heartbeat says the rest"


def test_tick_waits_for_a_silence_that_goes_on_and_counts_it_afterwards(auction: Auction) -> None:
    deadline = end_lot(auction, ago=1_000)
    web(auction, silent=2_000)
    tick(auction)
    assert (ends_at(auction), Stall.objects.exists()) == (deadline, False)


def test_each_stall_moves_the_deadline_once(auction: Auction) -> None:
    deadline = ends_at(auction)
    assert deadline is not None
    began = deadline - 60_000
    stall(auction, began, began + 3_000)
    tick(auction), tick(auction)
    assert ends_at(auction) == deadline + 3_000
    stall(auction, began + 1_000, began + 4_000)
    tick(auction), tick(auction)
    assert ends_at(auction) == deadline + 4_000, "what was known already is not owed again"


def test_pause_keeps_the_time_that_was_owed(auction: Auction, carla: User) -> None:
    deadline = ends_at(auction)
    assert deadline is not None
    stall(auction, deadline - 60_000, deadline - 57_000)
    assert cast.do(auction, Pause(actor=cast.actor_in(auction.league))).ok
    state = engine.read(auction.pk)
    paused = state.auction.paused_at
    assert paused is not None
    assert state.lots[state.open_lots[0]].remaining_ms == deadline + 3_000 - paused
    assert cast.do(auction, Resume(actor=cast.actor_in(auction.league))).ok
    resumed = ends_at(auction)
    tick(auction)
    assert ends_at(auction) == resumed


def test_outage_after_a_stall_that_was_counted_gives_no_time_twice(auction: Auction) -> None:
    deadline = ends_at(auction)
    assert deadline is not None
    began = deadline - 60_000
    stall(auction, began, began + 3_000)
    tick(auction)
    assert cast.do(auction, Tick(actor=SYSTEM, outage_since=began)).ok
    state = engine.read(auction.pk)
    assert state.lots[state.open_lots[0]].remaining_ms == 60_000


def test_process_that_is_gone_is_counted_and_then_not_waited_for(auction: Auction) -> None:
    deadline = end_lot(auction, ago=3_000)
    seq = engine.read(auction.pk).seq
    web(auction, silent=5_100)
    web(auction, silent=-60_000, name="web 2")  # it lives, however slow this machine is
    tick(auction)
    assert kinds(auction, seq) == ["lot_extended"]
    assert ends_at(auction) == deadline + 5_000
    tick(auction)
    assert kinds(auction, seq) == ["lot_extended"]
    assert Stall.objects.filter(auction_id=auction.pk, counted=True).count() == 1


def test_nothing_is_counted_while_nothing_may_be_changed(auction: Auction, max_: User) -> None:
    deadline = ends_at(auction)
    assert deadline is not None
    stall(auction, deadline - 60_000, deadline - 57_000)
    with flags(read_only=True):
        assert tick(auction).code is Code.READ_ONLY
    assert (ends_at(auction), Stall.objects.get().counted) == (deadline, False)
    tick(auction)
    assert ends_at(auction) == deadline + 3_000


def test_simulated_time_asks_no_process(auction: Auction) -> None:
    end_lot(auction, ago=400)
    web(auction, silent=600)
    seq, now = engine.read(auction.pk).seq, journal.now_ms()
    engine.execute(auction.pk, Tick(actor=SYSTEM), clock=lambda: now)
    assert kinds(auction, seq)[:1] == ["lot_unsold"]


def test_bid_of_the_program_itself_arrives_when_it_is_decided(auction: Auction, max_: User) -> None:
    bid = cast.bid_of(auction, max_, 5, arrived=1, id=uuid.uuid4())
    outcome, ticked = engine.execute(auction.pk, bid, Tick(actor=SYSTEM), arriving=True)
    assert outcome.receipt is not None
    assert outcome.receipt["arrived_ms"] == outcome.receipt["decided_ms"]
    assert ticked.ok


def test_audit_proves_an_auction_with_stalls(auction: Auction, max_: User, mia: User) -> None:
    deadline = ends_at(auction)
    assert deadline is not None
    assert cast.bid(auction, max_, 5).ok
    stall(auction, deadline - 60_000, deadline - 58_000)
    late = cast.bid_of(auction, mia, 6, arrived=deadline + 1_500)
    too_late = cast.bid_of(auction, max_, 7, arrived=deadline + 2_001)
    assert [each.code for each in engine.execute(auction.pk, late, too_late)] == [Code.OK, Code.LOT_CLOSED]
    assert audit_auction(auction.pk) == []


# Who has the lock and stops ----------------------------------------------------------------------------
@pytest.mark.usefixtures("strict_locks")
@pytest.mark.parametrize("while_sending", [False, True])
def test_process_that_stops_with_the_lock_loses_it_and_changed_nothing(
    auction: Auction, max_: User, mia: User, while_sending: bool
) -> None:
    stopped, go_on, wrong = threading.Event(), threading.Event(), []
    bid = cast.bid_of(auction, max_, 5)

    def stop() -> int:
        below = wire.raw()
        with below.pipeline() if while_sending else nullcontext():
            if while_sending:  # some of a pipeline has left: for Postgres it isn't idle, but about to hear more
                below.execute("SELECT 1")
                below.pgconn.send_flush_request()
                below.pgconn.flush()
            stopped.set()
            go_on.wait(30)
        return bid.arrived

    def decide() -> None:
        try:
            engine.execute(auction.pk, bid, clock=stop)
        except AuctionBusy:
            return
        except psycopg.OperationalError:  # the pipeline of `stop` has it first
            assert while_sending
            return
        wrong.append("it was decided by a process that was thought to be dead")

    holder = threading.Thread(target=decide)
    holder.start()
    assert stopped.wait(60)
    assert cast.bid(auction, mia, 6).ok, "another process decides meanwhile"
    go_on.set()
    holder.join(60)
    assert wrong == []
    assert [each.amount for each in auction.bids.all()] == [6]


# The clock -------------------------------------------------------------------------------------------
def test_clock_comes_again_soon_and_never_at_once(auction: Auction) -> None:
    end_lot(auction, ago=400)
    web(auction, silent=600)
    seq, clock = engine.read(auction.pk).seq, AuctionClock()
    assert clock.close_next_due()
    assert not clock.close_next_due(), "it doesn't spin"
    assert kinds(auction, seq) == []
    web(auction)

    def closed() -> bool:
        web(auction)
        return clock.close_next_due()

    eventually(closed, "the next tick")
    assert kinds(auction, seq)[0] == "lot_unsold"


def test_clock_counts_stalls_as_soon_as_they_are_known(auction: Auction) -> None:
    deadline = ends_at(auction)
    assert deadline is not None
    stall(auction, deadline - 60_000, deadline - 58_000)
    clock = AuctionClock()
    clock.count_stalls()
    assert ends_at(auction) == deadline + 2_000
    clock.count_stalls()
    assert ends_at(auction) == deadline + 2_000
