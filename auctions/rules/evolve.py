"""Merging an event into a state: its new values replace the old ones by id, and nothing is computed."""

from dataclasses import replace

from auctions.rules.events import Event
from auctions.rules.state import AuctionState, LotStatus


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
    auction = event.auction or state.auction
    if event.auction:
        changes["auction"] = auction
    if event.participants:
        changes["participants"] = {**state.participants, **{each.id: each for each in event.participants}}
    if event.lots:
        lots = {**state.lots, **{lot.id: lot for lot in event.lots}}
        changes["lots"] = lots
        touched = {lot.id for lot in event.lots}
        opened = {lot.id for lot in event.lots if lot.status is LotStatus.OPEN}
        changes["open_lots"] = tuple(sorted(opened.union(state.open_lots) - (touched - opened)))
        queued_before = sum(state.lots[lot].status is LotStatus.QUEUED for lot in touched if lot in state.lots)
        queued_after = sum(lot.status is LotStatus.QUEUED for lot in event.lots)
        changes["queued_lots"] = state.queued_lots - queued_before + queued_after
        if any(lot.opening_price != state.lots[lot.id].opening_price for lot in event.lots if lot.id in state.lots):
            changes["uniform"] = all(lot.opening_price == auction.settings.min_price for lot in lots.values())
    return replace(state, **changes)  # type: ignore[arg-type] # each value is of its field's type, as built above
