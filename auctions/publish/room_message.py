"""The message of a commit to the sockets of its room: what everybody is told, and what each seat alone sees."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from auctions.publish import payloads
from auctions.publish.local_rooms import Message
from auctions.publish.names import DisplayNames
from auctions.rules.events import Event
from auctions.rules.state import AuctionState
from leagues.settings.auction import AuctionFormat


def of_commit(
    state: AuctionState, events: Sequence[Event], names: DisplayNames, before: AuctionState | None
) -> Message:
    """Return a commit's message: the frame as text, encoded once for all sockets, and what each seat alone sees."""
    touched = _touched(state, events, before, names)
    private = {str(seat): _own_message(state, seat, events, names) for seat in touched}
    return _message(state, payloads.events(events, state, names, before), private)


def of_rebuilt(state: AuctionState) -> Message:
    """Return the message of a new epoch: it tells no events, and every client takes a new snapshot."""
    return _message(state, [], {})


def _touched(
    state: AuctionState, events: Sequence[Event], before: AuctionState | None, names: DisplayNames
) -> Iterable[int]:
    """Return the seats whose owners see something else than before of what they alone see, or which of them bid."""
    # A lot that opens or closes gives everybody other limits; a bid only to those whose money it moved.
    if before is None or before.open_lots != state.open_lots or any(event.auction for event in events):
        return state.participants
    touched = {each.id for event in events for each in event.participants}
    lots = {lot.id for event in events for lot in event.lots}
    if state.auction.format == AuctionFormat.SLOW:
        # Not on one lot that everybody follows bid by bid: ten bids are a moment there, and not worth two frames a bid.
        touched |= set[int]().union(*(_earlier_bidders(before, lot) - _earlier_bidders(state, lot) for lot in lots))
    if state.coming is not before.coming:  # so that a seat may have other limits, itself unchanged
        return touched
    return [seat for seat in touched if seat in names.owners or _sees_otherwise(state, seat, lots, before)]


def _sees_otherwise(state: AuctionState, seat: int, lots: Iterable[int], before: AuctionState) -> bool:
    """False for a seat that these lots and its money leave as it was, as of who bids and is outbid in one commit."""
    if before.participants.get(seat) != state.participants[seat]:
        return True
    return any(_standing(before, lot, seat) != _standing(state, lot, seat) for lot in lots)


def _standing(state: AuctionState, lot: int, seat: int) -> tuple[bool, bool]:
    """Return whether a seat leads a lot, and whether a bid of its before that is kept, so that it counts as outbid."""
    return lot in state.lots and state.lots[lot].leader == seat, seat in _earlier_bidders(state, lot)


def _earlier_bidders(state: AuctionState, lot: int) -> set[int]:
    """Return the seats of which a lot keeps an earlier bid: they count as outbid on it, the others don't."""
    return {bid.participant for bid in state.lots[lot].earlier} if lot in state.lots else set()


def _own_message(state: AuctionState, seat: int, events: Sequence[Event], names: DisplayNames) -> dict[str, Any]:
    """Return what a seat's owners alone see after the events, and which of several made the bids among them."""
    return payloads.own_in_all_languages(state, seat) | {"bidders": payloads.bidders(events, seat, names)}


def _message(state: AuctionState, events: list[dict[str, Any]], private: dict[str, Any]) -> dict[str, Any]:
    """Return the message of a frame. `state` is the one after the events."""
    return {
        "type": "room.events",
        "epoch": state.epoch,
        "first": events[0]["seq"] if events else None,
        "last": state.seq,
        "at": events[-1]["at"] if events else None,
        "text": orjson.dumps({"type": "events", "epoch": state.epoch, "events": events}).decode(),
        "own": private,
    }
