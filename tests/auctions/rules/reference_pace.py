"""From live to slow play and back, worked out a second time from docs/auction-rules.md."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from auctions.rules.codes import Code
from auctions.rules.commands import ActorRole, ChangePace, Command
from auctions.rules.events import Event, EventKind
from auctions.rules.state import AuctionState, AuctionStatus, LotStatus
from auctions.rules.switches import Switches
from tests.auctions.rules.scenario import CARLA, seat_of

RUNNING = {AuctionStatus.ACTIVE, AuctionStatus.PAUSED}


def expected_pace_code(state: AuctionState, command: ChangePace, switches: Switches) -> Code:
    """The code that a change of pace must get while changes are let happen."""
    auction = state.auction
    if command.actor.role not in (ActorRole.COMMISSIONER, ActorRole.SYSTEM):
        return Code.FORBIDDEN
    if command.format == "slow" and not switches.slow_auctions:
        return Code.NOT_OFFERED
    if auction.status not in RUNNING:
        return Code.WRONG_STATUS
    if not auction.next_format:
        left = {LotStatus.QUEUED, LotStatus.UNSOLD} if auction.round <= auction.settings.unsold_rounds else {"queued"}
        anything = any(lot.status in left for lot in state.lots.values())
        return Code.OK if anything and command.format != auction.format else Code.WRONG_STATUS
    return Code.WRONG_STATUS if command.format == auction.next_format else Code.OK


def check_pace(command: Command, events: Sequence[Event], states: Sequence[AuctionState]) -> None:
    """The pace changes between lots only, moves nobody's money, and is waited for only while lots are open."""
    for event, before, after in zip(events, states, states[1:], strict=False):
        if event.kind is EventKind.PACE_CHANGED:
            _check_change(command, event, before, after)
            continue
        was, now = before.auction, after.auction
        if event.kind is not EventKind.SETTINGS_ADOPTED:
            assert (now.format, now.settings) == (was.format, was.settings)
        assert now.next_format in {was.next_format, ""}
        assert event.kind is not EventKind.LOT_STARTED or was.next_format == ""
    auction = states[-1].auction
    assert auction.format == auction.settings.format
    if auction.next_format:
        assert auction.next_format != auction.format
        assert auction.status in RUNNING
        assert states[-1].open_lots
        assert (auction.next_lot_at, auction.break_remaining_ms, auction.nominator) == (None, None, None)


def _check_change(command: Command, event: Event, before: AuctionState, after: AuctionState) -> None:
    was, now = before.auction, after.auction
    assert event.ledger == ()
    assert [replace(seat, max_bid=0) for seat in before.participants.values()] == [
        replace(seat, max_bid=0, passed=before.participants[seat.id].passed) for seat in after.participants.values()
    ]
    if isinstance(command, ChangePace):
        asked = command.format
        assert event.detail["format"] == asked
        assert event.detail.get("open", len(after.open_lots)) == len(after.open_lots)
    else:
        asked = was.next_format
        assert not before.open_lots
    assert asked == (now.next_format or now.format)
    if not after.open_lots:
        assert (now.next_format, now.nominator, now.turn_ends_at) == ("", None, None)
    back = {lot for lot in before.open_lots if lot not in after.open_lots}
    unled = {lot for lot in before.open_lots if before.lots[lot].leader is None}
    waits = now.next_format == "live" or (now.format == "live" and was.format == "slow")
    assert back == (unled if waits and isinstance(command, ChangePace) else set())
    for lot in back:
        then, there = before.lots[lot], after.lots[lot]
        assert (there.status, there.place, there.number) == (LotStatus.QUEUED, then.place, then.number)
        assert (there.price, there.leader, there.hold, there.bids, there.ends_at) == (None, None, 0, 0, None)


def random_pace(state: AuctionState, dice: Random) -> ChangePace:
    """A change to the other pace, mostly; how slowly is said now and then."""
    other = "live" if state.auction.format == "slow" else "slow"
    said: dict[str, Any] = {"slow_lots": dice.choice([1, 3, 8]), "slow_reset_minutes": dice.choice([1, 90])}
    return ChangePace(
        actor=dice.choice([CARLA] * 9 + [seat_of(1)]),
        format=dice.choice([other, other, other, state.auction.format]),
        quiet_hours=dice.choice([None, None, "", "22:00–08:00", "12:30–13:15"]),
        time_zone=dice.choice([None, "America/New_York"]),
        **(said if dice.random() < 0.5 else {}),
    )
