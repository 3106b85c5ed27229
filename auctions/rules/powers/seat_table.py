"""The table of seats while the auction waits: their own money, their own rosters' sizes, and keepers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from auctions.rules import clock
from auctions.rules.codes import Code
from auctions.rules.commands import ChangeSeats, SeatTerms
from auctions.rules.draft import Draft, Rejection, refuse
from auctions.rules.events import EventKind, LedgerEntryKind
from auctions.rules.lifecycle import only_commissioner
from auctions.rules.limits.places import worse_by_limits
from auctions.rules.proxies import contest
from auctions.rules.state import AuctionState, AuctionStatus, LotState, LotStatus, ParticipantState, RosterSize, Slot
from leagues.settings.auction import AuctionSettings


def change_seats(draft: Draft, command: ChangeSeats) -> Rejection | None:
    """Give seats their terms, all or none. What a seat kept and keeps no more comes up for sale again.

    A seat that changes gets its maxima back, since they were left under other terms.
    """
    if rejection := only_commissioner(command) or unless_waiting(draft):
        return rejection
    for _, rejection in refusals(draft.state, command.seats):
        return rejection
    changed = [terms for terms in command.seats if _in_order(terms) != terms_of(draft.state, terms.participant)]
    coming = {terms.participant: _new_keepers(draft.state, terms) for terms in changed}
    for terms in changed:
        _change(draft, terms)
    draft.emit(EventKind.SEATS_CHANGED, changed=len(changed), reason=command.reason)
    for seat, keepers in coming.items():
        for lot, price in keepers:
            _keep(draft, seat, lot, price)
    return None


def terms_of(state: AuctionState, participant: int) -> SeatTerms:
    """Return the terms that a seat has now."""
    seat = state.participants[participant]
    return SeatTerms(
        participant=participant,
        budget=seat.granted,
        slots_min=seat.slots_min,
        slots_max=seat.slots_max,
        keepers=tuple(sorted((slot.lot, slot.price) for slot in seat.roster)),
    )


def _in_order(terms: SeatTerms) -> SeatTerms:
    return replace(terms, keepers=tuple(sorted(terms.keepers)))


def _new_keepers(state: AuctionState, terms: SeatTerms) -> list[tuple[int, int]]:
    """Return the keepers of terms that the seat doesn't keep at this price yet, in their order."""
    kept = terms_of(state, terms.participant).keepers
    return [each for each in terms.keepers if each not in kept]


def _change(draft: Draft, terms: SeatTerms) -> None:
    contest.withdraw(draft, terms.participant)
    for slot in draft.participant(terms.participant).roster:
        if (slot.lot, slot.price) not in terms.keepers:
            _give_up(draft, terms.participant, slot)
    more = terms.budget - draft.participant(terms.participant).granted
    draft.post(LedgerEntryKind.GRANT, terms.participant, max(0, more))
    draft.post(LedgerEntryKind.REVOKE, terms.participant, max(0, -more))
    draft.set_participant(terms.participant, slots_min=terms.slots_min, slots_max=terms.slots_max)


def _give_up(draft: Draft, participant: int, slot: Slot) -> None:
    draft.post(LedgerEntryKind.REVERSE, participant, slot.price, slot.lot)
    roster = tuple(each for each in draft.participant(participant).roster if each != slot)
    draft.set_participant(participant, roster=roster)
    draft.set_lot(
        slot.lot,
        status=LotStatus.QUEUED,
        price=None,
        sold_to=None,
        sold_for=None,
        closed_seq=None,
        keeper=False,
        **clock.cleared(draft.lot(slot.lot)),
    )


def _keep(draft: Draft, participant: int, lot_id: int, price: int) -> None:
    lot = draft.set_lot(lot_id, status=LotStatus.SOLD, price=price, sold_to=participant, sold_for=price, keeper=True)
    draft.post(LedgerEntryKind.HOLD, participant, price, lot_id)
    draft.post(LedgerEntryKind.CAPTURE, participant, price, lot_id)
    slots = (*draft.participant(participant).roster, Slot(lot_id, lot.asset, price))
    draft.set_participant(participant, roster=tuple(sorted(slots, key=lambda slot: draft.lot(slot.lot).number)))
    draft.emit(EventKind.ASSET_KEPT, lot=lot_id, participant=participant, price=price)


# What can't be played -----------------------------------------------------------------------------
def unless_waiting(draft: Draft) -> Rejection | None:
    """Refuse what is said before the beginning, once the auction has begun."""
    status = draft.auction.status
    return None if status is AuctionStatus.WAITING else refuse(Code.WRONG_STATUS, status=status)


def refusals(state: AuctionState, seats: Sequence[SeatTerms]) -> Iterator[tuple[int | None, Rejection]]:
    """Yield why a table can't be played, one reason at most for each seat, which is named if it is one's alone."""
    named = {terms.participant for terms in seats}
    if len(named) < len(seats):
        yield None, refuse(Code.WRONG_STATUS, status="named twice")
        return
    if not named <= state.participants.keys():
        yield None, refuse(Code.NOT_A_PARTICIPANT)
        return
    for terms in seats:
        stays = _staying(state, terms)
        if rejection := _unless_lots_are_free(state, terms, named) or unless_it_fits(state, terms, stays):
            yield terms.participant, rejection
    times = Counter(lot for terms in seats for lot, _ in terms.keepers if lot in state.lots)
    for lot, kept in times.items():
        if kept > 1:
            yield None, refuse(Code.KEPT_TWICE, asset=state.lots[lot].asset)


def _unless_lots_are_free(state: AuctionState, terms: SeatTerms, named: set[int]) -> Rejection | None:
    """Refuse keepers that aren't lots, or are neither for sale nor kept by a seat that the table names."""
    for lot_id, price in terms.keepers:
        lot = state.lots.get(lot_id)
        if lot is None:
            return refuse(Code.NO_SUCH_LOT, lot=lot_id)
        if price < 1:
            return refuse(Code.TOO_LOW, price=None, leader=None, min_next=1)
        if lot.status is LotStatus.SOLD and lot.sold_to not in named:
            return refuse(Code.KEPT_TWICE, asset=lot.asset)
        if lot.status not in {LotStatus.SOLD, LotStatus.QUEUED}:
            return refuse(Code.WRONG_STATUS, status=lot.status)
    return None


def _staying(state: AuctionState, terms: SeatTerms) -> list[LotState]:
    """Return the lots that a seat has and keeps by its terms at the same price: nothing is done with them."""
    roster = state.participants[terms.participant].roster
    return [state.lots[slot.lot] for slot in roster if (slot.lot, slot.price) in terms.keepers]


def unless_it_fits(state: AuctionState, terms: SeatTerms, stays: Sequence[LotState] = ()) -> Rejection | None:
    """Refuse a roster of no possible size, more keepers than fit into it, and keepers that cost more than there is.

    Of a position or a club it holds no more than the limits say, or than `stays`: what was brought along under other
    limits needn't go.
    """
    seat = ParticipantState(id=0, member=0, slots_min=terms.slots_min, slots_max=terms.slots_max)
    size = seat.size(state.auction.settings)
    if not _possible(size):
        return refuse(Code.ROSTER_SIZE, participant=terms.participant, least=size.least, most=size.most)
    if len(terms.keepers) > size.most:
        return refuse(Code.ROSTER_FULL, participant=terms.participant, filled=len(terms.keepers), slots=size.most)
    kept = [state.lots[lot] for lot, _ in terms.keepers]
    if reason := worse_by_limits(state.auction.settings.roster_limits, stays, kept):
        return refuse(reason.code, **reason.facts, participant=terms.participant)
    cost = sum(price for _, price in terms.keepers)
    has = terms.budget + state.participants[terms.participant].adjusted
    if cost > has or not 0 <= terms.budget <= AuctionSettings.BOUNDS["budget"][1]:
        return refuse(Code.OVER_BUDGET, participant=terms.participant, amount=cost, budget=has)
    return None


def _possible(size: RosterSize) -> bool:
    """True if rosters can have the size: the bounds are those of the settings."""
    lowest, highest = AuctionSettings.BOUNDS["slots_max"]
    return 0 <= size.least <= size.most and lowest <= size.most <= highest
