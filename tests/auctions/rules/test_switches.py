"""What operators have switched off doesn't happen, and everything else does."""

from collections.abc import Callable
from typing import Any

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Begin, Cancel, Command, Pause, PlaceBid, Resume, Tick
from auctions.rules.events import EventKind
from auctions.rules.lifecycle import CLOSED_FOR_CHANGES, HALTED
from auctions.rules.switches import Switches
from tests.auctions.rules.play import CARLA, FIRST_LOT, MAX, MIA, OTTO, Play, T, seat_of
from tests.vectors import vectors

NO_BIDS = Switches(bidding=False)
HALT = Switches(running_auctions=False)
READ_ONLY = Switches(read_only=True)
SECOND_LOT = FIRST_LOT + 1


# Bidding --------------------------------------------------------------------------------------------
def test_bid_is_refused_while_bidding_is_off_and_counts_when_it_is_back() -> None:
    play = Play()
    before = play.state
    play.switches = NO_BIDS
    assert play.bid(MAX, 5) is Code.BIDDING_DISABLED
    assert play.state == before
    assert play.last.receipt is not None
    play.switches = Switches()
    assert play.bid(MAX, 5) is Code.OK


def test_bidding_off_comes_after_the_seat_and_before_all_else_that_may_be_wrong() -> None:
    waiting = Play(begun=False)
    waiting.switches = NO_BIDS
    assert waiting.bid(MAX, 0, lot=999) is Code.BIDDING_DISABLED
    assert waiting.do(PlaceBid(actor=OTTO, lot=999, amount=0, arrived=T)) is Code.NOT_A_PARTICIPANT


def test_clocks_run_on_while_bidding_is_off() -> None:
    play = Play(break_seconds=0, early_end=False)
    play.bid(MAX, 5)
    play.switches = NO_BIDS
    assert play.pass_(MIA) is Code.OK
    assert play.tick(30_300) is Code.OK
    assert play.kinds() == [EventKind.LOT_SOLD, EventKind.LOT_STARTED]
    assert play.lot().sold_to == MAX


# Running auctions -----------------------------------------------------------------------------------
def test_nothing_begins_while_auctions_are_halted() -> None:
    play = Play(begun=False)
    play.switches = HALT
    for actor in (CARLA, SYSTEM):
        assert play.do(Begin(actor=actor)) is Code.RUNNING_AUCTIONS_DISABLED
    assert play.do(Begin(actor=seat_of(MAX))) is Code.FORBIDDEN
    play.switches = Switches()
    assert play.do(Begin(actor=CARLA)) is Code.OK


def test_nothing_goes_on_while_auctions_are_halted() -> None:
    play = Play()
    play.switches = HALT
    assert play.do(Pause(actor=SYSTEM, reason=HALTED), 10_000) is Code.OK
    assert (play.lot().remaining_ms, play.state.auction.pause_reason) == (20_000, HALTED)
    assert play.resume(11_000) is Code.RUNNING_AUCTIONS_DISABLED
    play.switches = Switches()
    assert play.resume(60_000) is Code.OK
    assert play.ends() == 60_000 + 3_000 + 20_000


def test_halted_auction_can_be_cancelled_and_a_sale_of_it_taken_back() -> None:
    play = Play()
    play.sell(MAX, 5)
    play.switches = HALT
    assert play.undo() is Code.OK
    assert play.cancel() is Code.OK


# Read only ------------------------------------------------------------------------------------------
CHANGES: list[Callable[[Play], Code]] = [
    lambda play: play.bid(MAX, 5),
    lambda play: play.do(PlaceBid(actor=OTTO, lot=999, amount=0, arrived=T)),
    lambda play: play.pass_(MAX),
    lambda play: play.tick(60_000),
    lambda play: play.pause(1_000),
    lambda play: play.do(Pause(actor=Actor(user=300, role=ActorRole.SYSTEM))),
    lambda play: play.cancel(),
    lambda play: play.away(MAX),
    lambda play: play.do(Begin(actor=SYSTEM)),
    lambda play: play.do(Resume(actor=SYSTEM)),
    lambda play: play.do(Cancel(actor=SYSTEM, reason="So it is")),
]


@pytest.mark.parametrize("change", CHANGES, ids=range(len(CHANGES)))
def test_nothing_changes_while_everything_is_read_only(change: Callable[[Play], Code]) -> None:
    play = Play()
    before = play.state
    play.switches = READ_ONLY
    assert change(play) is Code.READ_ONLY
    assert (play.state, play.last.receipt, play.last.events) == (before, None, ())
    play.switches = Switches()
    assert change(play) is not Code.READ_ONLY


@pytest.mark.parametrize(
    "command",
    [Pause(actor=SYSTEM, reason=CLOSED_FOR_CHANGES), Tick(actor=SYSTEM, outage_since=T + 5_000)],
    ids=["now", "as of an outage"],
)
def test_system_stops_the_clocks_while_everything_is_read_only(command: Command) -> None:
    play = Play()
    play.switches = READ_ONLY
    assert play.do(command, 10_000) is Code.OK
    assert (play.status, play.kinds()) == ("paused", [EventKind.AUCTION_PAUSED])


# What the page says of it ---------------------------------------------------------------------------
@pytest.mark.parametrize("case", vectors("switches"), ids=lambda case: f"{case['command']}, off: {case['off']}")
def test_page_and_rules_say_the_same_of_what_is_off(case: dict[str, Any]) -> None:
    play = Play(begun=case["status"] != "waiting")
    sold_at = 0 if case["status"] == "waiting" else play.sell(MIA, 5)
    if case["status"] == "paused":
        play.pause(sold_at)
    assert play.status == case["status"]
    if case["off"] is not None:
        play.switches = Switches(**{case["off"]: case["off"] == "read_only"})
    commands: dict[str, Callable[[], Code]] = {
        "begin": lambda: play.do(Begin(actor=CARLA), sold_at),
        "resume": lambda: play.resume(sold_at),
        "pause": lambda: play.pause(sold_at),
        "cancel": lambda: play.cancel(sold_at),
        "undo_sale": lambda: play.undo(FIRST_LOT, at=sold_at),
        "pass": lambda: play.pass_(MAX, lot=SECOND_LOT, at=sold_at),
        "bid": lambda: play.bid(MAX, 5, lot=SECOND_LOT, at=sold_at),
    }
    assert commands[case["command"]]() == case["code"]
