"""A table of seats: what it ought to come to, worked out a second time from docs/auction-rules.md."""

from collections.abc import Sequence

from auctions.rules.codes import Code
from auctions.rules.commands import ActorRole, ChangeSeats, SeatTerms
from auctions.rules.events import EventKind
from auctions.rules.state import AuctionState, AuctionStatus, LotStatus
from tests.auctions.rules.reference_limits import change_code

LARGEST_BUDGET = 1_000_000_000
LARGEST_ROSTER = 100


def expected_table_code(state: AuctionState, command: ChangeSeats) -> Code:
    """The code that a table must get."""
    named = [terms.participant for terms in command.seats]
    if command.actor.role not in (ActorRole.COMMISSIONER, ActorRole.SYSTEM):
        return Code.FORBIDDEN
    if state.auction.status is not AuctionStatus.WAITING or sorted(named) != sorted(set(named)):
        return Code.WRONG_STATUS
    if any(seat not in state.participants for seat in named):
        return Code.NOT_A_PARTICIPANT
    for terms in command.seats:
        if code := _expected_row_code(state, terms, named):
            return code
    everything = [lot for terms in command.seats for lot, _ in terms.keepers]
    return Code.OK if len(everything) == len(set(everything)) else Code.KEPT_TWICE


def _expected_row_code(state: AuctionState, terms: SeatTerms, named: Sequence[int]) -> Code | None:
    for lot, price in terms.keepers:
        if lot not in state.lots:
            return Code.NO_SUCH_LOT
        if price <= 0:
            return Code.TOO_LOW
        owner = state.lots[lot].sold_to
        if owner is not None and owner not in named:
            return Code.KEPT_TWICE
        if owner is None and state.lots[lot].status is not LotStatus.QUEUED:
            return Code.WRONG_STATUS
    owned = {(slot.lot, slot.price) for slot in state.participants[terms.participant].roster}
    return expected_size_code(state, terms, had=[lot for lot, _ in owned & {*terms.keepers}])


def expected_size_code(state: AuctionState, terms: SeatTerms, had: Sequence[int] = ()) -> Code | None:
    """Return why a roster of this size can't begin with these keepers, paid out of this budget; None: it can.

    Those that it had may be against the limits.
    """
    settings = state.auction.settings
    least = settings.slots_min if terms.slots_min is None else terms.slots_min
    most = settings.slots_max if terms.slots_max is None else terms.slots_max
    if least < 0 or most < max(1, least) or most > LARGEST_ROSTER:
        return Code.ROSTER_SIZE
    if len(terms.keepers) > most:
        return Code.ROSTER_FULL
    kept = [state.lots[lot].groups for lot, _ in terms.keepers]
    if code := change_code(settings.limits, [state.lots[lot].groups for lot in had], kept):
        return code
    left = terms.budget - sum(price for _, price in terms.keepers)
    if left < 0 or terms.budget > LARGEST_BUDGET:
        return Code.OVER_BUDGET
    return None


def differs(state: AuctionState, terms: SeatTerms) -> bool:
    """Return True if a row says something else than what is."""
    seat = state.participants[terms.participant]
    owned = {slot.lot: slot.price for slot in seat.roster}
    now = seat.granted, seat.slots_min, seat.slots_max, owned
    return now != (terms.budget, terms.slots_min, terms.slots_max, dict(terms.keepers))


def check_table(before: AuctionState, command: ChangeSeats, after: AuctionState, kinds: Sequence[EventKind]) -> None:
    """A table that was taken is what is, to the last unit; whom it doesn't name, it doesn't touch."""
    new = 0
    for terms in command.seats:
        seat = after.participants[terms.participant]
        assert not differs(after, terms)
        assert seat.granted == seat.available + seat.held + seat.spent
        assert seat.spent == sum(dict(terms.keepers).values())
        owned = {(slot.lot, slot.price) for slot in before.participants[seat.id].roster}
        new += len(set(terms.keepers) - owned)
    assert kinds == [EventKind.SEATS_CHANGED, *[EventKind.ASSET_KEPT] * new]
    named = {terms.participant for terms in command.seats}
    for seat in before.participants.values():
        now = after.participants[seat.id]
        if seat.id not in named:
            assert (now.granted, now.spent, now.roster) == (seat.granted, seat.spent, seat.roster)
    kept = {slot.lot for seat in after.participants.values() for slot in seat.roster}
    assert {lot.id for lot in after.lots.values() if lot.kept} == kept
    out_of_sale = {LotStatus.QUEUED, LotStatus.WITHDRAWN}
    assert kept == {lot.id for lot in after.lots.values() if lot.status not in out_of_sale}
