"""Which lots every client keeps: all open ones, the last closed and the next queued. The others come page by page."""

from heapq import nlargest, nsmallest

from auctions.rules.state import LotStatus, State

CLOSED_SHOWN = 20
QUEUED_SHOWN = 20


def visible(state: State) -> frozenset[int]:
    """The ids of the lots in the window."""
    closed = (lot for lot in state.lots.values() if lot.status.closed)
    queued = (lot for lot in state.lots.values() if lot.status is LotStatus.QUEUED)
    last = nlargest(CLOSED_SHOWN, closed, key=lambda lot: (lot.closed_seq or 0, lot.number))
    following = nsmallest(QUEUED_SHOWN, queued, key=lambda lot: lot.number)
    return frozenset(state.open_lots).union((lot.id for lot in last), (lot.id for lot in following))
