"""The state of an auction at one moment. Instants are epoch ms of the database's clock, amounts whole units.

Each field is described here and nowhere else: by its type, and by marks where the type doesn't say all. Columns and
SQL (`store/columns.py`), JSON (`store/codec.py`), pauses and deadlines (`clock.py`) follow from that.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from enum import Enum, StrEnum, auto
from functools import cache
from heapq import nlargest, nsmallest
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_type_hints

from auctions.rules.limits.stock import Stock
from leagues.settings.auction import AuctionFormat, AuctionMode, AuctionSettings
from leagues.settings.limits import LotKind

S = TypeVar("S")
EARLIER_KEPT = 10
"""Bids of an open lot before the one that leads, which may lead again when bids are taken back."""
CLOSED_SHOWN = 20
QUEUED_SHOWN = 20


# Fields -------------------------------------------------------------------------------------------
class Trait(Enum):
    """A property of a field that its type doesn't tell."""

    KEY = auto()  # the id of its own row
    REFERENCE = auto()  # the id of another row
    FIXED = auto()  # given when the row is made, never changed
    DERIVED = auto()  # worked out from other rows; it has no column
    INSTANT = auto()  # epoch ms; no pause moves it


class Due(Enum):
    """The moment at which the clock acts on an instant."""

    AT_ONCE = auto()
    AFTER_GRACE = auto()  # so that bids which arrived in time are decided first


@dataclass(frozen=True, slots=True)
class Clock:
    """An instant, epoch ms, that a pause stops; the field `remainder` keeps the milliseconds left meanwhile.

    What is done when it is due, `lifecycle.tick` says; without `due` it only bounds others.
    """

    remainder: str
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class FieldKind:
    """A field of a dataclass as described: its type without marks, and these."""

    name: str
    type: Any
    marks: tuple[Any, ...]

    @property
    def clock(self) -> Clock | None:
        """The field's mark as a clock, if it has one."""
        return next((mark for mark in self.marks if isinstance(mark, Clock)), None)


def described(kind: type) -> tuple[FieldKind, ...]:
    """Return the fields of a dataclass, in order. Slow: call it once for a class."""
    bare, marked = get_type_hints(kind), get_type_hints(kind, include_extras=True)
    return tuple(
        FieldKind(each.name, bare[each.name], getattr(marked[each.name], "__metadata__", ())) for each in fields(kind)
    )


def filled(kind: Any) -> Any:
    """Return a field's type without None: `int` of `int | None`."""
    return next(each for each in get_args(kind) if each is not NoneType) if isinstance(kind, UnionType) else kind


def changed(value: S, /, **values: Any) -> S:
    """Return a copy of a frozen dataclass with slots, with other values of some fields.

    It does what `dataclasses.replace` does at half the cost, since it calls no constructor. Raises KeyError for what is
    no field.
    """
    kind: Any = value.__class__
    read_all, writers = _slots(kind)
    copy: S = object.__new__(kind)
    for write, kept in zip(writers.values(), read_all(value), strict=True):
        write(copy, kept)
    for name, new in values.items():
        writers[name](copy, new)
    return copy


@cache
def _slots(kind: Any) -> tuple[Callable[[Any], tuple[Any, ...]], Mapping[str, Callable[[Any, Any], None]]]:
    """Return what reads all slots at once, and what writes each: a frozen object is written past its own methods."""
    writers = {each.name: getattr(kind, each.name).__set__ for each in fields(kind)}
    return attrgetter(*writers), writers


# The state ----------------------------------------------------------------------------------------
class AuctionStatus(StrEnum):
    """The stages of an auction's life."""

    WAITING = "waiting"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """True if nothing more is sold."""
        return self in {AuctionStatus.COMPLETED, AuctionStatus.CANCELLED}

    @property
    def under_way(self) -> bool:
        """True from its beginning until it is over, also while paused."""
        return self in {AuctionStatus.ACTIVE, AuctionStatus.PAUSED}


NOT_OVER = tuple(status for status in AuctionStatus if not status.over)


class LotStatus(StrEnum):
    """The stages of a lot's life."""

    QUEUED = "queued"
    OPEN = "open"
    SOLD = "sold"
    UNSOLD = "unsold"
    WITHDRAWN = "withdrawn"

    @property
    def closed(self) -> bool:
        """True if it takes no bids any more."""
        return self is LotStatus.SOLD or self is LotStatus.UNSOLD or self is LotStatus.WITHDRAWN


COUNTED_LOTS = {"lots_sold": LotStatus.SOLD, "lots_unsold": LotStatus.UNSOLD, "lots_withdrawn": LotStatus.WITHDRAWN}
"""The auction's fields that count lots, each with the status of those."""


def lot_counts(status: AuctionStatus, by_status: Mapping[LotStatus, int]) -> dict[str, int]:
    """Return those fields, from the number of lots of each status. In a cancelled auction none counts as withdrawn."""
    counts = {name: by_status.get(counted, 0) for name, counted in COUNTED_LOTS.items()}
    return counts | {"lots_withdrawn": 0} if status is AuctionStatus.CANCELLED else counts


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionHeader:
    """The auction as a whole, without its lots and participants."""

    id: Annotated[str, Trait.KEY]
    league: Annotated[str, Trait.REFERENCE, Trait.FIXED]
    status: AuctionStatus
    settings: AuctionSettings
    waiting_room: Annotated[bool, Trait.FIXED]
    format: str = AuctionFormat.LIVE.value
    next_format: str = ""  # what it changes to when no lot is open any more; empty: it stays
    mode: str = AuctionMode.QUEUE.value
    lots_total: Annotated[int, Trait.DERIVED] = 0
    lots_sold: Annotated[int, Trait.DERIVED] = 0
    lots_unsold: Annotated[int, Trait.DERIVED] = 0
    lots_withdrawn: Annotated[int, Trait.DERIVED] = 0  # one by one: where all are, since it is cancelled, none counts
    begun_at: Annotated[int | None, Trait.INSTANT] = None
    paused_at: Annotated[int | None, Trait.INSTANT] = None
    pause_reason: str = ""
    resumes_at: Annotated[int | None, Trait.INSTANT] = None  # end of the 3-2-1; no bid counts before it
    next_lot_at: Annotated[int | None, Clock("break_remaining_ms", Due.AT_ONCE)] = None  # end of a break between lots
    break_remaining_ms: int | None = None
    round: int = 1
    nominator: Annotated[int | None, Trait.REFERENCE] = None  # whose turn it is to put a lot up
    turn_ends_at: Annotated[int | None, Clock("turn_remaining_ms", Due.AFTER_GRACE)] = None  # end of that turn
    turn_remaining_ms: int | None = None
    nomination_round: int = 0
    to_nominate: tuple[int, ...] = ()  # who follows in this round, in order

    @property
    def another_round(self) -> bool:
        """True if unsold lots may come up again after this round."""
        return self.round <= self.settings.unsold_rounds


@dataclass(frozen=True, slots=True)
class EarlierBid:
    """A bid that led an open lot until the next one."""

    participant: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotState:
    """One asset up for sale. `hold` is what is held of the leader's money for it.

    `earlier` are the last bids before the one that leads, the newest last, while the lot is open.

    Lots come up in the order of their places, and of one place in that of their numbers. All begin with the same one;
    whoever changes the order changes places, and a lot keeps its number.
    `sold_to` and `sold_for` tell of the sale; who owns the asset now is in the rosters.
    """

    id: Annotated[int, Trait.KEY]
    number: Annotated[int, Trait.FIXED]
    asset: Annotated[int, Trait.REFERENCE, Trait.FIXED]
    opening_price: int
    place: int = 0
    groups: tuple[str, ...] = ()  # one by each attribute that the auction limits
    status: LotStatus = LotStatus.QUEUED
    price: int | None = None
    leader: Annotated[int | None, Trait.REFERENCE] = None
    hold: int = 0
    earlier: tuple[EarlierBid, ...] = ()
    opened_at: Annotated[int | None, Trait.INSTANT] = None
    ends_at: Annotated[int | None, Clock("remaining_ms", Due.AFTER_GRACE)] = None
    remaining_ms: int | None = None
    cap_at: Annotated[int | None, Clock("cap_remaining_ms")] = None  # hard cap: `ends_at` is never moved past it
    cap_remaining_ms: int | None = None
    bids: int = 0
    nominator: Annotated[int | None, Trait.REFERENCE] = None  # who put it up when it opened last; None: the clock
    # the end of the nominator's turn in which it came up by itself, since they had put nothing up
    turn_ended_at: Annotated[int | None, Trait.INSTANT] = None
    sold_to: Annotated[int | None, Trait.REFERENCE] = None
    sold_for: int | None = None
    closed_seq: int | None = None
    keeper: bool = False  # sold before the beginning, to a seat that keeps its asset

    @property
    def kept(self) -> bool:
        """True if its owner had it before this auction: a keeper, or brought along and so sold by event 1."""
        return self.status is LotStatus.SOLD and (self.keeper or self.closed_seq == 1)


BY_ORDER = attrgetter("place", "number")
"""The key by which lots come up."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a roster that is filled: a lot, its asset, and the price of its sale, whoever owns it now."""

    lot: int
    asset: int
    price: int


@dataclass(frozen=True, slots=True)
class Proxy:
    """A maximum left on a lot, all of which is held. Of two equal ones the earlier leads: `since` is its event."""

    lot: int
    maximum: int
    since: int


class RosterSize(NamedTuple):
    """The smallest and the largest roster, in slots."""

    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantState:
    """A manager's seat: money, what it owns now (in order of lot number) and limits.

    Its proxies are on queued lots, and on open ones that it leads. `secret` is what is held for them and others don't
    see: all of it, less the price of a lot that is led.
    """

    id: Annotated[int, Trait.KEY]
    member: Annotated[int, Trait.REFERENCE, Trait.FIXED]
    granted: int = 0
    adjusted: int = 0
    held: int = 0
    spent: int = 0
    max_bid: int = 0  # as others see it, on the open lot, or on the next one; 0 when the roster is full
    passed: tuple[int, ...] = ()  # open lots passed on
    away: bool = False
    proxies: tuple[Proxy, ...] = ()
    slots_min: int | None = None  # of its roster; None: as the settings say
    slots_max: int | None = None
    secret: Annotated[int, Trait.DERIVED] = 0
    roster: Annotated[tuple[Slot, ...], Trait.DERIVED] = ()

    @property
    def available(self) -> int:
        """The money that may still be held or spent: granted + adjusted = available + held + spent."""
        return self.granted + self.adjusted - self.held - self.spent

    @property
    def shown_held(self) -> int:
        """Return the money that others see held: the prices of the lots that are led."""
        return self.held - self.secret

    @property
    def shown_available(self) -> int:
        """Return the money that others see available."""
        return self.available + self.secret

    def proxy_on(self, lot: int) -> Proxy | None:
        """Return the maximum left on a lot."""
        if not self.proxies:  # as of most, who are asked at every bid
            return None
        return next((each for each in self.proxies if each.lot == lot), None)

    @property
    def filled(self) -> int:
        """Slots of the roster that are taken."""
        return len(self.roster)

    def size(self, settings: AuctionSettings) -> RosterSize:
        """Return the size of its roster: its own, or what the settings say. The one place that decides which."""
        return RosterSize(
            settings.slots_min if self.slots_min is None else self.slots_min,
            settings.slots_max if self.slots_max is None else self.slots_max,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionState:
    """An auction after event `seq`. The last three fields follow from the others, and save walks over all of them."""

    seq: int
    epoch: int
    auction: AuctionHeader
    lots: Mapping[int, LotState]
    participants: Mapping[int, ParticipantState]
    open_lots: tuple[int, ...]
    with_maxima: tuple[int, ...]  # the participants who have left any
    coming: Stock  # the lots that come up: those queued, and unsold ones while another round comes

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
        by_id, seats = {lot.id: lot for lot in lots}, {seat.id: seat for seat in participants}
        return cls(
            seq=seq,
            epoch=epoch,
            auction=auction,
            lots=by_id,
            participants=seats,
            open_lots=tuple(sorted(lot.id for lot in by_id.values() if lot.status is LotStatus.OPEN)),
            with_maxima=tuple(sorted(seat.id for seat in seats.values() if seat.proxies)),
            coming=Stock(kinds_to_come(auction, by_id.values())),
        )

    def led_elsewhere(self, participant: int, lot: int | None) -> int:
        """Return the number of open lots other than `lot` that the participant leads: slots that may fill."""
        return len([each for each in self.open_lots if each != lot and self.lots[each].leader == participant])

    def owner_of(self, lot: int) -> int | None:
        """Return the participant who owns the lot's asset now; None: nobody."""
        seats = self.participants.values()
        return next((each.id for each in seats if any(slot.lot == lot for slot in each.roster)), None)

    def queued(self) -> list[LotState]:
        """Lots still to come, in the order they come."""
        return sorted((lot for lot in self.lots.values() if lot.status is LotStatus.QUEUED), key=BY_ORDER)


def coming_price(auction: AuctionHeader, lot: LotState) -> int:
    """Return the lot's opening price when it comes up: one that went unsold may come back at a lower one."""
    return auction.settings.price_again(lot.opening_price) if lot.status is LotStatus.UNSOLD else lot.opening_price


def comes_up(auction: AuctionHeader, lot: LotState) -> bool:
    """True if the lot is still to come up: it is queued, or went unsold and another round comes."""
    return lot.status is LotStatus.QUEUED or (lot.status is LotStatus.UNSOLD and auction.another_round)


def kinds_to_come(auction: AuctionHeader, lots: Iterable[LotState]) -> Iterable[LotKind]:
    """Return the kinds of those lots that are still to come up."""
    return ((coming_price(auction, lot), lot.groups) for lot in lots if comes_up(auction, lot))


def visible_lots(state: AuctionState) -> frozenset[int]:
    """The ids of the lots that every client keeps: all open ones, the last closed and the next queued.

    The others come page by page.
    """
    closed = (lot for lot in state.lots.values() if lot.status.closed)
    queued = (lot for lot in state.lots.values() if lot.status is LotStatus.QUEUED)
    last = nlargest(CLOSED_SHOWN, closed, key=lambda lot: (lot.closed_seq or 0, lot.number))
    following = nsmallest(QUEUED_SHOWN, queued, key=BY_ORDER)
    return frozenset(state.open_lots).union((lot.id for lot in last), (lot.id for lot in following))
