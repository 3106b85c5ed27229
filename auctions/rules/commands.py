"""Commands to an auction, as values; `decide.py` decides them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from leagues.settings.auction import AuctionFormat, AuctionSettings

ADDED = {"added": True}
"""Of a field that releases before didn't know: one that says nothing leaves the command the same for both."""


class ActorRole(StrEnum):
    """The role of a command's actor. `system` is the product itself: the clock, a repair."""

    COMMISSIONER = "commissioner"
    MANAGER = "manager"
    SPECTATOR = "spectator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A command's sender: the user's id (None: the system), the role in the league and the seat in this auction."""

    user: int | None = None
    role: ActorRole
    participant: int | None = None


SYSTEM = Actor(role=ActorRole.SYSTEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """The fields of all commands. The same id from the same user is decided once; None: not remembered."""

    actor: Actor
    id: UUID | None = None
    reason: str = ""

    @property
    def seat(self) -> int | None:
        """The seat whose doing it is: the sender's, unless the command names another."""
        return self.actor.participant


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped(Command):
    """A command that must come in time. `arrived` was stamped before it waited for anything."""

    arrived: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Stamped):
    """A command that must come by a lot's deadline."""

    lot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceBid(Offer):
    """Offer `amount` for a lot."""

    amount: int
    seen: int | None = None  # the price on the bidder's screen, for the receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class BidFor(PlaceBid):
    """Offer `amount` for a lot in the name of a participant who can't."""

    participant: int

    @property
    def seat(self) -> int | None:
        """The seat that the bid is for."""
        return self.participant


@dataclass(frozen=True, slots=True, kw_only=True)
class BidByBot(PlaceBid):
    """Offer `amount` for a lot in the name of a participant who is away and lets a bot bid meanwhile."""

    participant: int

    @property
    def seat(self) -> int | None:
        """The seat that the bid is for."""
        return self.participant


@dataclass(frozen=True, slots=True, kw_only=True)
class RetractBid(Offer):
    """Take back one's own bid on a lot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackBid(Command):
    """Take back the bid by which a participant leads an open lot."""

    lot: int
    participant: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustBudget(Command):
    """Give a participant `amount` more to spend; below zero it is taken from them."""

    participant: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassLot(Command):
    """Pass on an open lot."""

    lot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveProxy(Offer):
    """Leave a maximum on a lot, or take it back (None)."""

    maximum: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominate(Stamped):
    """Put an asset up for sale at an opening bid, by the end of one's turn."""

    asset: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSeat(Command):
    """Give a member who came late a seat, with the id reserved for it; None: as the settings say."""

    participant: int
    member: int
    budget: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTerms:
    """A seat's beginning: all its money, its roster's size (None: as the settings say), and keepers.

    Of these it says the lot and the price, which comes out of the money.
    """

    participant: int
    budget: int
    slots_min: int | None = None
    slots_max: int | None = None
    keepers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSeats(Command):
    """Say what seats begin with, all together; those that aren't named stay as they are."""

    seats: tuple[SeatTerms, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLot:
    """A lot, with its id or one reserved for it, as a league's settings and list have it."""

    lot: int
    asset: int
    opening_price: int
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptSettings(Command):
    """Play a waiting auction by other settings, and sell these lots in this order.

    `aside` are all others that it has: what is kept, and what isn't for sale.
    """

    settings: AuctionSettings
    lots: tuple[ListedLot, ...]
    aside: tuple[ListedLot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLot(Command):
    """Put one more lot, with the id reserved for it, at the end of the queue."""

    lot: int
    asset: int
    opening_price: int
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin(Command):
    """Leave the waiting room: the first lot opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Command):
    """Stop all clocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Command):
    """Count 3-2-1 and go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(Command):
    """End the auction and give all money back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoSale(Command):
    """Take one sale back."""

    lot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SellNow(Command):
    """End an open lot: its leader gets it."""

    lot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeClock(Command):
    """Move the end of an open lot by so many seconds; below zero it comes earlier."""

    lot: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectSale(Command):
    """Say whose a sold lot is, and for how much."""

    lot: int
    participant: int
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardAsset(Command):
    """Give a lot that isn't sold to a manager at a price."""

    lot: int
    participant: int
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PutUpAgain(Command):
    """Bring an unsold or withdrawn lot back into the queue."""

    lot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawLot(Command):
    """Take an open or queued lot out of the auction."""

    lot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipLot(Command):
    """Send the open lot to the end of the queue."""

    lot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLot(Command):
    """Let a queued lot be the `position`th to come up, from 1 on."""

    lot: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePace(Command):
    """Play what is left in another format, as soon as no lot is open.

    The others say how slowly, as the settings of these names do; None: as the auction's settings say.
    """

    format: str
    slow_lots: int | None = None
    slow_lot_minutes: int | None = None
    slow_reset_minutes: int | None = None
    quiet_hours: str | None = None  # an empty text: none
    time_zone: str | None = None

    def slowly(self) -> dict[str, Any]:
        """Return the settings that it says of slow play, by name; of a change to live play none."""
        said = {
            "slow_lots": self.slow_lots,
            "slow_lot_minutes": self.slow_lot_minutes,
            "slow_reset_minutes": self.slow_reset_minutes,
            "quiet_hours": self.quiet_hours,
            "time_zone": self.time_zone,
        }
        found = {name: value for name, value in said.items() if value is not None and self.format == AuctionFormat.SLOW}
        return {name: value or None for name, value in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeAssets(Command):
    """Exchange what two participants own: the lots `gives` for the lots `takes`.

    `pays` goes from `participant` to `other`; below zero it comes from the other.
    """

    participant: int
    other: int
    gives: tuple[int, ...]
    takes: tuple[int, ...]
    pays: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DropAsset(Command):
    """Give up what a participant owns: it is nobody's afterwards. With `refund` they get the price of its sale."""

    participant: int
    lot: int
    refund: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAway(Command):
    """Say that a participant is absent, or back: nobody waits for one who is away.

    `lost_line`: nothing was said, their line was lost; what they left stays, since they may be back soon.
    """

    participant: int
    away: bool
    lost_line: bool = field(default=False, metadata=ADDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Command):
    """The clock: do what is due. `outage_since` is when we were last seen alive, if that was too long ago.

    `closed_up_to`: no bid that arrived by then is undecided; None: by any instant.
    """

    outage_since: int | None = None
    closed_up_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountStalls(Command):
    """Stop the clocks, afterwards, for the whiles in which the server stalled; those `counted` moved them already."""

    stalls: tuple[tuple[int, int], ...]
    counted: tuple[tuple[int, int], ...]
