"""The deadlines of lots, worked out a second time from docs/auction-rules.md and from what was seen to happen.

It shares no function with `auctions/rules`. Quiet hours are what the zone's clocks show, looked up every quarter of an
hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from auctions.rules.commands import Command, CountStalls, LeaveProxy, Stamped, Tick
from auctions.rules.events import Event, EventKind
from auctions.rules.state import AuctionState, AuctionStatus, LotState, LotStatus
from leagues.settings.auction import AuctionSettings
from tests.auctions.rules.reference_rules import expected_can_bid

COUNT_MS = 3_000
QUARTER, DAY, MINUTE = 900_000, 86_400_000, 60_000
BIDS = {EventKind.BID_PLACED, EventKind.PROXY_BID}


class WallClock:
    """Running time, which stands still while a zone's clocks show quiet hours. Known from some days on."""

    DAYS = 600

    def __init__(self, hours: str | None, zone: str, since: int) -> None:
        self.nights = _nights(hours, zone, since // DAY * DAY, self.DAYS) if hours else []

    def add(self, at: int, ms: int) -> int:
        """The instant when so much time has run."""
        for start, end in self.nights:
            if start < at < end or (at <= start and at + ms > start):
                at, ms = end, ms - max(0, start - at)
        return at + ms

    def between(self, since: int, until: int) -> int:
        """The time that runs from one instant to another."""
        quiet = sum(max(0, min(end, until) - max(start, since)) for start, end in self.nights)
        return until - since - quiet


@cache
def _nights(hours: str, zone: str, since: int, days: int) -> list[tuple[int, int]]:
    """The stretches in which the zone's clocks show what is from the one time to the other."""
    begins, ends = hours.split("–")
    clock, nights = ZoneInfo(zone), list[tuple[int, int]]()
    for at in range(since - 2 * DAY, since + days * DAY, QUARTER):
        shown = f"{datetime.fromtimestamp(at // 1000, clock):%H:%M}"
        if not (begins <= shown < ends if begins < ends else shown >= begins or shown < ends):
            continue
        if nights and nights[-1][1] == at:
            nights[-1] = nights[-1][0], at + QUARTER
        else:
            nights.append((at, at + QUARTER))
    return nights


@dataclass
class ReferenceClock:
    """The deadlines of the lots, moved by what happens. Kept after a lot has closed, until it comes up again."""

    wall: WallClock
    ends: dict[int, int] = field(default_factory=dict)
    caps: dict[int, int] = field(default_factory=dict)
    started: dict[int, int] = field(default_factory=dict)
    left: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    resumes: int = 0
    bids: dict[int, tuple[int, AuctionState]] = field(default_factory=dict)
    """By lots that a command without an arrival opened: when maxima bid on them, and the state after that."""
    answered: set[int] = field(default_factory=set)
    """Of these, the lots whose deadlines the bids have moved already: the next lot opened after them."""

    @classmethod
    def of(cls, settings: AuctionSettings, since: int) -> "ReferenceClock":
        """Before anything has happened."""
        slow = settings.format == "slow"
        return cls(WallClock(settings.quiet_hours if slow else None, settings.time_zone, since))

    def check(self, command: Command, event: Event, state: AuctionState) -> None:
        """One event, and the state after it."""
        match event.kind:
            case EventKind.LOT_STARTED:
                self._answer_before_the_next()
                self._start(event, state)
            case EventKind.LOT_PASSED:
                self._perhaps_end([event.detail["lot"]], event.at, state)
            case EventKind.SETTINGS_CHANGED:
                if not isinstance(command, LeaveProxy):  # who comes back ends no lot
                    self._perhaps_end(state.open_lots, event.at, state)
            case EventKind.PACE_CHANGED:
                self.wall = ReferenceClock.of(state.auction.settings, event.at).wall
                self._forget(event)
            case EventKind.SETTINGS_ADOPTED:
                self.wall = ReferenceClock.of(state.auction.settings, event.at).wall
            case EventKind.AUCTION_PAUSED:
                self._stop(command, event, state)
            case EventKind.AUCTION_RESUMED:
                self._go_on(event, state)
            case _:
                if event.kind in BIDS and not isinstance(command, Stamped):
                    self.bids[event.detail["lot"]] = event.at, state
                self._forget(event)

    def _answer_before_the_next(self) -> None:
        for lot, (now, after) in self.bids.items():
            self._answer_bids(lot, now, now, after)
        self.answered |= {*self.bids}
        self.bids.clear()

    def _forget(self, event: Event) -> None:
        if event.kind in {EventKind.SALE_UNDONE, EventKind.LOT_WITHDRAWN, EventKind.LOT_SKIPPED}:
            self.ends.pop(event.detail["lot"], None)  # an awarded lot never had one
        for again in event.lots if event.kind in {EventKind.QUEUE_CHANGED, EventKind.PACE_CHANGED} else ():
            if again.status is LotStatus.QUEUED:
                self.ends.pop(again.id, None)

    def answer(self, command: Command, events: Sequence[Event], states: Sequence[AuctionState]) -> None:
        """All bids of one command, with the state before each event and after the last.

        Bids of maxima are as late as what they answer.
        """
        last = {event.detail["lot"]: at for at, event in enumerate(events) if event.kind in BIDS}
        for lot, at in last.items():
            if lot not in self.answered:
                now = events[at].at
                arrived = command.arrived if isinstance(command, Stamped) else now
                self._answer_bids(lot, arrived, now, states[at + 1], before=states[0])
        self.answered.clear()
        self.bids.clear()
        if events and events[0].kind is EventKind.BID_TAKEN_BACK:
            self._give_time(events[0], states[-1])
            self._perhaps_end([events[0].detail["lot"]], events[0].at, states[-1])

    def _answer_bids(
        self, lot: int, arrived: int, now: int, after: AuctionState, *, before: AuctionState | None = None
    ) -> None:
        """Apply to a lot's deadline what all bids on it do; without a state before them, nobody led it."""
        led = before.lots[lot].leader if before else None
        settings = after.auction.settings
        if settings.format == "live" or settings.slow_reset != "leader" or led != after.lots[lot].leader:
            self._snipe(lot, arrived, after)
        self._perhaps_end([lot], now, after)

    def _give_time(self, event: Event, state: AuctionState) -> None:
        """After a bid was taken back there is as much time as after a late one, also of a lot that is paused."""
        lot = event.detail["lot"]
        if state.auction.status is AuctionStatus.ACTIVE:
            self._snipe(lot, max(event.at, self.resumes), state)
            return
        left, cap = self.left[lot]
        window = _window(state.auction.settings)
        self.left[lot] = max(left, window if cap is None else min(window, cap)), cap

    def owed(self, command: CountStalls, lot: int) -> int:
        """The milliseconds of stalls that a lot is owed, for stalls in order that don't touch."""
        begins, ends, owed = max(self.started[lot], self.resumes), self.ends[lot], 0
        for since, until in command.stalls:
            if (since, until) not in command.counted and max(since, begins) < min(until, ends):
                owed += self.wall.between(max(since, begins), until)
                ends = self.wall.add(self.ends[lot], owed)
        return owed

    def stall(self, command: CountStalls, state: AuctionState) -> None:
        """Give each open lot the time back."""
        for lot in state.open_lots:
            if owed := self.owed(command, lot):
                self.ends[lot] = self.wall.add(self.ends[lot], owed)
                if lot in self.caps:
                    self.caps[lot] += owed

    def move(self, lot: int, now: int, seconds: int | None) -> None:
        """The commissioner moves a lot's end by some seconds, but not past now, or ends it now (None)."""
        at_once = max(now, self.resumes)
        left = self.wall.between(at_once, self.ends[lot]) if self.ends[lot] > at_once else self.ends[lot] - at_once
        self.ends[lot] = self.wall.add(at_once, 0 if seconds is None else max(0, left + seconds * 1000))
        if lot in self.caps:
            self.caps[lot] = max(self.caps[lot], self.ends[lot])

    def _start(self, event: Event, state: AuctionState) -> None:
        settings, lot = state.auction.settings, event.detail["lot"]
        self.caps.pop(lot, None)
        self.started[lot] = event.at
        if settings.format == "slow":
            self.ends[lot] = self._apart(self.wall.add(event.at, settings.slow_lot_minutes * MINUTE), lot, state)
            return
        seconds = settings.lot_seconds
        if settings.lot_cap_seconds is not None:
            seconds = min(seconds, settings.lot_cap_seconds)
            self.caps[lot] = event.at + settings.lot_cap_seconds * 1000
        self.ends[lot] = event.at + seconds * 1000

    def _apart(self, ends_at: int, lot: int, state: AuctionState) -> int:
        """The first of some instants that is as far from all other ends as it should be."""
        apart = state.auction.settings.slow_apart_minutes * MINUTE
        others = [self.ends[each] for each in state.open_lots if each != lot]
        later = [self.wall.add(each, apart) for each in others]
        possible = [ends_at, *(each for each in later if each >= ends_at)]
        return min(each for each in possible if all(abs(each - other) >= apart for other in others))

    def _snipe(self, lot: int, arrived: int, state: AuctionState) -> None:
        wanted = self.wall.add(arrived, _window(state.auction.settings))
        self.ends[lot] = max(self.ends[lot], min(wanted, self.caps.get(lot, wanted)))

    def _perhaps_end(self, lots: Sequence[int], now: int, state: AuctionState) -> None:
        at_once = self.wall.add(max(now, self.resumes), 0)
        for lot in lots if state.auction.status is AuctionStatus.ACTIVE else ():
            ended = self.ends[lot] > now and not _wanting(state.lots[lot], state)
            if state.auction.settings.early_end and ended:
                self.ends[lot] = min(self.ends[lot], at_once)

    def _stop(self, command: Command, event: Event, state: AuctionState) -> None:
        since = event.at
        if isinstance(command, Tick) and command.outage_since is not None:
            since = command.outage_since
        for lot in state.open_lots:
            stopped = max(since, self.resumes, self.started[lot])
            cap = self.caps.get(lot)
            ends = self.ends.pop(lot)
            left = self.wall.between(stopped, ends) if ends > stopped else 0
            self.left[lot] = left, None if cap is None else max(0, cap - stopped)

    def _go_on(self, event: Event, state: AuctionState) -> None:
        self.resumes = event.at + COUNT_MS
        for lot in state.open_lots:
            left, cap = self.left.pop(lot)
            self.ends[lot] = self.wall.add(self.resumes, left)
            if cap is not None:
                self.caps[lot] = self.resumes + cap


def _window(settings: AuctionSettings) -> int:
    """The milliseconds that a bid leaves at least."""
    if settings.format == "live":
        return settings.anti_snipe_seconds * 1000
    return 0 if settings.slow_reset == "never" else settings.slow_reset_minutes * MINUTE


def _wanting(lot: LotState, state: AuctionState) -> list[int]:
    """Return who else can bid on a lot and might want to; also who leads another, since they may be outbid there."""
    leaders = {state.lots[each].leader for each in state.open_lots if each != lot.id}
    return [
        seat.id
        for seat in state.participants.values()
        if seat.id != lot.leader
        and not seat.away
        and lot.id not in seat.passed
        and (seat.id in leaders or expected_can_bid(state, seat, lot))
    ]
