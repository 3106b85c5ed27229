"""Other settings: what they make of an auction that waits, worked out a second time from docs/auction-rules.md."""

from collections.abc import Sequence
from dataclasses import replace

from auctions.rules.codes import Code
from auctions.rules.commands import ActorRole, AdoptSettings, SeatTerms
from auctions.rules.events import EventKind
from auctions.rules.state import AuctionState, AuctionStatus, LotStatus, ParticipantState
from tests.auctions.rules.reference_seats import expected_size_code


def expected_adoption_code(state: AuctionState, command: AdoptSettings) -> Code:
    """The code that other settings must get."""
    if command.actor.role not in (ActorRole.COMMISSIONER, ActorRole.SYSTEM):
        return Code.FORBIDDEN
    told = [*command.lots, *command.aside]
    lots, assets = [each.lot for each in told], [each.asset for each in told]
    if state.auction.status is not AuctionStatus.WAITING:
        return Code.WRONG_STATUS
    if sorted(lots) != sorted(set(lots)) or sorted(assets) != sorted(set(assets)):
        return Code.WRONG_STATUS
    known = {(lot.id, lot.asset) for lot in state.lots.values()}
    for each in told:
        alike = [pair for pair in known if each.lot == pair[0] or each.asset == pair[1]]
        if alike not in ([], [(each.lot, each.asset)]):
            return Code.NO_SUCH_LOT
    new = {*lots} - {*state.lots}
    if {*state.lots} - {*lots} or new != {each.lot for each in command.lots} - {*state.lots}:
        return Code.NO_SUCH_LOT
    groups = {each.lot: each.groups for each in told}
    listed = {lot.id: replace(lot, groups=groups[lot.id]) for lot in state.lots.values()}
    after = replace(state, auction=replace(state.auction, settings=command.settings), lots=listed)
    for seat in state.participants.values():
        kept = tuple((slot.lot, slot.price) for slot in seat.roster)
        budget = expected_grant(state, command, seat)
        terms = SeatTerms(
            participant=seat.id, budget=budget, slots_min=seat.slots_min, slots_max=seat.slots_max, keepers=kept
        )
        if code := expected_size_code(after, terms):
            return code
    return Code.OK


def expected_grant(state: AuctionState, command: AdoptSettings, seat: ParticipantState) -> int:
    """Return a seat's budget: what the settings say now if it had what they said, else what it was given or brought."""
    brought = [slot for slot in seat.roster if state.lots[slot.lot].closed_seq == 1]
    plain = not brought and seat.granted == state.auction.settings.budget
    return command.settings.budget if plain else seat.granted


def check_adoption(
    before: AuctionState, command: AdoptSettings, after: AuctionState, kinds: Sequence[EventKind]
) -> None:
    """Settings that were taken are played, and what is for sale is what was named, in that order."""
    assert kinds == [EventKind.SETTINGS_ADOPTED]
    assert after.auction.settings == command.settings
    assert (after.auction.format, after.auction.mode) == (command.settings.format, command.settings.mode)
    for seat in after.participants.values():
        was = before.participants[seat.id]
        assert seat.granted == expected_grant(before, command, was)
        assert (seat.roster, seat.spent, seat.away) == (was.roster, was.spent, was.away)
        assert (seat.slots_min, seat.slots_max) == (was.slots_min, was.slots_max)
    named = {each.lot: each for each in command.lots}
    told = {each.lot: (each.asset, each.opening_price, each.groups) for each in (*command.lots, *command.aside)}
    assert after.lots.keys() == before.lots.keys() | named.keys()
    for lot in after.lots.values():
        was_lot = before.lots.get(lot.id)
        kept = was_lot is not None and was_lot.status is LotStatus.SOLD
        assert lot.status == ("sold" if kept else "queued" if lot.id in named else "withdrawn")
        assert (lot.asset, lot.opening_price, lot.groups) == told[lot.id]
        if was_lot is not None:
            assert lot.number == was_lot.number
    new = [lot for lot in after.lots.values() if lot.id not in before.lots]
    in_command = [lot.id for lot in sorted(new, key=lambda lot: lot.number)]
    assert in_command == [each for each in named if each not in before.lots]
    queued = [lot for lot in after.lots.values() if lot.status is LotStatus.QUEUED]
    queue = [lot.id for lot in sorted(queued, key=lambda lot: (lot.place, lot.number))]
    assert queue == [each for each in named if after.lots[each].status is LotStatus.QUEUED]
