"""Events: each carries the new values of all it changed, the ledger entries and a few details.

New values make replay a merge, the same for servers and browsers. The ledger entries say the same about money a
second time, independently, so that an audit can prove the values from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from auctions.rules.state import AuctionHeader, LotState, ParticipantState


class EventKind(StrEnum):
    """The kinds of events."""

    AUCTION_CREATED = "auction_created"
    PARTICIPANT_JOINED = "participant_joined"
    SEATS_CHANGED = "seats_changed"
    ASSET_KEPT = "asset_kept"
    AUCTION_BEGUN = "auction_begun"
    NOMINATION_OPENED = "nomination_opened"
    TURN_EXTENDED = "turn_extended"
    LOT_ADDED = "lot_added"
    LOT_STARTED = "lot_started"
    BID_PLACED = "bid_placed"
    BID_TAKEN_BACK = "bid_taken_back"
    BID_RESTORED = "bid_restored"
    PROXY_CHANGED = "proxy_changed"
    PROXY_BID = "proxy_bid"
    LOT_EXTENDED = "lot_extended"
    LOT_PASSED = "lot_passed"
    LOT_SOLD = "lot_sold"
    LOT_UNSOLD = "lot_unsold"
    LOT_WITHDRAWN = "lot_withdrawn"
    LOT_SKIPPED = "lot_skipped"
    QUEUE_CHANGED = "queue_changed"
    SETTINGS_CHANGED = "settings_changed"
    SETTINGS_ADOPTED = "settings_adopted"
    BUDGET_ADJUSTED = "budget_adjusted"
    PACE_CHANGED = "pace_changed"
    AUCTION_PAUSED = "auction_paused"
    AUCTION_RESUMED = "auction_resumed"
    SALE_UNDONE = "sale_undone"
    SALE_CORRECTED = "sale_corrected"
    ASSET_AWARDED = "asset_awarded"
    ASSETS_TRADED = "assets_traded"
    ASSET_DROPPED = "asset_dropped"
    AUCTION_COMPLETED = "auction_completed"
    AUCTION_CANCELLED = "auction_cancelled"


CHANGES_HANDS = frozenset({EventKind.ASSETS_TRADED, EventKind.ASSET_DROPPED})
"""After these an asset's owner is another than its buyer."""
CHANGES_ROSTERS = CHANGES_HANDS | {
    EventKind.AUCTION_CREATED,
    EventKind.SEATS_CHANGED,
    EventKind.ASSET_KEPT,
    EventKind.LOT_SOLD,
    EventKind.SALE_UNDONE,
    EventKind.SALE_CORRECTED,
    EventKind.ASSET_AWARDED,
    EventKind.AUCTION_CANCELLED,
}
"""No other event changes who owns what. The first one has what owners bring along."""


ADDS_LOTS = frozenset({EventKind.SETTINGS_ADOPTED, EventKind.LOT_ADDED})
"""Only these events, and the first, may have lots that weren't there before."""


class LedgerEntryKind(StrEnum):
    """The kinds of moves of money."""

    GRANT = "grant"
    REVOKE = "revoke"
    ADJUST = "adjust"
    HOLD = "hold"
    RELEASE = "release"
    CAPTURE = "capture"
    REVERSE = "reverse"
    PAY = "pay"
    RECEIVE = "receive"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the ledger: `amount` units of a participant's money, for a lot unless it is a grant or of a trade.

    Only that of ADJUST may be below zero.
    """

    kind: LedgerEntryKind
    participant: int
    amount: int
    lot: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of the journal. `gone` names the lots that left the window every client keeps."""

    seq: int
    kind: EventKind
    at: int
    auction: AuctionHeader | None = None
    lots: tuple[LotState, ...] = ()
    participants: tuple[ParticipantState, ...] = ()
    gone: tuple[int, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    actor: int | None = None  # user id; None: the clock
    reason: str = ""
