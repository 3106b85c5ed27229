"""The settings of an auction: kept by the league, copied into each of its auctions. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auctionsite.text.typed import UnreadableText, clean_text
from leagues.money import money
from leagues.settings.increments import UnreadableIncrements, problem_of, read_increments, shown_increments
from leagues.settings.limits import ATTRIBUTES, NO_LIMITS, RosterLimits, UnreadableLimits, read_limits, shown_limits
from leagues.settings.limits import problem_of as problem_of_limits
from leagues.settings.pace import AuctionPace, pace_of
from leagues.settings.quiet_hours import QuietHours, UnreadableQuietHours, read_quiet_hours, zone_of
from leagues.settings.sets import problem_of as problem_of_sets
from leagues.settings.typed import SettingsError, TypedSettings

__all__ = ["ORDERS", "AuctionFormat", "AuctionMode", "AuctionSettings", "SettingsError"]


class AuctionFormat(StrEnum):
    """The pace at which an auction is played."""

    LIVE = "live"  # one lot at a time, with everybody there
    SLOW = "slow"  # many lots open at once, for hours or days


class AuctionMode(StrEnum):
    """The one who puts a lot up."""

    QUEUE = "queue"  # nobody: they come in order
    NOMINATION = "nomination"  # managers, in turn or as they like


ORDERS = ("given", "alphabetical", "rank", "price", "position", "shuffled")
MODES = tuple(mode.value for mode in AuctionMode)
NOMINATION_ORDERS = ("straight", "snake", "random")
FORMATS = tuple(pace.value for pace in AuctionFormat)
RESETS = ("leader", "bid", "never")
CHOICES = {
    "order": ORDERS,
    "mode": MODES,
    "nomination_order": NOMINATION_ORDERS,
    "format": FORMATS,
    "slow_reset": RESETS,
}
MINUTE_MS = 60_000
SHORTEST_EMPTY_ROOM = 10
"""Seconds. Processes write down every 5 s who is here, so a shorter silence says nothing."""


class Listed(Protocol):
    """An asset as its list tells it, by which limits group it."""

    position: str
    club: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionSettings(TypedSettings):
    """Money is in whole units of `unit`; times end in their unit."""

    unit: str = "£m"
    budget: int = 200
    slots_min: int = 3
    slots_max: int = 6
    limits: str | None = None  # of rosters by group: `GK: 2, DEF: 3–5, each club: at most 3`
    min_price: int = 1  # the opening price of lots for which the list gives none
    list_prices: bool = True  # opening prices of the list count
    increment: int = 1
    increment_by_price: str | None = None  # in its place: `5%`, or slabs such as `0–10: 1, above: 5`
    lot_seconds: int = 30
    anti_snipe_seconds: int = 10
    lot_cap_seconds: int | None = None  # a lot ends after this long, whatever happens
    grace_ms: int = 300
    break_seconds: int = 3  # between one lot and the next
    order: str = "given"
    set_order: str | None = None  # by position: these sets first, such as `WK, BAT`; None: as the list has them
    seed: int | None = None  # of the shuffle, published; None: drawn when the auction is made
    mode: str = AuctionMode.QUEUE.value
    nomination_order: str = "snake"
    nomination_seconds: int = 30  # so long a manager has to put a lot up
    early_end: bool = True  # a lot ends when nobody else can or wants to bid
    proxies: bool = True  # managers may leave a maximum that bids for them
    retract_bids: bool = False  # managers may take back a bid while nobody has bid over it
    unsold_rounds: int = 0  # how often unsold lots come back
    unsold_percent: int = 100  # their opening price then, of the one before
    unsold_price: int | None = None  # or at most so much; 100 per cent and None: the same price
    outage_pause_seconds: int = 10
    empty_room_seconds: int = 30  # so long nobody who could bid is here, and the auction is paused; 0: never

    format: str = AuctionFormat.LIVE.value
    slow_lots: int = 20  # of a slow auction, as all that follow: so many are open at once, if they come in order
    slow_nominations: int = 3  # or so many of those that each manager put up
    slow_nomination_minutes: int = 720  # if for so long nothing is open, the next of the list comes up
    slow_lot_minutes: int = 1440  # a lot is open for so long
    slow_reset: str = "leader"  # the clock begins anew with a new leader, with any bid, or never
    slow_reset_minutes: int = 480  # and then leaves so long at least
    slow_apart_minutes: int = 0  # between the ends of two lots, as they are when they open
    quiet_hours: str | None = None  # such as `22:00–08:00`: clocks stand still
    time_zone: str = "UTC"  # of the quiet hours

    BOUNDS = {
        "budget": (1, 1_000_000_000),
        "slots_min": (0, 100),
        "slots_max": (1, 100),
        "min_price": (1, 1_000_000),
        "increment": (1, 1_000_000),
        "lot_seconds": (1, 3600),
        "anti_snipe_seconds": (0, 600),
        "lot_cap_seconds": (1, 7200),
        "grace_ms": (0, 5000),
        "break_seconds": (0, 300),
        "nomination_seconds": (5, 600),
        "unsold_rounds": (0, 10),
        "unsold_percent": (1, 100),
        "unsold_price": (1, 1_000_000),
        "outage_pause_seconds": (2, 3600),
        "empty_room_seconds": (0, 3600),
        "slow_lots": (1, 200),
        "slow_nominations": (1, 20),
        "slow_nomination_minutes": (1, 10_080),
        "slow_lot_minutes": (1, 10_080),
        "slow_reset_minutes": (1, 10_080),
        "slow_apart_minutes": (0, 30),
    }

    def price_after(self, price: int) -> int:
        """Return the least that beats a bid of `price`. The one place that says so; opening prices are the lot's."""
        if self.increment_by_price is None:
            return price + self.increment
        try:
            return price + read_increments(self.increment_by_price).over(price)
        except UnreadableIncrements:  # stored by another release or by hand
            return price + self.increment

    def opening_price(self, listed: int | None) -> int:
        """Return the opening price of a lot for which the list gives this price, or none."""
        return listed if self.list_prices and listed is not None else self.min_price

    def groups_of(self, asset: Listed) -> tuple[str, ...]:
        """Return the groups of an asset by the limits, as a list tells of it."""
        return self.roster_limits.groups_of({name: getattr(asset, name) for name in ATTRIBUTES})

    def price_again(self, opening_price: int) -> int:
        """Return the opening price of an unsold lot in the next round: whole, rounded up, and never below 1."""
        lower = max(1, -(-opening_price * self.unsold_percent // 100))
        return lower if self.unsold_price is None else min(lower, max(1, self.unsold_price))

    @property
    def pace(self) -> AuctionPace:
        """The number of lots open at once, and how their clocks run. The one place that tells live from slow."""
        if self.format == AuctionFormat.SLOW:
            return self._slow_pace()
        cap = self.lot_cap_seconds
        return pace_of(
            lots=1,
            lot_ms=min(self.lot_seconds, cap or self.lot_seconds) * 1000,
            window_ms=self.anti_snipe_seconds * 1000,
            cap_ms=cap * 1000 if cap else None,
            break_ms=self.break_seconds * 1000,
        )

    def _slow_pace(self) -> AuctionPace:
        nominated = self.mode == AuctionMode.NOMINATION
        return pace_of(
            lots=1 if nominated else self.slow_lots,
            lot_ms=self.slow_lot_minutes * MINUTE_MS,
            window_ms=0 if self.slow_reset == "never" else self.slow_reset_minutes * MINUTE_MS,
            cap_ms=None,
            for_leaders_only=self.slow_reset == "leader",
            apart_ms=self.slow_apart_minutes * MINUTE_MS,
            break_ms=self.slow_nomination_minutes * MINUTE_MS if nominated else self.break_seconds * 1000,
            nominations=self.slow_nominations if nominated else None,
            quiet=self._quiet(),
        )

    def _quiet(self) -> QuietHours | None:
        if self.quiet_hours is None:
            return None
        try:
            return read_quiet_hours(self.quiet_hours, self.time_zone)
        except UnreadableQuietHours:  # stored by another release or by hand
            return None

    @property
    def roster_limits(self) -> RosterLimits:
        """The limits of rosters by group."""
        if self.limits is None:
            return NO_LIMITS
        try:
            return read_limits(self.limits)
        except UnreadableLimits:  # stored by another release or by hand
            return NO_LIMITS

    @property
    def limits_in_words(self) -> str:
        """The limits of rosters as readers see them; "" for none."""
        return shown_limits(self.limits or "")

    @property
    def increments_in_words(self) -> str:
        """The increments by price as readers see them; "" for none."""
        return shown_increments(self.increment_by_price or "")

    def shortage(self, seats: int, lots: int) -> str | None:
        """Return a sentence if so many seats can't all fill their smallest roster from so many lots; else None."""
        needed = seats * self.slots_min
        if needed <= lots:
            return None
        if lots == 1:
            words = ngettext(
                "{seats} manager with a roster of at least {least} needs {needed} lots, and only 1 is on sale: "
                "{missing} too few to fill every roster.",
                "{seats} managers with rosters of at least {least} need {needed} lots, and only 1 is on sale: "
                "{missing} too few to fill every roster.",
                seats,
            )
        else:
            words = ngettext(
                "{seats} manager with a roster of at least {least} needs {needed} lots, and only {lots} are on sale: "
                "{missing} too few to fill every roster.",
                "{seats} managers with rosters of at least {least} need {needed} lots, and only {lots} are on sale: "
                "{missing} too few to fill every roster.",
                seats,
            )
        return words.format(seats=seats, least=self.slots_min, needed=needed, lots=lots, missing=needed - lots)

    def problems(self) -> dict[str, str]:
        """Return a sentence for each setting that can't be played, by its name."""
        problems = TypedSettings.problems(self)
        if self.slots_min > self.slots_max:
            problems["slots_min"] = _("Must be {most} at most, the size of a full roster.").format(most=self.slots_max)
        needed = self.roster_limits.least
        least = max(self.slots_min, sum(needed.values()))
        if least * self.min_price > self.budget:
            cost = money(least * self.min_price, self.unit)
            problems["budget"] = _("A roster of {least} costs at least {cost}. Raise the budget.").format(
                least=least, cost=cost
            )
        if sum(needed.values()) > self.slots_max:
            words = " + ".join(f"{many} {group}" for group, many in needed.items())
            problems["limits"] = _("{sum} are {needed}, and the largest roster has {most} slots.").format(
                sum=words, needed=sum(needed.values()), most=self.slots_max
            )
        if self.unsold_price is not None and self.unsold_percent != 100:
            problems["unsold_price"] = _("Give a percentage or a price for further rounds, not both.")
        if 0 < self.empty_room_seconds < SHORTEST_EMPTY_ROOM:
            problems["empty_room_seconds"] = _("Give {least} or more, or 0 for never.").format(
                least=SHORTEST_EMPTY_ROOM
            )
        return problems | self._problems_of_texts()

    def _problems_of_texts(self) -> dict[str, str]:
        problems = {
            name: _("Choose one of {choices}.").format(choices=", ".join(choices))
            for name, choices in CHOICES.items()
            if getattr(self, name) not in choices
        }
        if self.limits is not None and (problem := problem_of_limits(self.limits)):
            problems["limits"] = problem
        if self.increment_by_price is not None and (problem := problem_of(self.increment_by_price)):
            problems["increment_by_price"] = problem
        if self.set_order is not None and (problem := problem_of_sets(self.set_order)):
            problems["set_order"] = problem
        problems |= self._problems_of_hours()
        try:
            unit = clean_text(self.unit)
        except UnreadableText as error:
            return problems | {"unit": str(error)}
        if not unit or unit != self.unit.strip() or len(unit) > 12:
            problems["unit"] = _("Give a label of 1 to 12 characters, such as £m or credits.")
        return problems

    def _problems_of_hours(self) -> dict[str, str]:
        try:
            zone_of(self.time_zone)
        except UnreadableQuietHours as error:
            return {"time_zone": str(error)}
        try:
            if self.quiet_hours is not None:
                read_quiet_hours(self.quiet_hours, self.time_zone)
        except UnreadableQuietHours as error:
            return {"quiet_hours": str(error)}
        return {}
