"""The log lines of a journal: what each kind of event leaves in the log, or why it leaves nothing.

A line has exactly the keys that `docs/observability.md` lists for it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from auctions.rules.events import Event, EventKind
from auctions.rules.state import AuctionState

LogLine = tuple[str, dict[str, Any]]
"""A log event's name and its keys, but for those of auction and league."""
Describe = Callable[[AuctionState, Event], LogLine | None]


def line_of(state: AuctionState, event: Event) -> LogLine | None:
    """Return an event's line; None if it has none. `state` is the one after it, or after events that followed."""
    describe = LINES.get(event.kind)
    return describe(state, event) if describe else None


# Its life -------------------------------------------------------------------------------------------
def _begun(state: AuctionState, event: Event) -> LogLine:
    return "auction.begun", {"userId": event.actor, "participants": len(state.participants)}


def _paused(state: AuctionState, event: Event) -> LogLine:
    return "auction.paused", {"userId": event.actor}


def _resumed(state: AuctionState, event: Event) -> LogLine:
    return "auction.resumed", {"userId": event.actor}


def _ended(outcome: str) -> Describe:
    def describe(state: AuctionState, event: Event) -> LogLine:
        brought = sum(lot.kept for lot in state.lots.values())
        auction = state.auction
        counts = {"lotsSold": auction.lots_sold - brought, "lotsUnsold": auction.lots_unsold}
        counts["lotsWithdrawn"] = auction.lots_withdrawn
        spent = sum(each.spent for each in state.participants.values())
        return "auction.ended", {"outcome": outcome, "userId": event.actor, **counts, "spent": spent}

    return describe


def _lot_keys(state: AuctionState, event: Event) -> dict[str, Any]:
    """The lot as the event has it; one that it didn't change is as it was."""
    lot_id = event.detail["lot"]
    lot = next((each for each in event.lots if each.id == lot_id), None) or state.lots[lot_id]
    return {"lotId": lot.id, "lotNumber": lot.number, "assetId": lot.asset, "bids": lot.bids}


def _of_lot(name: str, *told: str, by_somebody: bool = True) -> Describe:
    """A line about a lot, with who did it, and what else the event's detail tells: names as in the detail."""

    def describe(state: AuctionState, event: Event) -> LogLine:
        by = {"userId": event.actor} if by_somebody else {}
        return name, {**by, **_lot_keys(state, event), **_told(event, *told)}

    return describe


def _of_auction(name: str, *told: str) -> Describe:
    """A line that is about no lot, with who did it."""
    return lambda state, event: (name, {"userId": event.actor, **_told(event, *told)})


_KEYS = {
    "participant": "participantId",
    "other": "previousParticipantId",
    "before": "previousPrice",
    "stalled_ms": "stalledMs",
    "asset": "assetId",
}


def _told(event: Event, *names: str) -> dict[str, Any]:
    return {_KEYS.get(name, name): event.detail.get(name) for name in names}


# Those that are worth a line in some cases ------------------------------------------------------------
def _bid(state: AuctionState, event: Event) -> LogLine | None:
    return _BID_FOR(state, event) if event.detail.get("on_behalf") else None


def _clock_moved(state: AuctionState, event: Event) -> LogLine | None:
    if event.detail.get("hurried"):
        return _SOLD_NOW(state, event)
    if "seconds" in event.detail:
        return _CLOCK_CHANGED(state, event)
    return _STALLED(state, event) if event.detail.get("stalled_ms") else None


def _queue_changed(state: AuctionState, event: Event) -> LogLine | None:
    if "round" in event.detail:
        return _ROUND(state, event)
    if "lot" not in event.detail:  # it says that the queue waits for a lot that closes
        return None
    return _MOVED(state, event) if "position" in event.detail else _PUT_UP_AGAIN(state, event)


def _settings_changed(state: AuctionState, event: Event) -> LogLine | None:
    return (_AWAY if event.detail["away"] else _BACK)(state, event)


_BID_FOR = _of_lot("bid.placed_for", "participant", "amount")
_SOLD_NOW = _of_lot("lot.hurried")
_CLOCK_CHANGED = _of_lot("lot.clock_changed", "seconds")
_STALLED = _of_lot("lot.stalled", "stalled_ms", by_somebody=False)
_ROUND = _of_auction("round.started", "round", "again", "lowest")
_MOVED = _of_lot("lot.moved", "position")
_PUT_UP_AGAIN = _of_lot("lot.put_up_again")
_AWAY = _of_auction("seat.away", "participant")
_BACK = _of_auction("seat.back", "participant")


LINES: Mapping[EventKind, Describe] = {
    EventKind.PARTICIPANT_JOINED: _of_auction("seat.given", "participant"),
    EventKind.SEATS_CHANGED: _of_auction("seats.changed", "changed"),
    EventKind.AUCTION_BEGUN: _begun,
    EventKind.AUCTION_PAUSED: _paused,
    EventKind.AUCTION_RESUMED: _resumed,
    EventKind.AUCTION_COMPLETED: _ended("completed"),
    EventKind.AUCTION_CANCELLED: _ended("cancelled"),
    EventKind.NOMINATION_OPENED: _of_auction("turn.opened", "participant", "round"),
    EventKind.TURN_EXTENDED: _of_auction("turn.stalled", "participant", "stalled_ms"),
    EventKind.BID_PLACED: _bid,
    EventKind.BID_TAKEN_BACK: _of_lot("bid.taken_back", "participant", "amount", "retracted"),
    EventKind.BID_RESTORED: _of_lot("bid.restored", "participant", "amount"),
    EventKind.LOT_EXTENDED: _clock_moved,
    EventKind.LOT_ADDED: _of_lot("lot.added"),
    EventKind.LOT_SOLD: _of_lot("lot.sold", "participant", "price", by_somebody=False),
    EventKind.LOT_UNSOLD: _of_lot("lot.unsold", by_somebody=False),
    EventKind.LOT_WITHDRAWN: _of_lot("lot.withdrawn"),
    EventKind.LOT_SKIPPED: _of_lot("lot.skipped"),
    EventKind.QUEUE_CHANGED: _queue_changed,
    EventKind.SETTINGS_CHANGED: _settings_changed,
    EventKind.SETTINGS_ADOPTED: _of_auction("settings.adopted", "changed", "added", "withdrawn", "again"),
    EventKind.BUDGET_ADJUSTED: _of_auction("budget.adjusted", "participant", "amount"),
    EventKind.PACE_CHANGED: _of_auction("pace.changed", "format", "open", "again", "kept"),
    EventKind.SALE_UNDONE: _of_lot("sale.undone", "participant", "price"),
    EventKind.SALE_CORRECTED: _of_lot("sale.corrected", "participant", "price", "other", "before"),
    EventKind.ASSET_AWARDED: _of_lot("asset.awarded", "participant", "price"),
    EventKind.ASSET_DROPPED: _of_auction("asset.dropped", "participant", "asset", "refund"),
}
NOT_LOGGED: Mapping[EventKind, str] = {
    EventKind.AUCTION_CREATED: "`auction.created` says more, and when no journal is there yet",
    EventKind.ASSET_KEPT: "`seats.changed` says that there were changes, and there may be hundreds of keepers",
    EventKind.LOT_STARTED: "`lot_started.emitted` says it when it has left",
    EventKind.LOT_PASSED: "there are many, and nobody asks for them",
    EventKind.PROXY_CHANGED: "that a maximum was left on a lot is nobody's to know",
    EventKind.PROXY_BID: "there are many, and they follow from bids",
    EventKind.ASSETS_TRADED: "`trade.settled` says it",
}
"""Why the other kinds leave no line. Most bids and late extensions don't either: the journal has them."""
