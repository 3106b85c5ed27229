"""The places that states come from: whatever the flags say, and however they change, nobody notices."""

import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import product
from random import Random
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from auctions import engine
from auctions.audit.run import audit_auction
from auctions.models import Auction, AuctionSnapshot
from auctions.reads import results
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Begin, Pause, Tick
from auctions.rules.state import AuctionState, AuctionStatus
from auctions.store import codec, journal, snapshots, state_cache
from rollouts.flags import UseCase
from rollouts.models import Flag
from rollouts.testing import flags
from tests import cast
from tests.auctions.scripted_auctions import AUCTION, Batch, Script, ScriptPlayer, write_script

pytestmark = pytest.mark.django_db(transaction=True)
PERSISTENCE = (
    "use_state_persistence",
    *(f"use_state_persistence_{each}" for each in UseCase),
    "enable_state_snapshots",
    "enable_state_recovery",
)
COMBINATIONS = [dict(zip(PERSISTENCE, values, strict=True)) for values in product((False, True), repeat=7)]
NONE = dict.fromkeys(PERSISTENCE, False)
ALL = dict.fromkeys(PERSISTENCE, True)


@pytest.fixture(autouse=True)
def new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing in its memory."""
    monkeypatch.setattr(state_cache, "memory", state_cache.StateMemory())


class Board:
    """All flags that matter here, set in two statements."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}
        names = (*PERSISTENCE, "running_auctions", "bidding", "read_only")
        Flag.objects.bulk_create(Flag(name=name, everyone=False) for name in names)

    def set(self, batch: Batch, persistence: dict[str, bool]) -> None:
        wanted = persistence | asdict(batch.switches)
        changed = {name for name, on in wanted.items() if self._known.get(name) is not on}
        for on in (False, True):
            if names := [name for name in changed if wanted[name] is on]:
                Flag.objects.filter(name__in=names).update(everyone=on)
        self._known = wanted


# Nobody notices -------------------------------------------------------------------------------------
@pytest.fixture
def player(transactional_db: None, settings: Any) -> ScriptPlayer:
    settings.SNAPSHOT_EVENTS, settings.SNAPSHOT_SECONDS = 3, 0
    logging.getLogger("auctions").setLevel(logging.ERROR)
    return ScriptPlayer()


@pytest.fixture
def board(player: ScriptPlayer) -> Board:
    return Board()


def assert_plays_as_without(
    player: ScriptPlayer, board: Board, script: Script, prepare: Callable[[Batch], None]
) -> None:
    """Play it from the tables alone, and then as it is prepared: the answers and all rows are the same."""
    plain = player.play(script, lambda batch: board.set(batch, NONE))
    played = player.play(script, prepare, proves_right)
    assert played == plain


def proves_right() -> None:
    snapshots.write_snapshots([])
    assert not [each for each in audit_auction(AUCTION) if "decided too late" not in each.sentence]


@settings(
    max_examples=8,
    deadline=None,
    print_blob=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a seed doesn't shrink
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**40))
def test_flags_that_flip_and_memories_that_are_lost_change_nothing(
    player: ScriptPlayer, board: Board, seed: int
) -> None:
    dice = Random(seed)  # noqa: S311 # to be played again from its seed
    processes = [state_cache.StateMemory() for _ in range(3)]
    kept = ALL

    def prepare(batch: Batch) -> None:
        nonlocal kept
        if dice.random() < 0.4:
            kept = dice.choice(COMBINATIONS)
        board.set(batch, kept)
        state_cache.memory = dice.choice(processes)  # each knows another part of what has happened
        if dice.random() < 0.2:
            state_cache.memory.forget(AUCTION)
        if dice.random() < 0.3:
            snapshots.write_snapshots([])

    assert_plays_as_without(player, board, write_script(dice, 120), prepare)


def test_every_combination_of_flags_in_one_auction_changes_nothing(player: ScriptPlayer, board: Board) -> None:
    dice = Random(11)  # noqa: S311 # the same every time
    script = write_script(dice, 450)
    assert len(script.batches) >= 2 * len(COMBINATIONS)
    turns: list[dict[str, bool]] = []

    def prepare(batch: Batch) -> None:
        if not turns:
            turns.extend(dice.sample(COMBINATIONS, len(COMBINATIONS)))
        board.set(batch, turns.pop())
        if dice.random() < 0.5:
            state_cache.memory.forget(AUCTION)
            snapshots.write_snapshots([])

    assert_plays_as_without(player, board, script, prepare)


def test_scripts_recover_from_snapshots(player: ScriptPlayer, board: Board, caplog: pytest.LogCaptureFixture) -> None:
    """The plays above would prove nothing if it never happened."""
    logging.getLogger("auctions").setLevel(logging.INFO)

    def prepare(batch: Batch) -> None:
        board.set(batch, ALL)
        state_cache.memory.forget(AUCTION)
        snapshots.write_snapshots([])

    assert_plays_as_without(player, board, write_script(Random(14), 60), prepare)  # noqa: S311 # the same every time
    assert len([each for each in recoveries(caplog) if each["from"] == "snapshot" and each["events"]]) > 5


def recoveries(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return what the log says of states that were rebuilt."""
    said = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
    return [each for each in said if each["event"] == "state.recovered"]


# What is served from where --------------------------------------------------------------------------
@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    """Begun, with its first lot open."""
    return cast.auction_of(cast.make_league(carla, max_, mia, **cast.QUICK, lot_seconds=600))


def only(use_case: UseCase) -> dict[str, bool]:
    return {name: name in {"use_state_persistence", f"use_state_persistence_{use_case}"} for name in PERSISTENCE}


def all_but(use_case: UseCase) -> dict[str, bool]:
    return {name: name != f"use_state_persistence_{use_case}" for name in PERSISTENCE} | {
        "enable_state_recovery": False
    }


def wrong(state: AuctionState) -> AuctionState:
    """Return a state that nobody finds in the tables: its use shows that it comes from memory or a snapshot."""
    lots = {key: replace(lot, price=77, leader=None, bids=7) for key, lot in state.lots.items()}
    return replace(state, lots=lots)


def answer(auction: Auction, user: User) -> int | None:
    """The price that a bid of 5 meets: none in the tables, 77 in the wrong state."""
    [outcome] = engine.execute(auction.pk, cast.bid_of(auction, user, 5, lot=auction.lots.get(number=1).pk))
    price: int | None = outcome.facts.get("price")
    return price


def served(auction: Auction, use_case: UseCase) -> bool:
    """Return True if the use case is served from memory: a wrong state there is used."""
    right = journal.state_from_tables(auction.pk)
    state_cache.memory.forget(auction.pk)
    match use_case:
        case UseCase.BEGIN:
            state_cache.memory.keep(auction.pk, replace(right, participants={}))
            return cast.do(auction, Begin(actor=SYSTEM)).code is Code.NO_PARTICIPANTS
        case UseCase.BID:
            state_cache.memory.keep(auction.pk, wrong(right))
            used = answer(auction, auction.participants.all()[1].member.user) == 77
            assert (engine.read(auction.pk).lots == wrong(right).lots) is used
            return used
        case UseCase.SETTLE:
            state_cache.memory.keep(
                auction.pk, replace(right, auction=replace(right.auction, status=AuctionStatus.PAUSED))
            )
            return not cast.do(auction, Pause(actor=SYSTEM)).ok
        case UseCase.SCORING:
            state_cache.memory.keep(auction.pk, replace(right, auction=replace(right.auction, lots_sold=99)))
            return bool(results.results_by_participant(auction.pk)["totals"]["sold"] == 99)


@pytest.mark.parametrize("use_case", UseCase)
def test_each_use_case_has_a_flag_of_its_own(auction: Auction, carla: User, max_: User, use_case: UseCase) -> None:
    if use_case is UseCase.BEGIN:
        auction = cast.auction_of(cast.make_league(carla, max_, name="The Sunday League"), begun=False)
    with flags(**only(use_case)):
        assert served(auction, use_case)
    with flags(**all_but(use_case)):
        assert not served(auction, use_case)


def test_batch_is_served_from_memory_if_all_of_it_may_be(auction: Auction, max_: User) -> None:
    state = engine.read(auction.pk)
    bid = cast.bid_of(auction, max_, 5)
    for kept, expected in ((ALL, Code.TOO_LOW), (all_but(UseCase.SETTLE), Code.OK)):
        state_cache.memory.forget(auction.pk)
        with flags(**kept):
            state_cache.memory.keep(auction.pk, wrong(state))
            first, _ = engine.execute(auction.pk, bid, Tick(actor=SYSTEM))
        assert first.code is expected


def test_nothing_stays_in_memory_where_no_flag_keeps_it(auction: Auction, max_: User, mia: User) -> None:
    cast.bid(auction, max_, 5)
    assert state_cache.memory.all_states() != []
    with flags(use_state_persistence=False):
        cast.bid(auction, mia, 6)
        assert state_cache.memory.all_states() == []
        engine.read(auction.pk)
        assert state_cache.memory.all_states() == []
    cast.bid(auction, max_, 7)
    assert [state.seq for state in state_cache.memory.all_states()] == [6]


def test_memory_has_an_end(auction: Auction, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_cache, "REMEMBERED_AUCTIONS", 2)
    state, memory = engine.read(auction.pk), state_cache.StateMemory()
    first, second, third = (UUID(int=n) for n in range(3))
    for each in (first, second):
        memory.keep(each, state)
    assert memory.get(first, 1) == state
    memory.keep(third, state)
    assert [memory.get(each, 1) is not None for each in (first, second, third)] == [True, False, True]
    assert memory.get(first, 2) is None


def test_memory_goes_forward_only(auction: Auction, max_: User) -> None:
    before = engine.read(auction.pk)
    cast.bid(auction, max_, 5)
    after = engine.read(auction.pk)
    state_cache.memory.keep(auction.pk, before)
    assert state_cache.memory.get(auction.pk, 1) == after


# Recovery -------------------------------------------------------------------------------------------
def snapshot_of(state: AuctionState) -> AuctionSnapshot:
    written = orjson.loads(orjson.dumps(codec.dump_state(state)))
    return AuctionSnapshot.objects.create(auction_id=state.auction.id, seq=state.seq, epoch=state.epoch, state=written)


@pytest.fixture
def behind(auction: Auction, mia: User) -> AuctionState:
    """The auction's state before a bid of Mia's."""
    state = engine.read(auction.pk)
    cast.bid(auction, mia, 2)
    state_cache.memory.forget(auction.pk)
    return state


def rebuilt(auction: Auction, caplog: pytest.LogCaptureFixture) -> tuple[AuctionState, list[dict[str, Any]]]:
    """The state as a new process has it, and what its log says of it."""
    caplog.clear()
    with flags(**ALL):
        state = engine.read(auction.pk)
    assert state == journal.state_from_tables(auction.pk)
    return state, recoveries(caplog)


def test_state_is_rebuilt_from_a_snapshot_and_the_events_since(
    auction: Auction, behind: AuctionState, caplog: pytest.LogCaptureFixture
) -> None:
    snapshot_of(behind)
    state, said = rebuilt(auction, caplog)
    facts = {key: said[0][key] for key in ("auctionId", "from", "seq", "events")}
    assert facts == {"auctionId": str(auction.pk), "from": "snapshot", "seq": state.seq, "events": 1}
    assert rebuilt(auction, caplog)[1] == [], "from then on it is in memory"


def test_rebuilt_state_is_what_the_next_command_is_decided_on(
    auction: Auction, behind: AuctionState, max_: User
) -> None:
    snapshot_of(replace(wrong(behind), seq=behind.seq + 1))
    with flags(**ALL):
        assert answer(auction, max_) == 77


@pytest.mark.parametrize("off", ["use_state_persistence", "use_state_persistence_bid", "enable_state_recovery"])
def test_without_the_flag_the_tables_are_read(auction: Auction, behind: AuctionState, max_: User, off: str) -> None:
    snapshot_of(replace(wrong(behind), seq=behind.seq + 1))
    with flags(**{**ALL, off: False}):
        assert answer(auction, max_) is None


def _nothing(row: AuctionSnapshot) -> None:
    row.delete()


def _another_shape(row: AuctionSnapshot) -> None:
    row.state["shape"] = "another"
    row.save()


def _another_epoch(row: AuctionSnapshot) -> None:
    row.epoch = 2
    row.save()


def _another_auction(row: AuctionSnapshot) -> None:
    row.state["auction"]["id"] = str(UUID(int=5))
    row.save()


def _half(row: AuctionSnapshot) -> None:
    row.state = {"shape": codec.SHAPE, "seq": 3}
    row.save()


def _no_object(row: AuctionSnapshot) -> None:
    row.state = [1, 2]
    row.save()


def _status_nobody_knows(row: AuctionSnapshot) -> None:
    row.state["auction"]["status"] = "dreaming"
    row.save()


def _later_than_the_head(row: AuctionSnapshot) -> None:
    row.state["seq"] = 400
    row.save()


def _far_behind(row: AuctionSnapshot) -> None:
    row.state["seq"] = row.seq = 1
    row.save()


SPOILED = [
    (_nothing, False),
    (_another_shape, True),
    (_another_epoch, False),
    (_another_auction, True),
    (_half, True),
    (_no_object, True),
    (_status_nobody_knows, True),
    (_later_than_the_head, True),
    (_far_behind, False),
]


@pytest.mark.parametrize(("spoil", "complains"), SPOILED, ids=[spoil.__name__ for spoil, _ in SPOILED])
def test_snapshot_that_is_no_good_is_passed_over(
    auction: Auction,
    behind: AuctionState,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[AuctionSnapshot], None],
    complains: bool,
) -> None:
    monkeypatch.setattr(state_cache, "CATCH_UP_EVENTS", 2)
    spoil(snapshot_of(behind))
    _, said = rebuilt(auction, caplog)
    assert [each["from"] for each in said] == ["tables"]
    assert ("state.snapshot_unreadable" in caplog.text) is complains


@pytest.mark.parametrize("gone", [4, 5], ids=["between", "the last"])
def test_memory_behind_a_journal_with_a_hole_is_passed_over_for_the_tables(
    auction: Auction, max_: User, mia: User, gone: int
) -> None:
    remembered = engine.read(auction.pk)
    cast.bid(auction, max_, 5)
    cast.bid(auction, mia, 6)
    state_cache.memory.forget(auction.pk)
    state_cache.memory.keep(auction.pk, remembered)
    auction.events.filter(seq=remembered.seq + gone - 3).delete()
    outcome = cast.bid(auction, max_, 6)
    assert (outcome.code, outcome.seq) == (Code.TOO_LOW, remembered.seq + 2)


def test_journal_with_a_hole_leads_nowhere(
    auction: Auction, behind: AuctionState, max_: User, caplog: pytest.LogCaptureFixture
) -> None:
    snapshot_of(behind)
    cast.bid(auction, max_, 3)
    state_cache.memory.forget(auction.pk)
    auction.events.filter(seq=behind.seq + 1).delete()
    _, said = rebuilt(auction, caplog)
    assert [each["from"] for each in said] == ["tables"]
    assert "state.snapshot_unreadable" in caplog.text
