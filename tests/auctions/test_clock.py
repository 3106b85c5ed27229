"""The clock's looks: what is due, what may not run."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from auctions import engine
from auctions.clock import _DUE, HALT_LOOK_SECONDS, HELD_UP_SECONDS, AuctionClock
from auctions.models import Auction, AuctionEvent, Heartbeat, Lot, Participant, SeatPresence, StandIn
from auctions.rules.commands import SYSTEM, LeaveProxy, Pause, Resume
from auctions.rules.lifecycle import CLOSED_FOR_CHANGES, EMPTY_ROOM, HALTED, NO_BIDDING, OUTAGE
from auctions.stand_ins.services import let_bot_bid
from auctions.store import journal, state_cache
from leagues.models import League
from leagues.services import add_bot
from rollouts.testing import flags
from tests import cast
from tests.threads import break_line_that_waits, held

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    """Begun, with a lot of a second."""
    return cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK, lot_seconds=1))


def status(auction: Auction) -> tuple[str, str]:
    auction.refresh_from_db()
    return auction.status, auction.pause_reason


def test_nothing_is_halted_in_operation(auction: Auction) -> None:
    AuctionClock().follow_switches()
    assert status(auction) == ("active", "")


def test_every_running_auction_is_halted_once(auction: Auction, carla: User, max_: User) -> None:
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    waiting = cast.auction_of(cast.make_league(carla, max_, name="The Monday League"), begun=False)
    clock = AuctionClock()
    with flags(running_auctions=False):
        clock.follow_switches()
        assert [status(each) for each in (auction, other)] == [("paused", HALTED)] * 2
        seq = auction.seq
        time.sleep(HALT_LOOK_SECONDS)
        clock.follow_switches()
    assert (status(auction), auction.seq, status(waiting)) == (("paused", HALTED), seq, ("waiting", ""))
    assert cast.do(auction, Resume(actor=SYSTEM)).ok


def test_what_stood_for_want_of_bidding_goes_on_by_itself(auction: Auction, carla: User, max_: User) -> None:
    """Whichever clock looks: nothing is remembered but what stands in the database."""
    by_hand = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    cast.do(by_hand, Pause(actor=SYSTEM, reason="Pizza is here"))
    with flags(bidding=False):
        AuctionClock().follow_switches()
        assert status(auction) == ("paused", NO_BIDDING)
    AuctionClock().follow_switches()
    assert [status(each) for each in (auction, by_hand)] == [("active", ""), ("paused", "Pizza is here")]
    assert engine.read(auction.pk).auction.resumes_at is not None, "with 3-2-1"


def test_clock_hears_of_a_switch_with_its_next_look(auction: Auction) -> None:
    clock = AuctionClock()
    clock.follow_switches()
    with flags(bidding=False):
        clock.follow_switches()
        assert status(auction) == ("paused", NO_BIDDING)
    clock.follow_switches()
    assert status(auction) == ("active", "")


def test_clock_is_still_while_nothing_may_be_changed(auction: Auction) -> None:
    time.sleep(1.1)
    clock = AuctionClock()
    with flags(read_only=True):
        assert not clock.close_next_due()
        clock.follow_switches()
        assert status(auction) == ("paused", CLOSED_FOR_CHANGES)
    with flags(read_only=True, running_auctions=False):
        clock.follow_switches()
    assert status(auction) == ("paused", CLOSED_FOR_CHANGES)


def test_outage_is_paused_as_of_its_beginning_while_nothing_may_be_changed(league: League) -> None:
    auction = cast.auction_of(league)
    engine_ends_at = engine.read(auction.pk).lots[cast.open_lot(auction)].ends_at or 0
    Heartbeat.objects.create(process="web", kind="web", at=timezone.now() - timedelta(seconds=60))
    with flags(read_only=True):
        AuctionClock().pause_after_outage()
        assert status(auction) == ("paused", OUTAGE)
    lot = engine.read(auction.pk).lots[cast.open_lot(auction)]
    assert lot.remaining_ms == 30_000, "as of when the lot began, which was later"
    assert engine_ends_at > journal.now_ms()


def test_auction_that_fails_does_not_keep_the_others_running(
    auction: Auction, carla: User, max_: User, caplog: pytest.LogCaptureFixture
) -> None:
    """Its tables have missed an event, so every other is refused by the journal."""
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    auction.refresh_from_db()
    AuctionEvent.objects.create(auction=auction, seq=auction.seq + 1, kind="lot_sold", at=timezone.now(), payload={})
    clock = AuctionClock()
    with flags(running_auctions=False):
        clock.follow_switches()
        time.sleep(HALT_LOOK_SECONDS)
        clock.follow_switches()
    assert status(other) == ("paused", HALTED)
    assert caplog.text.count("'clock.failed'") == 1, "it is left alone for a while"


@pytest.mark.usefixtures("strict_locks")
@pytest.mark.parametrize("interrupt", [break_line_that_waits, lambda: None], ids=["broken off", "locked"])
def test_auction_that_is_held_up_is_tried_again_soon(
    auction: Auction, caplog: pytest.LogCaptureFixture, interrupt: Callable[[], None]
) -> None:
    """Nothing was decided, and nothing is wrong with it: its people don't wait as for one that fails."""
    clock = AuctionClock()
    with ThreadPoolExecutor(1) as pool, flags(running_auctions=False):
        with held(lambda: Auction.objects.select_for_update().get(pk=auction.pk)):
            interrupted = pool.submit(interrupt)
            clock.follow_switches()
            interrupted.result(20)
        assert (status(auction), [*clock._pushed_back]) == (("active", ""), [auction.pk])
        time.sleep(HELD_UP_SECONDS)
        clock.follow_switches()
    assert status(auction) == ("paused", HALTED)
    assert "'clock.held_up'" in caplog.text
    assert "'clock.failed'" not in caplog.text


@pytest.mark.parametrize("settings", [{"no such": "setting"}, {"outage_pause_seconds": "ten"}, [], "x", 7])
def test_settings_that_cannot_be_used_keep_no_auction_from_its_pause(
    auction: Auction, carla: User, max_: User, settings: object
) -> None:
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"))
    Auction.objects.filter(pk=auction.pk).update(settings=settings, epoch=2)  # epoch: read it anew
    Heartbeat.objects.create(process="web", kind="web", at=timezone.now() - timedelta(seconds=60))
    AuctionClock().pause_after_outage()
    assert [status(each) for each in (auction, other)] == [("paused", OUTAGE)] * 2


def test_auction_that_cannot_be_read_is_left_alone_and_the_others_are_closed(
    auction: Auction, carla: User, max_: User
) -> None:
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League", **cast.QUICK))
    cast.make_unreadable(auction)
    for seconds, each in enumerate((other, auction)):
        make_due(each, seconds)
    clock = AuctionClock()
    assert [clock.close_next_due() for _ in range(3)] == [True, True, False]
    assert AuctionEvent.objects.filter(auction=other, kind="lot_unsold").exists()


def make_due(auction: Auction, seconds: int) -> None:
    """Let an open lot have ended so many seconds and a day ago; of more than one auction, in the order of these."""
    ended = timezone.now() - timedelta(days=1, seconds=seconds)
    Lot.objects.filter(auction=auction, status=Lot.Status.OPEN).update(ends_at=ended)
    Auction.objects.filter(pk=auction.pk).update(next_deadline=ended)
    state_cache.memory.forget(auction.pk)


def test_auction_that_is_wrongly_due_takes_no_turn_of_the_others(
    auction: Auction, carla: User, max_: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand, say: nothing is to be done, so no event comes and it stays due."""
    monkeypatch.setattr("auctions.clock.IDLE_SECONDS", 60.0)  # however long the looks take
    other = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League", **cast.QUICK))
    make_due(other, 0)
    make_due(auction, -2 * 86_400)  # its lot ends tomorrow
    Auction.objects.filter(pk=auction.pk).update(next_deadline=timezone.now() - timedelta(days=9))
    clock = AuctionClock()
    assert [clock.close_next_due() for _ in range(3)] == [True, True, False]
    assert AuctionEvent.objects.filter(auction=other, kind="lot_unsold").exists()


# Empty rooms ----------------------------------------------------------------------------------------
def let_be_alive(**span: float) -> None:
    """A web process and a clock have lived for so long."""
    now = timezone.now()
    for kind in Heartbeat.KINDS:
        values = {"kind": kind, "at": now + timedelta(seconds=2), "since": now - timedelta(**span)}
        Heartbeat.objects.update_or_create(process=kind, defaults=values)


def begun_ago(auction: Auction, **span: float) -> None:
    Auction.objects.filter(pk=auction.pk).update(begun_at=timezone.now() - timedelta(**span))


def seen_ago(auction: Auction, user: User, **span: float) -> None:
    seat = auction.participants.get(member__user=user)
    at = timezone.now() - timedelta(**span)
    SeatPresence.objects.update_or_create(participant=seat.pk, defaults={"at": at})


@pytest.fixture
def quiet(auction: Auction) -> Auction:
    """Begun a minute ago, on a site that has lived for an hour; nobody was ever in its room."""
    let_be_alive(hours=1)
    begun_ago(auction, seconds=60)
    return auction


def look(auction: Auction) -> tuple[str, str]:
    AuctionClock().pause_empty_rooms()
    return status(auction)


RUNS, STANDS = ("active", ""), ("paused", EMPTY_ROOM)


def test_empty_room_stops_and_its_commissioner_hears_of_it(
    quiet: Auction, carla: User, mailoutbox: list[EmailMessage]
) -> None:
    assert look(quiet) == STANDS
    assert engine.read(quiet.pk).lots[cast.open_lot(quiet)].ends_at is None, "no lot runs out"
    event = AuctionEvent.objects.filter(auction=quiet).latest("seq")
    assert (event.kind, event.actor, event.reason) == ("auction_paused", None, EMPTY_ROOM)
    [mail] = mailoutbox
    assert (mail.to, EMPTY_ROOM in mail.body, str(quiet.pk) in mail.body) == ([carla.email], True, True)
    assert look(quiet) == STANDS
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(("seen", "then"), [(29, RUNS), (31, STANDS)])
def test_room_is_empty_once_nobody_was_here_for_so_long(
    quiet: Auction, max_: User, seen: int, then: tuple[str, str]
) -> None:
    seen_ago(quiet, max_, seconds=seen)
    assert look(quiet) == then


@pytest.mark.parametrize(("since", "then"), [(29, RUNS), (31, STANDS)])
def test_room_has_so_long_to_fill_after_the_beginning_and_after_a_pause(
    quiet: Auction, since: int, then: tuple[str, str]
) -> None:
    Auction.objects.filter(pk=quiet.pk).update(resumes_at=timezone.now() - timedelta(seconds=since))
    assert look(quiet) == then


@pytest.mark.parametrize(("lived", "then"), [(29, RUNS), (31, STANDS)])
def test_room_is_not_empty_while_nobody_could_have_been_written_down(
    quiet: Auction, lived: int, then: tuple[str, str]
) -> None:
    """The database was away, or all processes were: afterwards everybody has the whole time to be seen again."""
    let_be_alive(seconds=lived)
    assert look(quiet) == then


def test_room_is_not_empty_because_a_kind_of_process_is_silent(quiet: Auction) -> None:
    Heartbeat.objects.filter(kind="web").update(at=timezone.now() - timedelta(minutes=1))
    assert look(quiet) == RUNS


def test_room_is_not_empty_because_redis_is_away(quiet: Auction, max_: User) -> None:
    seen_ago(quiet, max_, seconds=2)
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        assert look(quiet) == RUNS


def test_who_cannot_bid_any_more_fills_no_room(quiet: Auction, max_: User) -> None:
    """Max's roster is full; those who could bid are gone."""
    seen_ago(quiet, max_, seconds=2)
    Participant.objects.filter(auction=quiet, member__user=max_).update(max_bid=0)
    assert look(quiet) == STANDS


def test_room_that_nobody_could_bid_in_is_left_alone(quiet: Auction) -> None:
    Participant.objects.filter(auction=quiet).update(max_bid=0)
    assert look(quiet) == RUNS


def test_bots_go_on_alone_by_choice_only(carla: User, max_: User) -> None:
    """While a person is waited for, bots don't fill the room; once all are away, they were left to play."""
    league = cast.make_league(carla, max_)
    add_bot(league, "Bot")
    auction = cast.auction_of(league)
    let_be_alive(hours=1)
    begun_ago(auction, seconds=60)
    Participant.objects.filter(auction=auction, member__bot=False).update(away=True)
    assert look(auction) == RUNS
    Participant.objects.filter(auction=auction, member__user=max_).update(away=False)
    assert look(auction) == STANDS


@pytest.mark.parametrize(
    "change",
    [
        {"settings": {"empty_room_seconds": 0}},
        {"format": "slow"},
    ],
)
def test_room_may_be_empty_where_the_settings_say_so_and_in_a_slow_auction(
    quiet: Auction, change: dict[str, object]
) -> None:
    if "settings" in change:
        change = {"settings": {**quiet.settings, **change["settings"]}}  # type: ignore[dict-item] # of these two
    Auction.objects.filter(pk=quiet.pk).update(**change)
    assert look(quiet) == RUNS


# Lost lines -----------------------------------------------------------------------------------------
def test_lost_line_starts_the_bot_that_was_allowed_and_its_return_ends_it(
    quiet: Auction, max_: User, mia: User
) -> None:
    maxs, mias = (cast.actor_in(quiet.league, user).participant or 0 for user in (max_, mia))
    lot = engine.read(quiet.pk).queued()[0].id
    cast.do(quiet, LeaveProxy(actor=cast.actor_in(quiet.league, max_), lot=lot, maximum=9, arrived=journal.now_ms()))
    for seat in (maxs, mias):
        let_bot_bid(seat, 40)
    StandIn.objects.update(at=timezone.now() - timedelta(seconds=60))
    seen_ago(quiet, max_, seconds=31)
    seen_ago(quiet, mia, seconds=-600)  # here, however long this takes

    def away() -> list[bool]:
        AuctionClock().follow_lost_lines()
        return [engine.read(quiet.pk).participants[seat].away for seat in (maxs, mias)]

    with flags(bots=False):
        assert away() == [False, False], "without a bot nobody is passed over for a lost line"
    assert away() == [True, False]
    event = AuctionEvent.objects.filter(auction=quiet).latest("seq")
    assert (event.kind, event.actor, event.payload["detail"]["lost_line"]) == ("settings_changed", None, True)
    assert [each.lot for each in engine.read(quiet.pk).participants[maxs].proxies] == [lot], "what they left stays"
    assert away() == [True, False]
    seen_ago(quiet, max_, seconds=-1)
    assert away() == [False, False]


def test_look_for_what_is_due_sees_no_other_auction(auction: Auction) -> None:
    """20 times a second and clock: it begins at the index, with one reading of the clock."""
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {_DUE}", ([],))
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Cond: (next_deadline <=" in plan
