"""What other settings change in an auction, in sentences. Pure."""

from collections.abc import Callable, Iterator
from typing import Any

from leagues.money import money
from leagues.settings.auction import AuctionSettings

ORDERS_IN_WORDS = {
    "given": "as in the list",
    "alphabetical": "A to Z",
    "rank": "the strongest first",
    "price": "the highest opening price first",
    "position": "by position",
    "shuffled": "shuffled",
}
_RESETS = {"leader": "with a new leader", "bid": "with any bid", "never": "never"}
_TURNS = {"straight": "the same in each round", "snake": "there and back", "random": "drawn anew for each round"}
Words = Callable[[Any, AuctionSettings], str]


def _amount(value: int | None, settings: AuctionSettings) -> str:
    return "none" if value is None else money(value, settings.unit)


def _plain(value: object, _: AuctionSettings) -> str:
    return "none" if value is None else str(value)


def _counted(unit: str, *, zero: str = "") -> Words:
    """Return words for a number of units, such as 30 seconds."""

    def words(value: int | None, _: AuctionSettings) -> str:
        if value is None:
            return "none"
        return zero if zero and value == 0 else f"1 {unit}" if value == 1 else f"{value} {unit}s"

    return words


def _chosen(choices: dict[Any, str]) -> Words:
    """Return words for one of several choices."""
    return lambda value, _: choices.get(value, str(value))


_YES = _chosen({True: "yes", False: "no"})
WORDS: dict[str, tuple[str, Words]] = {
    "unit": ("Amounts are counted in", _plain),
    "budget": ("Budget", _amount),
    "slots_min": ("Smallest roster", _plain),
    "slots_max": ("Largest roster", _plain),
    "limits": ("In a roster", _plain),
    "min_price": ("Opening price where the list gives none", _amount),
    "list_prices": ("Opening prices of the list count", _YES),
    "increment": ("Increment", _amount),
    "increment_by_price": ("Increments by price", _plain),
    "lot_seconds": ("Time for a lot", _counted("second")),
    "anti_snipe_seconds": ("Left after a late bid, at least", _counted("second", zero="nothing")),
    "lot_cap_seconds": ("Most time for a lot", _counted("second")),
    "grace_ms": ("A lot is closed after its end by", _counted("millisecond")),
    "break_seconds": ("Break between lots", _counted("second", zero="none")),
    "order": ("Lots come up", _chosen(ORDERS_IN_WORDS)),
    "set_order": ("Sets come up", lambda value, _: "as in the list" if value is None else str(value)),
    "seed": ("Seed of what is drawn", _plain),
    "mode": ("Lots are put up", _chosen({"queue": "in their order", "nomination": "by managers in turn"})),
    "nomination_order": ("Order of turns", _chosen(_TURNS)),
    "nomination_seconds": ("Time to put a lot up", _counted("second")),
    "early_end": ("A lot ends early when nobody else wants it", _YES),
    "proxies": ("Bidding up to a maximum is offered", _YES),
    "retract_bids": ("Managers may take a bid back", _YES),
    "unsold_rounds": ("Unsold lots come up again", _counted("time", zero="never")),
    "unsold_percent": ("Their opening price then", lambda value, _: f"{value}% of the one before"),
    "unsold_price": ("Their opening price then, at most", _amount),
    "outage_pause_seconds": ("An outage pauses the auction after", _counted("second")),
    "empty_room_seconds": ("An empty room pauses it after", _counted("second", zero="no time at all: never")),
    "format": ("Pace", _chosen({"live": "one lot at a time", "slow": "many lots, for hours or days"})),
    "slow_lots": ("Lots open at once", _plain),
    "slow_nominations": ("Open lots that each manager may have put up", _plain),
    "slow_nomination_minutes": ("Without an open lot the next comes up after", _counted("minute")),
    "slow_lot_minutes": ("Time for a lot", _counted("minute")),
    "slow_reset": ("A lot's clock begins anew", _chosen(_RESETS)),
    "slow_reset_minutes": ("It leaves then, at least", _counted("minute")),
    "slow_apart_minutes": ("Between the ends of two lots", _counted("minute", zero="nothing")),
    "quiet_hours": ("Quiet hours", _plain),
    "time_zone": ("Time zone of the quiet hours", _plain),
}
"""By setting, what it is called, and its values in words."""


def differences(before: AuctionSettings, after: AuctionSettings) -> Iterator[str]:
    """Yield a sentence for each setting that differs and matters to what is played afterwards."""
    was, now = before.values(), after.values()
    for name, (title, words) in WORDS.items():
        if was[name] != now[name] and matters(name, after):
            yield f"{title}: {words(now[name], after)} instead of {words(was[name], before)}."


def matters(name: str, settings: AuctionSettings) -> bool:
    """True if a setting has a say beside the others: the slow ones' have none in live auctions, nor the reverse."""
    if name == "set_order":
        return settings.order == "position"
    of_slow = name.startswith("slow_") or name in {"quiet_hours", "time_zone"}
    only_live = {"lot_seconds", "anti_snipe_seconds", "lot_cap_seconds", "empty_room_seconds", "nomination_seconds"}
    return name not in only_live if settings.format == "slow" else not of_slow
