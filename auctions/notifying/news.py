"""Finds the seats that should hear of a journal's event, if they aren't in the room. Pure: seats and lots by ids."""

from collections.abc import Iterator
from dataclasses import dataclass

from auctions.rules.events import Event, EventKind, LedgerEntryKind
from auctions.rules.pace.changes import GATHERING
from notices.kinds import NoticeKind

TELLING = frozenset(
    {
        EventKind.BID_PLACED,
        EventKind.PROXY_BID,
        EventKind.LOT_STARTED,
        EventKind.LOT_SOLD,
        EventKind.NOMINATION_OPENED,
        EventKind.AUCTION_PAUSED,
        EventKind.PACE_CHANGED,
        EventKind.AUCTION_COMPLETED,
    }
)
"""No other event is news for somebody who isn't there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatNews:
    """News for a seat; `seat` None: all of them, and of a lot on lists those who have it on theirs."""

    kind: NoticeKind
    seat: int | None = None
    lot: int | None = None
    amount: int | None = None


def news_of(event: Event) -> Iterator[SeatNews]:
    """Yield what seats should hear of an event."""
    lot, seat = event.detail.get("lot"), event.detail.get("participant")
    match event.kind:
        case EventKind.BID_PLACED | EventKind.PROXY_BID:
            for each in _outbid(event, lot, seat):
                yield SeatNews(kind=NoticeKind.OUTBID, seat=each, lot=lot, amount=event.detail["amount"])
        case EventKind.LOT_STARTED:
            yield SeatNews(kind=NoticeKind.LOT_ON_LIST, lot=lot)
        case EventKind.LOT_SOLD:
            yield SeatNews(kind=NoticeKind.SOLD, seat=seat, lot=lot, amount=event.detail["price"])
        case EventKind.NOMINATION_OPENED:
            yield SeatNews(kind=NoticeKind.YOUR_TURN, seat=seat)
        case EventKind.AUCTION_PAUSED if event.detail.get("reason") != GATHERING:  # of which the change of pace tells
            yield SeatNews(kind=NoticeKind.PAUSED)
        case EventKind.PACE_CHANGED if event.detail["open"] == 0:  # else it waits for the end of the open lots
            yield SeatNews(kind=NoticeKind.PACE_CHANGED)
        case EventKind.AUCTION_COMPLETED:
            yield SeatNews(kind=NoticeKind.AUCTION_OVER)


def _outbid(event: Event, lot: int | None, leader: int | None) -> list[int]:
    """Return the seats whose money for the lot is free again since another leads it."""
    freed = (entry for entry in event.ledger if entry.kind is LedgerEntryKind.RELEASE and entry.lot == lot)
    return sorted({entry.participant for entry in freed} - {leader})
