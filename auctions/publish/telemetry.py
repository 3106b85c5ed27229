"""Metrics and log lines about auctions. Called after the commit, and never waits: see `broadcast.py`.

A log line that dashboards read has exactly the keys that `docs/observability.md` lists for it. The lines here leave
from the publisher's thread, where no request is bound to them. Accepted bids, extensions and passes are not logged:
the journal has them, and there may be hundreds a second.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog

from auctions.rules.codes import Code
from auctions.rules.commands import Begin, Command, PlaceBid
from auctions.rules.events import Event, EventKind
from auctions.rules.state import AuctionState
from auctions.store import heartbeat
from auctionsite.observability import metrics

log = structlog.get_logger("auctions")
LogLine = tuple[str, dict[str, Any]]
"""A log event's name and its keys."""
FEATURES = {True: "waiting_room_enabled", False: "waiting_room_disabled_legacy_behavior"}
"""The mode of an auction, with a waiting room or without, by its name on the dashboards."""
_BIDS = {code: metrics.BIDS.labels(code) for code in Code}
_BEGINS = {code: metrics.BEGINS.labels(code) for code in Code}
_EVENTS = {kind: metrics.EVENTS.labels(kind) for kind in EventKind}


# Counting -------------------------------------------------------------------------------------------
def count_answer(command: Command, code: Code) -> None:
    """Count the outcome of a command that was decided."""
    if isinstance(command, PlaceBid):
        _BIDS[code].inc()
        metrics.BID_SECONDS.observe(max(0, heartbeat.now_ms() - command.arrived) / 1000)
    elif isinstance(command, Begin) and command.actor.user is not None:
        _BEGINS[code].inc()


def count_bid(code: Code) -> None:
    """Count a bid that was answered without a decision."""
    _BIDS[code].inc()


def count_events(events: Sequence[Event]) -> None:
    """Count committed events."""
    for event in events:
        _EVENTS[event.kind].inc()
        if event.kind is EventKind.LOT_SOLD:
            metrics.SPEND.inc(event.detail["price"])


# Logging --------------------------------------------------------------------------------------------
def log_events(state: AuctionState, events: Sequence[Event]) -> None:
    """Log one line for each event worth one."""
    for event in events:
        if describe := _LOG_LINES.get(event.kind):
            name, keys = describe(state, event)
            log.info(name, auctionId=state.auction.id, leagueId=state.auction.league, **keys)


def log_failed_bid(auction: str, league: str, bid: PlaceBid, code: Code, receipt: Mapping[str, Any] | None) -> None:
    """Log a bid that was refused, with what its receipt says of it, or that couldn't be decided and has none.

    Instants are in ms since 1970, by the database's clock, as in the receipt.
    """
    faced = receipt or {}
    log.info(
        "bid.failed",
        auctionId=auction,
        leagueId=league,
        lotId=bid.lot,
        participantId=bid.seat,
        userId=bid.actor.user,
        amount=bid.amount,
        code=code.value,
        arrivedMs=bid.arrived,
        deadlineMs=faced.get("deadline_ms"),
        decidedMs=faced.get("decided_ms"),
        lateMs=faced.get("late_ms"),
        price=faced.get("price"),
    )


def _begun(state: AuctionState, event: Event) -> LogLine:
    return "auction.begun", {"userId": event.actor, "participants": len(state.participants)}


def _paused(state: AuctionState, event: Event) -> LogLine:
    return "auction.paused", {"userId": event.actor}


def _resumed(state: AuctionState, event: Event) -> LogLine:
    return "auction.resumed", {"userId": event.actor}


def _ended(outcome: str) -> Callable[[AuctionState, Event], LogLine]:
    def describe(state: AuctionState, event: Event) -> LogLine:
        brought = sum(lot.kept for lot in state.lots.values())
        auction = state.auction
        counts = {"lotsSold": auction.lots_sold - brought, "lotsUnsold": auction.lots_unsold}
        counts["lotsWithdrawn"] = auction.lots_withdrawn
        spent = sum(each.spent for each in state.participants.values())
        return "auction.ended", {"outcome": outcome, "userId": event.actor, **counts, "spent": spent}

    return describe


def _lot_keys(state: AuctionState, event: Event) -> dict[str, Any]:
    lot = next(each for each in event.lots if each.id == event.detail["lot"])
    return {"lotId": lot.id, "lotNumber": lot.number, "assetId": lot.asset, "bids": lot.bids}


def _sold(state: AuctionState, event: Event) -> LogLine:
    sale = {"participantId": event.detail["participant"], "price": event.detail["price"]}
    return "lot.sold", {**_lot_keys(state, event), **sale}


def _unsold(state: AuctionState, event: Event) -> LogLine:
    return "lot.unsold", _lot_keys(state, event)


def _undone(state: AuctionState, event: Event) -> LogLine:
    sale = {"participantId": event.detail["participant"], "price": event.detail["price"]}
    return "sale.undone", {"userId": event.actor, **_lot_keys(state, event), **sale}


_LOG_LINES: dict[EventKind, Callable[[AuctionState, Event], LogLine]] = {
    EventKind.AUCTION_BEGUN: _begun,
    EventKind.AUCTION_PAUSED: _paused,
    EventKind.AUCTION_RESUMED: _resumed,
    EventKind.AUCTION_COMPLETED: _ended("completed"),
    EventKind.AUCTION_CANCELLED: _ended("cancelled"),
    EventKind.LOT_SOLD: _sold,
    EventKind.LOT_UNSOLD: _unsold,
    EventKind.SALE_UNDONE: _undone,
}
