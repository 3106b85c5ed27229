"""What an auction is at one moment. Instants are epoch milliseconds of the database's clock, amounts whole units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from heapq import nlargest, nsmallest

from leagues.auction_settings import AuctionSettings

CLOSED_SHOWN = 20
QUEUED_SHOWN = 20


class AuctionStatus(StrEnum):
    """Where an auction is in its life."""

    WAITING = "waiting"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Nothing more is sold."""
        return self in {AuctionStatus.COMPLETED, AuctionStatus.CANCELLED}


NOT_OVER = tuple(status for status in AuctionStatus if not status.over)


class LotStatus(StrEnum):
    """Where a lot is in its life."""

    QUEUED = "queued"
    OPEN = "open"
    SOLD = "sold"
    UNSOLD = "unsold"
    WITHDRAWN = "withdrawn"

    @property
    def closed(self) -> bool:
        """It takes no bids any more."""
        return self in {LotStatus.SOLD, LotStatus.UNSOLD, LotStatus.WITHDRAWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionHeader:
    """What is true of the auction as a whole."""

    id: str
    league: str
    status: AuctionStatus
    settings: AuctionSettings
    waiting_room: bool
    format: str = "live"
    mode: str = "queue"
    lots_total: int = 0
    lots_sold: int = 0
    lots_unsold: int = 0
    begun_at: int | None = None
    paused_at: int | None = None
    pause_reason: str = ""
    resumes_at: int | None = None  # end of the 3-2-1; no bid counts before it
    next_lot_at: int | None = None  # end of the break between two lots
    break_remaining_ms: int | None = None  # of that break, kept while paused
    round: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LotState:
    """One asset up for sale. `hold` is what is held of the leader's money for it.

    `sold_to` and `sold_for` tell of the sale; who owns the asset now is in the rosters.
    """

    id: int
    number: int
    asset: int
    opening_price: int
    status: LotStatus = LotStatus.QUEUED
    price: int | None = None
    leader: int | None = None
    hold: int = 0
    opened_at: int | None = None
    ends_at: int | None = None
    remaining_ms: int | None = None  # kept while paused
    cap_at: int | None = None  # hard cap: it ends then, whatever happens
    cap_remaining_ms: int | None = None
    bids: int = 0
    sold_to: int | None = None
    sold_for: int | None = None
    closed_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a roster that is filled: a lot, its asset, and the price of its sale, whoever owns it now."""

    lot: int
    asset: int
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantState:
    """A manager's seat: money, what it owns now (in order of lot number) and limits."""

    id: int
    member: int
    granted: int = 0
    adjusted: int = 0
    held: int = 0
    spent: int = 0
    max_bid: int = 0  # on the open lot, or on the next one; 0 when the roster is full
    passed: tuple[int, ...] = ()  # open lots passed on
    away: bool = False
    roster: tuple[Slot, ...] = ()

    @property
    def available(self) -> int:
        """What may still be held or spent: granted + adjusted = available + held + spent."""
        return self.granted + self.adjusted - self.held - self.spent

    @property
    def filled(self) -> int:
        """Slots of the roster that are taken."""
        return len(self.roster)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionState:
    """An auction after event `seq`. `open_lots` and `uniform` follow from `lots` and save a walk over them."""

    seq: int
    epoch: int
    auction: AuctionHeader
    lots: Mapping[int, LotState]
    participants: Mapping[int, ParticipantState]
    open_lots: tuple[int, ...]
    uniform: bool  # every lot opens at the minimum price

    @classmethod
    def of(
        cls,
        *,
        seq: int,
        epoch: int,
        auction: AuctionHeader,
        lots: Iterable[LotState],
        participants: Iterable[ParticipantState],
    ) -> "AuctionState":
        """A state from its parts, with what follows from them worked out."""
        by_id = {lot.id: lot for lot in lots}
        return cls(
            seq=seq,
            epoch=epoch,
            auction=auction,
            lots=by_id,
            participants={participant.id: participant for participant in participants},
            open_lots=tuple(sorted(lot.id for lot in by_id.values() if lot.status is LotStatus.OPEN)),
            uniform=all(lot.opening_price == auction.settings.min_price for lot in by_id.values()),
        )

    def led_elsewhere(self, participant: int, lot: int | None) -> int:
        """How many open lots other than `lot` the participant leads: slots that may fill."""
        return sum(1 for each in self.open_lots if each != lot and self.lots[each].leader == participant)

    def owner_of(self, lot: int) -> int | None:
        """Whose roster a lot stands in now; None: nobody's."""
        seats = self.participants.values()
        return next((each.id for each in seats if any(slot.lot == lot for slot in each.roster)), None)

    def queued(self) -> list[LotState]:
        """Lots still to come, in the order they come."""
        return sorted((lot for lot in self.lots.values() if lot.status is LotStatus.QUEUED), key=lambda lot: lot.number)


def visible_lots(state: AuctionState) -> frozenset[int]:
    """The ids of the lots that every client keeps: all open ones, the last closed and the next queued.

    The others come page by page.
    """
    closed = (lot for lot in state.lots.values() if lot.status.closed)
    queued = (lot for lot in state.lots.values() if lot.status is LotStatus.QUEUED)
    last = nlargest(CLOSED_SHOWN, closed, key=lambda lot: (lot.closed_seq or 0, lot.number))
    following = nsmallest(QUEUED_SHOWN, queued, key=lambda lot: lot.number)
    return frozenset(state.open_lots).union((lot.id for lot in last), (lot.id for lot in following))
