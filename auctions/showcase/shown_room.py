"""The room as strangers see it: one lot with its price and clock, and what everybody has left."""

from collections.abc import Sequence
from dataclasses import dataclass

from auctions.publish.names import DisplayNames
from auctions.rules.state import AuctionState, AuctionStatus, LotState, LotStatus
from leagues.money import money

MANAGERS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ShownManager:
    """A manager's row: what is left, in words, and how full the roster is."""

    name: str
    left: str
    filled: int
    slots: int
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRoom:
    """A room at one moment. `left_ms` is None while no clock runs; `plays` says that it goes on."""

    plays: bool
    lot: str
    about: str
    number: int
    total: int
    price: str
    bids: int
    leader: str
    sold: bool
    left_ms: int | None
    whole_ms: int
    managers: Sequence[ShownManager]

    @property
    def seconds_left(self) -> int:
        """Return what the clock shows: whole seconds, rounded up."""
        return -(-(self.left_ms or 0) // 1000)

    @property
    def ring_gone(self) -> int:
        """Percent of the clock's ring that is gone."""
        return 100 - max(0, min(100, round(100 * (self.left_ms or 0) / max(1, self.whole_ms))))

    @property
    def letters(self) -> str:
        """Two letters in place of a picture."""
        words = [word for word in self.lot.split() if word[0].isalpha()] or [self.lot]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


STILL = ShownRoom(
    plays=False,
    lot="Arsenal FC",
    about="England",
    number=12,
    total=36,
    price="£43m",
    bids=11,
    leader="Chiara",
    sold=False,
    left_ms=8_000,
    whole_ms=20_000,
    managers=(
        ShownManager("Bruno", "£112m", 2, 6, leads=False),
        ShownManager("Chiara", "£96m", 2, 6, leads=True),
        ShownManager("Diego", "£151m", 1, 6, leads=False),
        ShownManager("Freya", "£88m", 3, 6, leads=False),
        ShownManager("Kenji", "£134m", 2, 6, leads=False),
    ),
)
"""The picture where no room plays."""


def shown_room_of(state: AuctionState, names: DisplayNames, now: int) -> ShownRoom | None:
    """Return a room that runs, at the instant `now`; None before its first lot, and when it doesn't run."""
    if state.auction.status is not AuctionStatus.ACTIVE:
        return None
    lot = _shown_lot(state)
    if lot is None:
        return None
    unit, whole = names.unit, state.auction.settings.lot_seconds * 1000
    asset = names.assets[lot.asset]
    leader = lot.sold_to if lot.status is LotStatus.SOLD else lot.leader
    ends = lot.ends_at if lot.status is LotStatus.OPEN else None
    price = lot.sold_for or lot.price or lot.opening_price
    return ShownRoom(
        plays=True,
        lot=str(asset["name"]),
        about=" · ".join(str(asset[key]) for key in ("position", "club", "country") if asset.get(key)),
        number=lot.number,
        total=state.auction.lots_total,
        price=money(price, unit),
        bids=lot.bids,
        leader=names.participant_name(leader) if leader is not None else "",
        sold=lot.status is LotStatus.SOLD,
        left_ms=None if ends is None else max(0, ends - now),
        whole_ms=whole,
        managers=[
            ShownManager(
                names.participant_name(seat.id),
                money(seat.shown_available, unit),
                seat.filled,
                seat.size(state.auction.settings).most,
                leads=seat.id == leader and lot.status is LotStatus.OPEN,
            )
            for seat in list(state.participants.values())[:MANAGERS_SHOWN]
        ],
    )


def _shown_lot(state: AuctionState) -> LotState | None:
    """The open lot; between two lots the one that closed last."""
    if state.open_lots:
        return state.lots[state.open_lots[0]]
    closed = [lot for lot in state.lots.values() if lot.status.closed and lot.closed_seq is not None]
    return max(closed, key=lambda lot: lot.closed_seq or 0, default=None)
