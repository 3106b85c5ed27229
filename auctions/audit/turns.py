"""Checks of turns to put lots up: whose they are, in which order, after which skips, and for how long.

The order is drawn a second time from the published seed. Whoever is passed over, or loses a turn, must not be able to
put anything up. Where positions or clubs are limited, or other lots are open, that isn't worked out here: then only the
order is checked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from auctions.rules.events import Event, EventKind
from auctions.rules.state import AuctionState, AuctionStatus, LotStatus, ParticipantState
from leagues.settings.auction import AuctionMode


@dataclass(slots=True)
class TurnOrder:
    """The seats still to come in each round, kept from the turns alone; `ends_at` is the end of the last one."""

    number: int = 0
    to_come: list[int] = field(default_factory=list)
    ends_at: int | None = None
    awaited: int | None = None
    """Who has put up the lot that was opened just now: their bid comes next."""

    def apply_event(self, event: Event, before: AuctionState, state: AuctionState) -> Iterator[str]:
        """Follow an event, and name what is wrong with the turn that it gives, takes or uses."""
        if state.auction.mode != AuctionMode.NOMINATION or state.auction.settings.pace.nominations is not None:
            return  # nobody waits for a turn
        yield from self._check_first_bid(event)
        if event.kind is EventKind.NOMINATION_OPENED:
            yield from self._check_turn(event, before, state)
        elif event.kind is EventKind.LOT_STARTED:
            yield from self._check_putting_up(event, before)
        if state.auction.nominator is not None:
            self.ends_at = state.auction.turn_ends_at

    def _check_turn(self, event: Event, before: AuctionState, state: AuctionState) -> Iterator[str]:
        seat, number = event.detail.get("participant"), event.detail.get("round")
        last = before.auction.nominator
        if last is not None and _surely_able(before, before.participants[last]):
            yield f"participant {last} loses a turn to {seat}, and could put a lot up"
        if not any(each == seat for each in self.to_come) and number == self.number + 1:
            yield from _check_skipped(self.to_come, before)
            self.number, self.to_come = self.number + 1, [*_order(before, self.number + 1)]
        if number != self.number or seat not in self.to_come:
            yield f"participant {seat} has the turn in round {number}, and {self.to_come} were to come in {self.number}"
            self.number, self.to_come = number or 0, [*state.auction.to_nominate]
            return
        place = self.to_come.index(seat)
        yield from _check_skipped(self.to_come[:place], before)
        self.to_come = self.to_come[place + 1 :]
        if [*state.auction.to_nominate] != self.to_come:
            yield f"{[*state.auction.to_nominate]} are to follow in round {number}, and by the order {self.to_come}"
        yield from _check_time(event, state, state.participants[seat])

    def _check_putting_up(self, event: Event, before: AuctionState) -> Iterator[str]:
        auction, seat = before.auction, event.detail.get("participant")
        if seat is None or seat != auction.nominator:
            yield f"a lot is put up in the turn of participant {seat}, and it was that of {auction.nominator}"
        lot = before.lots.get(event.detail.get("lot") or 0)
        if lot is not None and lot.status is not LotStatus.QUEUED:
            yield f"lot {lot.id} is put up, and was {lot.status}"
        if event.actor is not None:
            self.awaited = seat
        elif auction.turn_ends_at is not None and event.at < auction.turn_ends_at + auction.settings.grace_ms:
            due = auction.turn_ends_at + auction.settings.grace_ms
            yield f"a lot comes up for participant {seat} {due - event.at} ms before their turn was over"

    def _check_first_bid(self, event: Event) -> Iterator[str]:
        seat, self.awaited = self.awaited, None
        if seat is not None and (event.kind, event.detail.get("participant")) != (EventKind.BID_PLACED, seat):
            yield f"participant {seat} put a lot up without a bid"


def _check_time(event: Event, state: AuctionState, seat: ParticipantState) -> Iterator[str]:
    auction = state.auction
    if auction.settings.pace.quiet is not None:
        return  # in quiet hours no clock runs
    seconds = 0 if seat.away else auction.settings.nomination_seconds
    ends_at = max(event.at, auction.resumes_at or 0) + 1000 * seconds
    if auction.turn_ends_at != ends_at:
        yield f"the turn of participant {seat.id} ends at {auction.turn_ends_at}, and by the settings at {ends_at}"


def _check_skipped(seats: Sequence[int], before: AuctionState) -> Iterator[str]:
    for seat in seats:
        if seat in before.participants and _surely_able(before, before.participants[seat]):
            yield f"participant {seat} is passed over, and could put a lot up"


def _order(state: AuctionState, number: int) -> list[int]:
    """The order of a round, as the seed draws it."""
    settings = state.auction.settings
    draw = number if settings.nomination_order == "random" else 1
    drawn = {seat: Random(f"{settings.seed or 0}:{draw}:{seat}").random() for seat in state.participants}  # noqa: S311
    order = sorted(drawn, key=lambda seat: drawn[seat])
    return order[::-1] if settings.nomination_order == "snake" and number % 2 == 0 else order


def _surely_able(state: AuctionState, seat: ParticipantState) -> bool:
    """True if a manager has a slot, and the money for a lot to come and the rest of the roster, as others see it."""
    settings, auction = state.auction.settings, state.auction
    most = settings.slots_max if seat.slots_max is None else seat.slots_max
    least = settings.slots_min if seat.slots_min is None else seat.slots_min
    if settings.limits or state.open_lots or auction.status is not AuctionStatus.ACTIVE or len(seat.roster) >= most:
        return False
    queued = sorted(lot.opening_price for lot in state.lots.values() if lot.status is LotStatus.QUEUED)
    again = [settings.price_again(lot.opening_price) for lot in state.lots.values() if lot.status is LotStatus.UNSOLD]
    others = sorted(queued[1:] + (again if auction.round <= settings.unsold_rounds else []))
    rest = sum(others[: max(0, least - len(seat.roster) - 1)])
    return bool(queued) and seat.granted + seat.adjusted - seat.spent - rest >= queued[0]
