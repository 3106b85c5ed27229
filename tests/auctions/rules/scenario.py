"""An auction played by hand: no database, and every instant is what the test says.

Max, Mia and Ned have seats; Carla is the commissioner. Instants are milliseconds since `T`, where the auction begins.
"""

from collections.abc import Sequence
from itertools import repeat
from typing import Any

from auctions.rules.codes import Code
from auctions.rules.commands import (
    SYSTEM,
    Actor,
    ActorRole,
    Begin,
    Cancel,
    Command,
    CountStalls,
    LeaveProxy,
    Nominate,
    PassLot,
    Pause,
    PlaceBid,
    Resume,
    SetAway,
    Tick,
    UndoSale,
)
from auctions.rules.creation import create_state
from auctions.rules.decide import Decision, decide
from auctions.rules.events import Event, EventKind
from auctions.rules.state import AuctionHeader, AuctionState, AuctionStatus, LotState, ParticipantState
from auctions.rules.switches import ALL_OPEN, Switches
from leagues.settings.auction import AuctionSettings
from leagues.settings.limits import ATTRIBUTES

T = 1_700_000_000_000
MAX, MIA, NED = 1, 2, 3
CARLA = Actor(user=100, role=ActorRole.COMMISSIONER)
OTTO = Actor(user=200, role=ActorRole.SPECTATOR)
FIRST_LOT = 51


def seat_of(participant: int) -> Actor:
    """The actor who sits there."""
    return Actor(user=100 + participant, role=ActorRole.MANAGER, participant=participant)


def new_auction(
    *,
    opening: Sequence[int],
    seats: int,
    waiting_room: bool = True,
    settings: AuctionSettings,
    listed: Sequence[str] = (),
) -> tuple[AuctionState, Event]:
    """A waiting auction with a lot per opening price (lots 51, 52, … of assets 501, 502, …).

    `listed` tells of each lot's position, club and country, as in `GK Leeds ENG`.
    """
    auction = AuctionHeader(
        id="a",
        league="l",
        status=AuctionStatus.WAITING,
        settings=settings,
        waiting_room=waiting_room,
        format=settings.format,
        mode=settings.mode,
    )
    lots = [
        LotState(
            id=FIRST_LOT + place,
            number=place + 1,
            asset=501 + place,
            opening_price=price,
            groups=settings.roster_limits.groups_of(dict(zip(ATTRIBUTES, told.split(), strict=False))),
        )
        for place, (price, told) in enumerate(zip(opening, [*listed, *repeat("", len(opening))], strict=False))
    ]
    participants = [ParticipantState(id=each, member=10 + each) for each in range(1, seats + 1)]
    return create_state(auction, lots, participants, now=T, actor=CARLA.user)


class Scenario:
    """A game in progress: its state, all its events so far and the last decision's."""

    def __init__(
        self,
        *,
        lots: int = 3,
        seats: int = 3,
        opening: Sequence[int] | None = None,
        listed: Sequence[str] = (),
        waiting_room: bool = True,
        begun: bool = True,
        **settings: Any,
    ) -> None:
        chosen = AuctionSettings(**settings)
        chosen.check()
        self.state, first = new_auction(
            opening=opening if opening is not None else [chosen.min_price] * (len(listed) or lots),
            listed=listed,
            seats=seats,
            waiting_room=waiting_room,
            settings=chosen,
        )
        self.events = [first]
        self.switches: Switches = ALL_OPEN
        self.last: Decision = Decision(self.state, (first,))
        if begun:
            self.do(Begin(actor=SYSTEM), 0)

    def do(self, command: Command, at: int = 1_000) -> Code:
        """Decide a command `at` ms after the beginning; the code it got."""
        self.last = decide(self.state, command, T + at, self.switches)
        self.state = self.last.state
        self.events += self.last.events
        return self.last.rejection.code if self.last.rejection else Code.OK

    def bid(self, who: int, amount: int, *, at: int = 1_000, arrived: int | None = None, lot: int = FIRST_LOT) -> Code:
        """A bid that is decided `at` and `arrived` then, or earlier."""
        stamp = T + (at if arrived is None else arrived)
        return self.do(PlaceBid(actor=seat_of(who), lot=lot, amount=amount, arrived=stamp), at)

    def proxy(
        self, who: int, maximum: int | None, *, at: int = 1_000, arrived: int | None = None, lot: int = FIRST_LOT
    ) -> Code:
        """A maximum that is left, or taken back: None."""
        stamp = T + (at if arrived is None else arrived)
        return self.do(LeaveProxy(actor=seat_of(who), lot=lot, maximum=maximum, arrived=stamp), at)

    def nominate(
        self, who: int, amount: int = 1, *, lot: int = FIRST_LOT, at: int = 1_000, arrived: int | None = None
    ) -> Code:
        """A lot that is put up, by its asset; decided `at` and `arrived` then, or earlier."""
        stamp = T + (at if arrived is None else arrived)
        return self.do(Nominate(actor=seat_of(who), asset=self.lot(lot).asset, amount=amount, arrived=stamp), at)

    def pass_(self, who: int, *, at: int = 1_000, lot: int = FIRST_LOT) -> Code:
        return self.do(PassLot(actor=seat_of(who), lot=lot), at)

    def tick(self, at: int, *, outage_since: int | None = None, closed_up_to: int | None = None) -> Code:
        since, decided = (None if each is None else T + each for each in (outage_since, closed_up_to))
        return self.do(Tick(actor=SYSTEM, outage_since=since, closed_up_to=decided), at)

    def stall(self, *stalls: tuple[int, int], counted: Sequence[tuple[int, int]] = (), at: int = 1_000) -> Code:
        """Stalls that are known `at`, those `counted` from before."""
        spans = [tuple((T + since, T + until) for since, until in each) for each in ((*stalls, *counted), counted)]
        return self.do(CountStalls(actor=SYSTEM, stalls=spans[0], counted=spans[1]), at)

    def pause(self, at: int) -> Code:
        return self.do(Pause(actor=CARLA), at)

    def resume(self, at: int) -> Code:
        return self.do(Resume(actor=CARLA), at)

    def cancel(self, at: int = 1_000) -> Code:
        return self.do(Cancel(actor=CARLA, reason="The pub closes"), at)

    def undo(self, lot: int = FIRST_LOT, *, at: int = 1_000) -> Code:
        return self.do(UndoSale(actor=CARLA, lot=lot, reason="Wrong price"), at)

    def away(self, who: int, *, away: bool = True, at: int = 1_000) -> Code:
        return self.do(SetAway(actor=CARLA, participant=who, away=away), at)

    def sell(self, who: int, amount: int, *, lot: int = FIRST_LOT, at: int = 1_000) -> int:
        """One bid, the lot's closing, and the next lot's opening; the instant of that."""
        assert self.bid(who, amount, lot=lot, at=at) is Code.OK
        ends_at = self.lot(lot).ends_at
        assert ends_at is not None
        settings = self.state.auction.settings
        closed = ends_at - T + settings.grace_ms
        self.tick(closed)
        self.tick(closed + settings.break_seconds * 1000)
        return closed + settings.break_seconds * 1000

    def lot(self, lot: int = FIRST_LOT) -> LotState:
        return self.state.lots[lot]

    def seat(self, who: int) -> ParticipantState:
        return self.state.participants[who]

    @property
    def status(self) -> AuctionStatus:
        return self.state.auction.status

    def ends(self, lot: int = FIRST_LOT) -> int | None:
        """The lot's deadline in ms after the beginning."""
        ends_at = self.lot(lot).ends_at
        return None if ends_at is None else ends_at - T

    def kinds(self) -> list[EventKind]:
        """Return the kinds of the events that the last command became."""
        return [event.kind for event in self.last.events]

    def told(self) -> list[tuple[EventKind, dict[str, Any]]]:
        """Return what the last command became, and what each event says besides the new values."""
        return [(event.kind, dict(event.detail)) for event in self.last.events]

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the last refusal says besides its code."""
        assert self.last.rejection is not None
        return dict(self.last.rejection.facts)

    def money(self, who: int) -> tuple[int, int, int]:
        """(available, held, spent)."""
        seat = self.seat(who)
        return seat.available, seat.held, seat.spent
