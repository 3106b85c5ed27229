"""Turns to put a lot up: whose each ought to be, from what was seen to happen."""

from collections.abc import Sequence
from random import Random

from auctions.rules.commands import Command, CountStalls, Nominate, Tick
from auctions.rules.events import Event, EventKind
from auctions.rules.state import AuctionState, AuctionStatus, LotStatus
from tests.auctions.rules.reference_rules import expected_can_bid


class ReferenceTurns:
    """The round, and the seats still to come in it."""

    def __init__(self) -> None:
        self.round = 0
        self.to_come: list[int] = []
        self.unanswered: dict[int, tuple[int, int]] = {}
        """By lot, whose turn ended, and when, before it came up by itself."""

    def missed(self, participant: int | None, arrived: int) -> bool:
        """True if somebody's turn had not ended when something arrived, and ended without it."""
        return any(seat == participant and arrived <= ended for seat, ended in self.unanswered.values())

    def check(self, command: Command, event: Event, before: AuctionState, after: AuctionState) -> None:
        """One event of a command, and the states around it."""
        if event.kind is EventKind.NOMINATION_OPENED:
            self._check_turn(event, before, after)
        if event.kind is EventKind.LOT_STARTED:
            by = command.actor.participant if isinstance(command, Nominate) else before.auction.nominator
            assert (event.detail.get("participant"), after.lots[event.detail["lot"]].nominator) == (by, by)
            assert after.auction.mode == "nomination" or by is None
            self.unanswered.pop(event.detail["lot"], None)
            if isinstance(command, Tick) and by is not None:
                self.unanswered[event.detail["lot"]] = by, before.auction.turn_ends_at or 0
        auction = after.auction
        assert auction.nominator is None or auction.format == "live"
        assert (auction.nominator is None) or not (after.open_lots or auction.status.over)
        running = auction.status is AuctionStatus.ACTIVE and auction.nominator is not None
        assert (auction.turn_ends_at is not None) == running
        if auction.nominator is not None:
            assert auction.next_lot_at is None

    def check_end(self, state: AuctionState) -> None:
        """After a command: whose turn it is can put something up, or it would be another's."""
        if state.auction.status is AuctionStatus.ACTIVE and state.auction.nominator is not None:
            assert _can_put_up(state, state.auction.nominator)

    def check_stalls(self, command: CountStalls, before: AuctionState, happened: Sequence[Event]) -> int:
        """The milliseconds by which a turn was given its time back, for stalls in order that don't touch."""
        auction, given = before.auction, 0
        if auction.nominator is not None and not before.participants[auction.nominator].away:
            ends = auction.turn_ends_at or 0
            begins = max(ends - 1000 * auction.settings.nomination_seconds, auction.resumes_at or 0)
            for since, until in command.stalls:
                if (since, until) not in command.counted and max(since, begins) < ends + given:
                    given += max(0, until - max(since, begins))
        told = [event.detail["stalled_ms"] for event in happened if event.kind is EventKind.TURN_EXTENDED]
        assert told == ([given] if given else [])
        return given

    def check_tick(self, command: Tick, before: AuctionState, happened: Sequence[Event], now: int) -> None:
        """A lot comes up for whose turn it is once the turn has ended and all that came in it is decided."""
        auction = before.auction
        if auction.nominator is not None and auction.turn_ends_at is not None:
            decided = command.closed_up_to is None or command.closed_up_to >= auction.turn_ends_at
            over = auction.turn_ends_at + auction.settings.grace_ms <= now and decided
            assert over == any(event.kind is EventKind.LOT_STARTED for event in happened)

    def _check_turn(self, event: Event, before: AuctionState, after: AuctionState) -> None:
        """Each in their order has a turn; only those who can put nothing up are passed over."""
        expected = self._next_able(before)
        if expected is None:
            self.round += 1
            self.to_come = _order(before, self.round)
            expected = self._next_able(before)
        assert (event.detail["participant"], event.detail["round"]) == (expected, self.round)
        assert after.auction.to_nominate == (*self.to_come,)
        seat, ends_at = after.participants[event.detail["participant"]], after.auction.turn_ends_at
        given = 0 if seat.away else after.auction.settings.nomination_seconds
        assert ends_at == max(event.at, after.auction.resumes_at or 0) + 1000 * given

    def _next_able(self, state: AuctionState) -> int | None:
        while self.to_come:
            seat = self.to_come.pop(0)
            if _can_put_up(state, seat):
                return seat
        return None


def _order(state: AuctionState, number: int) -> list[int]:
    settings = state.auction.settings
    draw = number if settings.nomination_order == "random" else 1
    drawn = {
        seat: Random(f"{settings.seed or 0}:{draw}:{seat}").random()  # noqa: S311 # as the rules publish it
        for seat in state.participants
    }
    there = sorted(drawn, key=lambda seat: drawn[seat])
    return there if settings.nomination_order != "snake" or number % 2 else there[::-1]


def _can_put_up(state: AuctionState, seat: int) -> bool:
    queued = [lot for lot in state.lots.values() if lot.status is LotStatus.QUEUED]
    return any(expected_can_bid(state, state.participants[seat], lot) for lot in queued)
