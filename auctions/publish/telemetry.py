"""Metrics and log lines about auctions. Called after the commit, and never waits: see `broadcast.py`.

A log line that dashboards read has exactly the keys that `docs/observability.md` lists for it. The lines here leave
from the publisher's thread, where no request is bound to them. Accepted bids, extensions and passes are not logged:
the journal has them, and there may be hundreds a second. What each kind of event leaves is in `journal_lines.py`.
"""

import contextlib
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from redis.exceptions import RedisError

from auctions.publish import journal_lines, presence
from auctions.publish.names import DisplayNames
from auctions.rules.codes import Code
from auctions.rules.commands import Begin, Command, Nominate, PlaceBid
from auctions.rules.events import Event, EventKind
from auctions.rules.state import AuctionState
from auctions.store import heartbeat
from auctionsite.observability import metrics, reporting
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import recorder

log = structlog.get_logger("auctions")
FailedBid = tuple[PlaceBid | Nominate, Code, Mapping[str, Any] | None]
"""A bid or nomination, why it failed, and its receipt, if it was decided."""
FEATURES = {True: "waiting_room_enabled", False: "waiting_room_disabled_legacy_behavior"}
"""The mode of an auction, with a waiting room or without, by its name on the dashboards."""
BEGIN_REFUSED = "begin_refused"
_RIGHTLY_REFUSED = frozenset({Code.OK, Code.FORBIDDEN, Code.NO_WAITING_ROOM, Code.WRONG_STATUS, Code.TOO_FAST})
"""Who may not begin, has nothing to begin, presses a second time or too often: that says nothing about a release."""
_OUR_FAULT = frozenset({Code.BUSY, Code.UNREADABLE, Code.MISSED_BY_SERVER})
"""A bid that is answered so may have been a good one: nobody decided it, or too late."""
_BIDS = {code: metrics.BIDS.labels(code) for code in Code}
_STREAM_BIDS = {code: metrics.STREAM_BIDS.labels(code) for code in Code}
_STREAM_ERRORS = {code: metrics.STREAM_ERRORS.labels(code) for code in _OUR_FAULT}
_BEGINS = {code: metrics.BEGINS.labels(code) for code in Code}
_EVENTS = {kind: metrics.EVENTS.labels(kind) for kind in EventKind}


# Counting -------------------------------------------------------------------------------------------
def count_answer(command: Command, code: Code, *, is_slow: bool) -> None:
    """Count the outcome of a command that was decided, in a slow auction or a live one."""
    if isinstance(command, PlaceBid | Nominate):  # what puts a lot up is a bid too
        count_bid(code, is_slow=is_slow)
        metrics.BID_SECONDS.observe(max(0, heartbeat.now_ms() - command.arrived) / 1000)
    elif isinstance(command, Begin) and command.actor.user is not None:
        _BEGINS[code].inc()


def count_bid(code: Code, *, is_slow: bool) -> None:
    """Count a bid that was answered, with a decision or without."""
    _BIDS[code].inc()
    if is_slow:
        _STREAM_BIDS[code].inc()
        if code in _OUR_FAULT:
            _STREAM_ERRORS[code].inc()


def count_events(events: Sequence[Event], *, is_slow: bool) -> None:
    """Count committed events, of an auction that is slow after them or live."""
    for event in reversed(events):
        _EVENTS[event.kind].inc()
        if event.kind is EventKind.LOT_SOLD:
            metrics.SPEND.inc(event.detail["price"])
            if is_slow:
                metrics.STREAM_REVENUE.inc(event.detail["price"])
        if has_changed_pace(event):  # what came before it was of the other
            is_slow = not is_slow


def has_changed_pace(event: Event, to: str | None = None) -> bool:
    """True if an auction is slow or live from this event on, and wasn't before; perhaps only if it is so `to`."""
    changes = event.kind is EventKind.PACE_CHANGED and event.detail.get("open") == 0
    return changes and to in {None, event.detail["format"]}


async def count_led_over(room: str, names: DisplayNames) -> None:
    """Count who is in a live room whose page now shows the slow auction: managers, and spectators by their sockets.

    Without Redis nobody knows, and nobody is counted.
    """
    with contextlib.suppress(RedisError, OSError, TimeoutError):
        seats, spectators = await presence.read_present(room)
        people = seats - {str(bot) for bot in names.bots}
        metrics.STREAM_REDIRECTS.inc(len(people) + spectators)


def note_refused_begin(auction: str, league: str, code: Code) -> None:
    """Note for league and auction that a begin was refused which should have worked."""
    if code not in _RIGHTLY_REFUSED:
        recorder.note_failure(BucketBy.LEAGUE, league, BEGIN_REFUSED)
        recorder.note_failure(BucketBy.AUCTION, auction, BEGIN_REFUSED)


# Logging --------------------------------------------------------------------------------------------
def log_events(state: AuctionState, events: Sequence[Event]) -> None:
    """Log one line for each event worth one."""
    for event in events:
        if line := journal_lines.line_of(state, event):
            name, keys = line
            log.info(name, auctionId=state.auction.id, leagueId=state.auction.league, **keys)


def log_failed_bids(auction: str, league: str, failed: Sequence[FailedBid]) -> None:
    """Log each bid, or lot put up, that was refused, with what its receipt says of it; or that couldn't be decided.

    Instants are in ms since 1970, by the database's clock, as in the receipt; where nothing was decided there is none.
    """
    if not log.isEnabledFor(logging.INFO) and not reporting.is_reporting():
        return  # nobody would see them, and of a hot lot there are hundreds a second
    for bid, code, receipt in failed:
        faced = receipt or {}
        log.info(
            "nomination.failed" if isinstance(bid, Nominate) else "bid.failed",
            auctionId=auction,
            leagueId=league,
            **({"assetId": bid.asset} if isinstance(bid, Nominate) else {"lotId": bid.lot}),
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
