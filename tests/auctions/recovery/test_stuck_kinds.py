"""Each way to be stuck, made by real means or by hands in the database as after a broken restore, found and mended."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from auctions import engine, services
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionEvent, Heartbeat, Lot, Participant
from auctions.recovery import rebuild, stuck
from auctions.recovery.stuck_kinds import KINDS
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Command, LeaveProxy, Pause, PlaceBid, Tick
from auctions.rules.lifecycle import OUTAGE
from auctions.store import journal, state_cache
from operations.running_auctions import read_running_auctions
from rollouts.models import Flag, Reader
from rollouts.testing import flags
from tests import cast
from tests.auctions.stored_auction import LOTS, SEATS, Rows, change_row, copy_tables, restore_rows, set_json
from tests.serving import register

MINUTE = 60_000


@pytest.fixture(autouse=True)
def server(db: None) -> Reader:
    """A web process by whose settings the command goes."""
    return register()


CALM: dict[str, Any] = {"lot_seconds": 3600, "grace_ms": 0, "break_seconds": 3, "slots_min": 1, "slots_max": 3}


class Evening:
    """An auction that is played at instants of the past: `after` are ms since it was made, `ago` before now."""

    def __init__(
        self, people: list[User], name: str, *, ago: int = MINUTE, waiting_room: bool = False, **settings: Any
    ):
        self.league = cast.make_league(*people, name=name, **{**CALM, **settings})
        self.people, self.made = people, journal.now_ms() - ago
        boss = Actor(user=people[0].pk, role=ActorRole.COMMISSIONER)
        self.auction = services.create_auction(self.league, boss, waiting_room=waiting_room, clock=lambda: self.made)

    def do(self, after: int, command: Command) -> None:
        assert engine.execute(self.auction.pk, command, clock=lambda: self.made + after)[0].ok

    def tick(self, after: int) -> None:
        self.do(after, Tick(actor=SYSTEM))

    def bid(self, after: int, user: User, amount: int) -> None:
        actor, lot = cast.actor_in(self.league, user), cast.open_lot(self.auction)
        self.do(after, PlaceBid(actor=actor, lot=lot, amount=amount, arrived=self.made + after))


People = list[User]


def waiting_without_room(people: People) -> Evening:
    evening = Evening(people, "waiting_without_room", waiting_room=True)
    Flag.objects.update_or_create(name="waiting_room", defaults={"everyone": False})
    return evening


def lot_overdue(people: People) -> Evening:
    evening = Evening(people, "lot_overdue", ago=2 * MINUTE, lot_seconds=30)
    evening.bid(1_000, people[1], 5)
    return evening


def nothing_next(people: People) -> Evening:
    evening = Evening(people, "nothing_next", ago=2 * MINUTE, lot_seconds=30)
    evening.bid(1_000, people[1], 5)
    evening.tick(60_000)
    return evening


def nobody_can_bid(people: People) -> Evening:
    """Both have their one club, and the clock died in the break after the second."""
    evening = Evening(people[:2], "nobody_can_bid", ago=5 * MINUTE, lot_seconds=30, slots_max=1)
    for start, user in ((0, people[0]), (60_000, people[1])):
        evening.bid(start + 1_000, user, 5)
        evening.tick(start + 40_000)
        if start == 0:
            evening.tick(start + 45_000)
    return evening


def lot_without_deadline(people: People) -> Evening:
    evening = Evening(people, "lot_without_deadline")
    evening.bid(1_000, people[1], 5)
    Lot.objects.filter(auction=evening.auction, status="open").update(ends_at=None)
    Auction.objects.filter(pk=evening.auction.pk).update(next_deadline=None)
    return evening


def hold_without_lot(people: People) -> Evening:
    evening = Evening(people, "hold_without_lot")
    evening.bid(1_000, people[1], 5)
    seats = Participant.objects.filter(auction=evening.auction, member__user=people[2])
    seats.update(held=7, available=193)
    return evening


def tables_behind(people: People) -> Evening:
    """The tables come from a backup, the journal doesn't."""
    evening = Evening(people, "tables_behind")
    evening.bid(1_000, people[1], 5)
    old = copy_tables(evening.auction)
    evening.bid(2_000, people[2], 6)
    evening.bid(3_000, people[1], 7)
    restore_rows(old)
    return evening


def unreadable(people: People) -> Evening:
    """A hand gave a lot a status that there isn't; the journal knows better."""
    evening = Evening(people, "unreadable")
    Lot.objects.filter(auction=evening.auction, number=2).update(status="raffled")
    state_cache.memory.forget(evening.auction.pk)
    return evening


def paused_by_past_outage(people: People) -> Evening:
    evening = Evening(people, "paused_by_past_outage", ago=30 * MINUTE, lot_seconds=30)
    evening.bid(1_000, people[1], 5)
    evening.do(15 * MINUTE, Tick(actor=SYSTEM, outage_since=evening.made + 11_000))
    all_live(120)
    return evening


def all_live(seconds: int) -> None:
    """A web process and a clock are alive, for so long without a break."""
    now = timezone.now()
    for kind in Heartbeat.KINDS:
        fields = {"kind": kind, "at": now, "since": now - timedelta(seconds=seconds)}
        Heartbeat.objects.update_or_create(process=f"{kind} test", defaults=fields)


WAYS: dict[str, Callable[[People], Evening]] = {
    each.__name__: each
    for each in (
        waiting_without_room,
        lot_overdue,
        nothing_next,
        nobody_can_bid,
        lot_without_deadline,
        hold_without_lot,
        tables_behind,
        unreadable,
        paused_by_past_outage,
    )
}


@pytest.fixture
def people(transactional_db: None, carla: User, max_: User, mia: User) -> People:
    return [carla, max_, mia]


@pytest.fixture
def evenings(people: People) -> dict[str, Evening]:
    """One database with one auction of each kind, by the kind's name."""
    return {name: make(people) for name, make in WAYS.items()}


def everything() -> tuple[Rows, list[Any]]:
    """All that is stored of all auctions."""
    rows = [row for auction in Auction.objects.order_by("pk") for row in copy_tables(auction)]
    return rows, list(AuctionEvent.objects.order_by("pk").values())


def run(*args: str, code: int = 0) -> dict[str, Any]:
    """Return what the command finds by the league's name, which is the kind's here; it must end with the code."""
    all_live(120)
    out, ended = StringIO(), 0
    try:
        call_command("fix_stuck_auctions", "--json", *args, stdout=out)
    except CommandError as error:
        ended = error.returncode
    assert ended == code, out.getvalue()
    return {each["league"]: each for each in json.loads(out.getvalue())["stuck"]}


def last_event(evening: Evening, kind: str) -> AuctionEvent:
    event = AuctionEvent.objects.filter(auction=evening.auction, kind=kind).last()
    assert event is not None
    return event


def test_every_kind_has_its_way_here() -> None:
    assert {*WAYS} == {kind.name for kind in KINDS}


def test_auction_of_each_kind_is_named_then_mended_then_proved(evenings: dict[str, Evening]) -> None:
    before = everything()
    named = run("--dry-run", code=3)
    assert {league: (each["kind"], each["mended"]) for league, each in named.items()} == {
        name: (name, None) for name in WAYS
    }
    assert everything() == before

    mended = run()
    assert {league: (each["kind"], each["mended"]) for league, each in mended.items()} == {
        name: (name, True) for name in WAYS
    }
    assert all(each["done"] and each["since"] and not each["problem"] for each in mended.values())
    call_command("audit_auctions", stdout=StringIO())
    statuses = {name: engine.read(evening.auction.pk).auction.status for name, evening in evenings.items()}
    assert statuses == {**dict.fromkeys(WAYS, "active"), "nobody_can_bid": "completed"}

    assert run() == {}
    out = StringIO()
    call_command("fix_stuck_auctions", stdout=out)
    assert out.getvalue() == "No auction is stuck.\n"


def sentence_of(people: People, name: str) -> str:
    """Return the sentence about an auction stuck in this way, without its league's name, and with 0 for every digit."""
    WAYS[name](people)
    [finding] = stuck.find_stuck()
    said, league = finding.sentence, finding.league
    return "".join("0" if letter.isdigit() else letter for letter in said.removeprefix(f"{league}: "))


WHEN = "0000-00-00 00:00:00 UTC"
SENTENCES = {
    "waiting_without_room": f"it waits, and the waiting room is switched off for it; since {WHEN} (0 s ago).",
    "lot_overdue": f"lot 0 ended at {WHEN} (00 s ago), and nobody closed it. Is run_clock running?",
    "nothing_next": f"no lot is open, none is about to open and nobody is to put one up, since {WHEN} (00 s ago). "
    "Is run_clock running?",
    "nobody_can_bid": (
        f"none of its 0 managers can bid on any of the 00 lots left, and nobody completed it, since {WHEN} (0 min ago)."
    ),
    "lot_without_deadline": f"lot 0, open since {WHEN} (00 s ago), has no end: no clock will close it.",
    "hold_without_lot": (
        f"money of Mia is held for no lot, or not held for a lot that is led; last event at {WHEN} (00 s ago)."
    ),
    "tables_behind": (
        f"the tables don't say what the journal says, since {WHEN} (00 s ago): event 0 is the newest they know."
    ),
    "unreadable": (
        f"lot 0 is “raffled”, which this release doesn't know, so it stands still; last event at {WHEN} (00 s ago). "
        "Start the release that wrote it."
    ),
    "paused_by_past_outage": (
        f"an outage paused it at {WHEN} (00 min ago). Everything has run again since {WHEN}, and nobody resumed."
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_sentence_says_what_is_wrong_and_since_when(people: People, name: str) -> None:
    assert sentence_of(people, name) == SENTENCES[name]


# Each by itself ---------------------------------------------------------------------------------------
def test_lot_past_its_end_is_sold_to_its_leader(people: People) -> None:
    evening = lot_overdue(people)
    assert run()["lot_overdue"]["done"] == "The clock's step was done: it is running."
    event = last_event(evening, "lot_sold")
    assert (event.actor, event.payload["detail"]["price"]) == (None, 5)


def test_grace_is_no_time_in_which_a_lot_is_stuck(people: People) -> None:
    evening = Evening(people, "graceful", ago=36_000, lot_seconds=30, grace_ms=5000)
    assert stuck.find_stuck(evening.auction.pk) == []
    Lot.objects.filter(auction=evening.auction, status="open").update(ends_at=timezone.now() - timedelta(seconds=20))
    assert [each.kind for each in stuck.find_stuck_in_tables()] == ["lot_overdue"]


def test_auction_that_nobody_can_bid_in_is_completed(people: People) -> None:
    evening = nobody_can_bid(people)
    assert run()["nobody_can_bid"]["done"] == "The clock's step was done: it is completed."
    assert engine.read(evening.auction.pk).auction.lots_sold == 2


def test_auction_in_which_somebody_can_bid_is_none_that_nobody_can_bid_in(people: People) -> None:
    nothing_next(people)
    assert [each.kind for each in stuck.find_stuck()] == ["nothing_next"]


def test_money_held_for_nothing_is_free_again(people: People) -> None:
    evening = hold_without_lot(people)
    assert run()["hold_without_lot"]["done"] == "The tables were rebuilt from the journal, up to event 4."
    mia = Participant.objects.get(auction=evening.auction, member__user=people[2])
    assert (mia.held, mia.available) == (0, 200)


def test_lot_that_is_led_without_a_hold_is_found(people: People) -> None:
    evening = Evening(people, "led")
    evening.bid(1_000, people[1], 5)
    Participant.objects.filter(auction=evening.auction, held=5).update(held=0, available=200)
    assert run()["led"]["kind"] == "hold_without_lot"
    assert Participant.objects.get(auction=evening.auction, member__user=people[1]).held == 5


def test_money_that_is_held_for_maxima_is_held_for_lots(people: People) -> None:
    """One on the lot that is led, one on the open lot that was outbid at once, one on a lot to come."""
    evening = Evening(people, "maxima", budget=200)
    opened, *_, last = Lot.objects.filter(auction=evening.auction).order_by("number")
    for after, user, lot, maximum in (
        (1_000, people[1], last, 50),
        (2_000, people[1], opened, 40),
        (3_000, people[2], opened, 9),
    ):
        actor = cast.actor_in(evening.league, user)
        evening.do(after, LeaveProxy(actor=actor, lot=lot.pk, maximum=maximum, arrived=evening.made + after))
    seat = Participant.objects.get(auction=evening.auction, member__user=people[1])
    assert seat.held == 90
    assert stuck.find_stuck() == []
    Participant.objects.filter(pk=seat.pk).update(held=91, available=109)
    assert [each.kind for each in stuck.find_stuck()] == ["hold_without_lot"]


def test_maximum_that_no_release_writes_stops_no_look_at_the_others(people: People) -> None:
    evening = hold_without_lot(people)
    seats = Participant.objects.filter(auction=evening.auction, member__user=people[1])
    strange_ones: tuple[Any, ...] = (
        [{"lot": 1.5, "maximum": 0.5}],
        [{"lot": 1e30, "maximum": 1e30}],
        [{"lot": "x"}],
        {},
    )
    for strange in strange_ones:
        seats.update(proxies=strange)
        assert "hold_without_lot" in {each.kind for each in stuck.find_stuck()}


def test_deadline_that_the_journal_knows_comes_back(people: People) -> None:
    evening = lot_without_deadline(people)
    run()
    [lot] = Lot.objects.filter(auction=evening.auction, status="open")
    assert lot.ends_at is not None
    assert round(lot.ends_at.timestamp() * 1000) == evening.made + 3_600_000


def test_deadline_that_the_journal_does_not_know_either_is_a_whole_new_one(people: People) -> None:
    """As a fault in the rules would leave it. Nobody is surprised by an end that comes at once."""
    evening = lot_without_deadline(people)
    for seq in (3, 4):
        new = set_json("payload", "lots,0,ends_at", "null")
        change_row("auctions_auctionevent", new, f"seq = {seq} AND auction_id = '{evening.auction.pk}'")
    Auction.objects.filter(pk=evening.auction.pk).update(epoch=2)
    assert rebuild.find_differences(evening.auction.pk) == []
    assert run()["lot_without_deadline"]["done"] == "The clock's step was done: it is running, lot 1 is open."
    [lot] = Lot.objects.filter(auction=evening.auction, status="open")
    assert lot.ends_at is not None
    assert 3_500 < (lot.ends_at - timezone.now()).total_seconds() <= 3_600
    assert engine.read(evening.auction.pk).lots[lot.pk].leader is not None


def test_tables_that_know_another_value_than_the_journal_are_found(people: People) -> None:
    evening = Evening(people, "changed")
    evening.bid(1_000, people[1], 5)
    change_row(LOTS, "bids = 9", "status = 'open'")
    change_row(SEATS, "max_bid = 3", "held = 5")
    finding = run()["changed"]
    assert finding["kind"] == "tables_behind"
    assert "has max_bid 3 in the table and 200 in the journal (and 1 more)." in finding["sentence"]
    assert finding["mended"]


def test_completed_auction_whose_tables_are_behind_is_found(people: People) -> None:
    evening = nobody_can_bid(people)
    old = copy_tables(evening.auction)
    evening.tick(200_000)
    restore_rows(old)
    assert run()["nobody_can_bid"]["kind"] == "tables_behind"
    assert Auction.objects.get(pk=evening.auction.pk).status == "completed"


def test_lot_that_ended_while_the_tables_were_wrong_is_paused_as_of_the_last_event(people: People) -> None:
    """Whoever wanted to bid couldn't: the lot isn't sold over their heads."""
    evening = Evening(people, "late", ago=5 * MINUTE, lot_seconds=30, anti_snipe_seconds=0)
    old = copy_tables(evening.auction)
    evening.bid(10_000, people[1], 5)
    restore_rows(old)
    finding = run()["late"]
    assert finding["kind"] == "tables_behind"
    assert finding["done"].endswith(
        "It was paused as of its last event, so that nobody lost time; its commissioner resumes."
    )
    state = engine.read(evening.auction.pk)
    assert (state.auction.status, state.auction.pause_reason) == ("paused", OUTAGE)
    assert state.lots[state.open_lots[0]].remaining_ms == 20_000
    assert audit_auction(evening.auction.pk) == []


def test_what_a_rebuild_lays_bare_is_mended_in_the_same_run(people: People) -> None:
    evening = Evening(people, "both", ago=5 * MINUTE, lot_seconds=30)
    old = copy_tables(evening.auction)
    evening.tick(60_000)
    restore_rows(old)
    assert [each.kind for each in stuck.mend_stuck()] == ["tables_behind", "nothing_next"]
    assert len(engine.read(evening.auction.pk).open_lots) == 1


def test_journal_with_a_hole_is_said_and_left_to_people(people: People) -> None:
    evening = tables_behind(people)
    good = lot_overdue(people)
    AuctionEvent.objects.filter(auction=evening.auction, seq=5).delete()
    found = run(code=3)
    assert found["lot_overdue"]["mended"]
    assert found["tables_behind"]["mended"] is False
    assert "what follows event 4 isn't whole" in found["tables_behind"]["problem"]
    assert audit_auction(good.auction.pk) == []


# Paused by an outage -----------------------------------------------------------------------------------
def test_outage_that_is_over_is_resumed_with_a_count_in_the_systems_name(people: People) -> None:
    evening = paused_by_past_outage(people)
    assert run()["paused_by_past_outage"]["done"] == "It was resumed, with the 3-2-1."
    event = last_event(evening, "auction_resumed")
    assert (event.actor, event.reason) == (None, "The outage is over, and nobody resumed for 10 minutes.")
    state = engine.read(evening.auction.pk)
    assert state.auction.resumes_at == round(event.at.timestamp() * 1000) + 3_000
    lot = state.lots[state.open_lots[0]]
    assert lot.ends_at == state.auction.resumes_at + 19_000  # what it had when the servers fell silent


@pytest.mark.parametrize("seconds", [None, 30])
def test_outage_that_is_not_surely_over_is_left_alone(people: People, seconds: int | None) -> None:
    paused_by_past_outage(people)
    Heartbeat.objects.all().delete()
    if seconds is not None:
        all_live(seconds)
    assert stuck.find_stuck() == []


def test_commissioner_is_waited_for_after_an_outage(people: People) -> None:
    evening = Evening(people, "patience", ago=15 * MINUTE, lot_seconds=30)
    evening.do(6 * MINUTE, Tick(actor=SYSTEM, outage_since=evening.made + 11_000))
    all_live(120)
    assert stuck.find_stuck() == []


def test_pause_by_a_person_is_left_alone(people: People) -> None:
    evening = Evening(people, "tea", ago=60 * MINUTE)
    evening.do(1_000, Pause(actor=cast.actor_in(evening.league), reason="Tea."))
    all_live(120)
    assert stuck.find_stuck() == []


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        ("dreaming", "auction_created", "it is “dreaming”"),
        ("active", "lot_raffled", "event 1 is of the kind “lot_raffled”"),
    ],
)
def test_auction_of_another_release_is_named_and_left_as_it_is(
    people: People, status: str, kind: str, words: str
) -> None:
    evening = unreadable(people)
    Lot.objects.filter(auction=evening.auction, number=2).update(status="queued")
    AuctionEvent.objects.filter(auction=evening.auction, seq=1).update(kind=kind)
    Auction.objects.filter(pk=evening.auction.pk).update(status=status)
    [finding] = stuck.find_stuck_in_tables()
    assert (finding.kind, words in finding.sentence) == ("unreadable", True)
    [named] = read_running_auctions(5).rows
    assert words in named.wrong
    if status == "active":
        [tried] = stuck.mend_stuck()
        assert (tried.mended, "The journal can't be replayed" in tried.problem) == (False, True)


def test_auction_that_runs_or_waits_rightly_is_of_no_kind(people: People) -> None:
    with flags(waiting_room=True):
        Evening(people, "waits", waiting_room=True)
        Evening(people, "runs").bid(1_000, people[1], 5)
        Evening(people, "turn", mode="nomination", nomination_seconds=600)
        assert run() == {}


def test_turn_to_put_a_lot_up_that_nobody_ended_is_ended(people: People) -> None:
    evening = Evening(people, "turn", ago=2 * MINUTE, mode="nomination", nomination_seconds=30)
    [found] = stuck.find_stuck()
    ended = timedelta(milliseconds=evening.made + 30_000)
    assert (found.kind, found.since) == ("nothing_next", datetime(1970, 1, 1, tzinfo=UTC) + ended)
    [mended] = stuck.mend_stuck()
    assert (mended.mended, "lot 1 is open" in mended.done) == (True, True)
    assert engine.read(evening.auction.pk).auction.nominator is None


def test_grace_is_no_time_in_which_a_turn_is_stuck(people: People) -> None:
    Evening(people, "turn", ago=35_500, mode="nomination", nomination_seconds=30, grace_ms=5_000)
    assert stuck.find_stuck() == []


def test_glance_sees_every_kind_without_reading_a_journal(evenings: dict[str, Evening]) -> None:
    seen = {each.auction: each.kind for each in stuck.find_stuck_in_tables()}
    assert seen == {
        each.auction.pk: "nothing_next" if name == "nobody_can_bid" else name for name, each in evenings.items()
    }


def test_glance_asks_as_much_of_three_auctions_as_of_one(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lot_overdue(people)
    with CaptureQueriesContext(connection) as seen:
        assert len(stuck.find_stuck_in_tables()) == 1
    for name in ("Second", "Third"):
        Evening(people, name, ago=2 * MINUTE, lot_seconds=30)
    with django_assert_num_queries(len(seen)):
        assert len(stuck.find_stuck_in_tables()) == 3
