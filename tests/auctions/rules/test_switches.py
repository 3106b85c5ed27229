"""The operators' switches: what they have switched off doesn't happen, and everything else does."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Begin, Cancel, Command, Pause, PlaceBid, Resume, Tick
from auctions.rules.events import EventKind
from auctions.rules.lifecycle import CLOSED_FOR_CHANGES, HALTED, NO_BIDDING, reason_to_stand
from auctions.rules.switches import Switches
from tests.auctions.rules.scenario import CARLA, FIRST_LOT, MAX, MIA, OTTO, Scenario, T, seat_of
from tests.vectors import vectors

NO_BIDS = Switches(bidding=False)
HALT = Switches(running_auctions=False)
READ_ONLY = Switches(read_only=True)
SECOND_LOT = FIRST_LOT + 1
OFFERS = {"slow_auctions"}
"""What isn't offered any more stops no clock."""


# Bidding --------------------------------------------------------------------------------------------
def test_bid_is_refused_while_bidding_is_off_and_counts_when_it_is_back() -> None:
    scenario = Scenario()
    before = scenario.state
    scenario.switches = NO_BIDS
    assert scenario.bid(MAX, 5) is Code.BIDDING_DISABLED
    assert scenario.state == before
    assert scenario.last.receipt is not None
    scenario.switches = Switches()
    assert scenario.bid(MAX, 5) is Code.OK


def test_bidding_off_comes_after_the_seat_and_before_all_else_that_may_be_wrong() -> None:
    waiting = Scenario(begun=False)
    waiting.switches = NO_BIDS
    assert waiting.bid(MAX, 0, lot=999) is Code.BIDDING_DISABLED
    assert waiting.do(PlaceBid(actor=OTTO, lot=999, amount=0, arrived=T)) is Code.NOT_A_PARTICIPANT


@pytest.mark.parametrize(("switches", "reason"), [(NO_BIDS, NO_BIDDING), (HALT, HALTED)])
def test_no_lot_ends_by_what_is_switched_off(switches: Switches, reason: str) -> None:
    """The tick that would have closed it stops its clock; nothing of its time is lost but what was left."""
    scenario = Scenario(break_seconds=0, early_end=False)
    scenario.bid(MAX, 5)
    scenario.switches = switches
    assert scenario.pass_(MIA) is Code.OK
    assert scenario.tick(12_000) is Code.OK
    assert scenario.kinds() == [EventKind.AUCTION_PAUSED]
    assert (scenario.state.auction.pause_reason, scenario.lot().remaining_ms) == (reason, 18_000)
    assert scenario.tick(90_000) is Code.OK
    assert scenario.kinds() == []


@pytest.mark.parametrize("actor", [CARLA, SYSTEM])
def test_nothing_begins_or_goes_on_while_nobody_can_bid(actor: Actor) -> None:
    waiting, paused = Scenario(begun=False), Scenario()
    paused.pause(2_000)
    for scenario in (waiting, paused):
        scenario.switches = NO_BIDS
    assert waiting.do(Begin(actor=actor)) is Code.BIDDING_DISABLED
    assert paused.do(Resume(actor=actor), 3_000) is Code.BIDDING_DISABLED
    for scenario in (waiting, paused):
        scenario.switches = Switches()
    assert waiting.do(Begin(actor=actor)) is Code.OK
    assert paused.do(Resume(actor=actor), 9_000) is Code.OK
    assert paused.ends() == 9_000 + 3_000 + 28_000


@pytest.mark.parametrize(
    "switches",
    [Switches(**{each.name: each.name == "read_only"}) for each in fields(Switches) if each.name not in OFFERS],
)
def test_every_switch_gives_a_reason_to_stand(switches: Switches) -> None:
    """A new switch that stops people and not the clock would let lots run out."""
    assert reason_to_stand(switches)
    assert reason_to_stand(Switches()) is None


# Running auctions -----------------------------------------------------------------------------------
def test_nothing_begins_while_auctions_are_halted() -> None:
    scenario = Scenario(begun=False)
    scenario.switches = HALT
    for actor in (CARLA, SYSTEM):
        assert scenario.do(Begin(actor=actor)) is Code.RUNNING_AUCTIONS_DISABLED
    assert scenario.do(Begin(actor=seat_of(MAX))) is Code.FORBIDDEN
    scenario.switches = Switches()
    assert scenario.do(Begin(actor=CARLA)) is Code.OK


def test_nothing_goes_on_while_auctions_are_halted() -> None:
    scenario = Scenario()
    scenario.switches = HALT
    assert scenario.do(Pause(actor=SYSTEM, reason=HALTED), 10_000) is Code.OK
    assert (scenario.lot().remaining_ms, scenario.state.auction.pause_reason) == (20_000, HALTED)
    assert scenario.resume(11_000) is Code.RUNNING_AUCTIONS_DISABLED
    scenario.switches = Switches()
    assert scenario.resume(60_000) is Code.OK
    assert scenario.ends() == 60_000 + 3_000 + 20_000


def test_halted_auction_can_be_cancelled_and_a_sale_of_it_taken_back() -> None:
    scenario = Scenario()
    scenario.sell(MAX, 5)
    scenario.switches = HALT
    assert scenario.undo() is Code.OK
    assert scenario.cancel() is Code.OK


# Read only ------------------------------------------------------------------------------------------
CHANGES: list[Callable[[Scenario], Code]] = [
    lambda scenario: scenario.bid(MAX, 5),
    lambda scenario: scenario.do(PlaceBid(actor=OTTO, lot=999, amount=0, arrived=T)),
    lambda scenario: scenario.pass_(MAX),
    lambda scenario: scenario.tick(60_000),
    lambda scenario: scenario.pause(1_000),
    lambda scenario: scenario.do(Pause(actor=Actor(user=300, role=ActorRole.SYSTEM))),
    lambda scenario: scenario.cancel(),
    lambda scenario: scenario.away(MAX),
    lambda scenario: scenario.do(Begin(actor=SYSTEM)),
    lambda scenario: scenario.do(Resume(actor=SYSTEM)),
    lambda scenario: scenario.do(Cancel(actor=SYSTEM, reason="So it is")),
]


@pytest.mark.parametrize("change", CHANGES, ids=range(len(CHANGES)))
def test_nothing_changes_while_everything_is_read_only(change: Callable[[Scenario], Code]) -> None:
    scenario = Scenario()
    before = scenario.state
    scenario.switches = READ_ONLY
    assert change(scenario) is Code.READ_ONLY
    assert (scenario.state, scenario.last.receipt, scenario.last.events) == (before, None, ())
    scenario.switches = Switches()
    assert change(scenario) is not Code.READ_ONLY


@pytest.mark.parametrize(
    "command",
    [Pause(actor=SYSTEM, reason=CLOSED_FOR_CHANGES), Tick(actor=SYSTEM, outage_since=T + 5_000)],
    ids=["now", "as of an outage"],
)
def test_system_stops_the_clocks_while_everything_is_read_only(command: Command) -> None:
    scenario = Scenario()
    scenario.switches = READ_ONLY
    assert scenario.do(command, 10_000) is Code.OK
    assert (scenario.status, scenario.kinds()) == ("paused", [EventKind.AUCTION_PAUSED])


# What the page says of it ---------------------------------------------------------------------------
@pytest.mark.parametrize("case", vectors("switches"), ids=lambda case: f"{case['command']}, off: {case['off']}")
def test_page_and_rules_say_the_same_of_what_is_off(case: dict[str, Any]) -> None:
    scenario = Scenario(begun=case["status"] != "waiting")
    sold_at = 0 if case["status"] == "waiting" else scenario.sell(MIA, 5)
    if case["status"] == "paused":
        scenario.pause(sold_at)
    assert scenario.status == case["status"]
    if case["off"] is not None:
        scenario.switches = Switches(**{case["off"]: case["off"] == "read_only"})
    commands: dict[str, Callable[[], Code]] = {
        "begin": lambda: scenario.do(Begin(actor=CARLA), sold_at),
        "resume": lambda: scenario.resume(sold_at),
        "pause": lambda: scenario.pause(sold_at),
        "cancel": lambda: scenario.cancel(sold_at),
        "undo_sale": lambda: scenario.undo(FIRST_LOT, at=sold_at),
        "pass": lambda: scenario.pass_(MAX, lot=SECOND_LOT, at=sold_at),
        "bid": lambda: scenario.bid(MAX, 5, lot=SECOND_LOT, at=sold_at),
    }
    assert commands[case["command"]]() == case["code"]
