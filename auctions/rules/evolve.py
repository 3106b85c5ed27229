"""Merging an event into a state: its new values replace the old ones by id, and nothing is computed."""

from collections import Counter
from collections.abc import Iterable

from auctions.rules.events import Event
from auctions.rules.limits.stock import Stock
from auctions.rules.state import AuctionState, LotState, LotStatus, changed, kinds_to_come


class GapError(Exception):
    """The event isn't the next one of this state."""


def from_nothing(first: Event, epoch: int) -> AuctionState:
    """Return the state that event 1 makes: the beginning of a replay. Raises GapError for any other event."""
    if first.seq != 1 or first.auction is None:
        raise GapError(f"event {first.seq} at the beginning")
    return AuctionState.of(seq=1, epoch=epoch, auction=first.auction, lots=first.lots, participants=first.participants)


def evolve(state: AuctionState, event: Event) -> AuctionState:
    """Return the state after the event. Raises GapError unless `event.seq == state.seq + 1`."""
    if event.seq != state.seq + 1:
        raise GapError(f"event {event.seq} after state {state.seq}")
    changes: dict[str, object] = {"seq": event.seq}
    if event.auction:
        changes["auction"] = event.auction
    if event.participants:
        seats = {each.id: each for each in event.participants}
        changes["participants"] = {**state.participants, **seats}
        with_maxima = {seat.id for seat in event.participants if seat.proxies}
        if with_maxima or state.with_maxima:
            changes["with_maxima"] = tuple(sorted({*state.with_maxima} - seats.keys() | with_maxima))
    if event.lots:
        lots = {lot.id: lot for lot in event.lots}
        changes["lots"] = {**state.lots, **lots}
        if event.auction or any(_counts_anew(state.lots.get(lot.id), lot) for lot in event.lots):
            opened = {lot.id for lot in event.lots if lot.status is LotStatus.OPEN}
            changes["open_lots"] = tuple(sorted({*state.open_lots} - lots.keys() | opened))
            changes["coming"] = _coming(state, event)
    return changed(state, **changes)


def _counts_anew(before: LotState | None, after: LotState) -> bool:
    """True if a lot may count at another price, or as of another status: a bid changes neither."""
    return before is None or before.status is not after.status or before.opening_price != after.opening_price


def _coming(state: AuctionState, event: Event) -> Stock:
    """Return the lots that come up after an event."""
    auction = event.auction or state.auction
    before = [state.lots[lot.id] for lot in event.lots if lot.id in state.lots]
    another_round = auction.another_round is not state.auction.another_round
    if another_round or auction.settings != state.auction.settings or _other_kinds(before, event.lots):
        after = {**state.lots, **{lot.id: lot for lot in event.lots}}
        return Stock(kinds_to_come(auction, after.values()))
    return state.coming.changed(
        gone=Counter(kinds_to_come(state.auction, before)), come=Counter(kinds_to_come(auction, event.lots))
    )


def _other_kinds(before: Iterable[LotState], after: Iterable[LotState]) -> bool:
    """True if lots are of other kinds than before.

    As many of each may come up as ever; what was worked out for rosters that hold these lots is wrong all the same.
    """
    kinds = {lot.id: (lot.opening_price, lot.groups) for lot in before}
    return any(kinds.get(lot.id, (lot.opening_price, lot.groups)) != (lot.opening_price, lot.groups) for lot in after)
