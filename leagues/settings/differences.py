"""Sentences on what other settings change in an auction. Pure."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext, gettext_noop, ngettext, pgettext

from leagues.money import money
from leagues.settings.auction import AuctionSettings
from leagues.settings.increments import shown_increments
from leagues.settings.limits import shown_limits

ORDERS_IN_WORDS = {
    "given": gettext_noop("as in the list"),
    "alphabetical": gettext_noop("A to Z"),
    "rank": gettext_noop("the strongest first"),
    "price": gettext_noop("the highest opening price first"),
    "position": gettext_noop("by position"),
    "shuffled": gettext_noop("shuffled"),
}
_RESETS = {
    "leader": gettext_noop("with a new leader"),
    "bid": gettext_noop("with any bid"),
    "never": gettext_noop("never"),
}
_TURNS = {
    "straight": gettext_noop("the same in each round"),
    "snake": gettext_noop("there and back"),
    "random": gettext_noop("drawn anew for each round"),
}
Words = Callable[[Any, AuctionSettings], str]


def _amount(value: int | None, settings: AuctionSettings) -> str:
    return _none() if value is None else money(value, settings.unit)


def _plain(value: object, _: AuctionSettings) -> str:
    return _none() if value is None else str(value)


def _written(shown: Callable[[str], str]) -> Words:
    """Return words for a text that says something in a form of its own."""
    return lambda value, _: _none() if value is None else shown(str(value))


def _none() -> str:
    return pgettext("of a setting", "none")


def _milliseconds(number: int) -> str:
    return ngettext("{number} millisecond", "{number} milliseconds", number).format(number=number)


def _seconds(number: int) -> str:
    return ngettext("{number} second", "{number} seconds", number).format(number=number)


def _minutes(number: int) -> str:
    return ngettext("{number} minute", "{number} minutes", number).format(number=number)


def _times(number: int) -> str:
    return ngettext("{number} time", "{number} times", number).format(number=number)


def _counted(units: Callable[[int], str], *, zero: str = "") -> Words:
    """Return words for a number of units, such as 30 seconds."""

    def words(value: int | None, _: AuctionSettings) -> str:
        if value is None:
            return _none()
        return gettext(zero) if zero and value == 0 else units(value)

    return words


def _chosen(choices: dict[Any, str]) -> Words:
    """Return words for one of several choices."""
    return lambda value, _: gettext(choices[value]) if value in choices else str(value)


def _sets(value: str | None, _: AuctionSettings) -> str:
    return gettext("as in the list") if value is None else value


_YES = _chosen({True: gettext_noop("yes"), False: gettext_noop("no")})
_MODES = {"queue": gettext_noop("in their order"), "nomination": gettext_noop("by managers in turn")}
_PACES = {"live": gettext_noop("one lot at a time"), "slow": gettext_noop("many lots, for hours or days")}
WORDS: dict[str, tuple[str, Words]] = {
    "unit": (gettext_noop("Amounts are counted in"), _plain),
    "budget": (gettext_noop("Budget"), _amount),
    "slots_min": (gettext_noop("Smallest roster"), _plain),
    "slots_max": (gettext_noop("Largest roster"), _plain),
    "limits": (gettext_noop("In a roster"), _written(shown_limits)),
    "min_price": (gettext_noop("Opening price where the list gives none"), _amount),
    "list_prices": (gettext_noop("Opening prices of the list count"), _YES),
    "increment": (gettext_noop("Increment"), _amount),
    "increment_by_price": (
        gettext_noop("Increments by price"),
        _written(shown_increments),
    ),
    "lot_seconds": (gettext_noop("Time for a lot"), _counted(_seconds)),
    "anti_snipe_seconds": (
        gettext_noop("Left after a late bid, at least"),
        _counted(_seconds, zero=gettext_noop("nothing")),
    ),
    "lot_cap_seconds": (gettext_noop("Most time for a lot"), _counted(_seconds)),
    "grace_ms": (gettext_noop("A lot is closed after its end by"), _counted(_milliseconds)),
    "break_seconds": (gettext_noop("Break between lots"), _counted(_seconds, zero=gettext_noop("none"))),
    "order": (gettext_noop("Lots come up"), _chosen(ORDERS_IN_WORDS)),
    "set_order": (gettext_noop("Sets come up"), _sets),
    "seed": (gettext_noop("Seed of what is drawn"), _plain),
    "mode": (gettext_noop("Lots are put up"), _chosen(_MODES)),
    "nomination_order": (gettext_noop("Order of turns"), _chosen(_TURNS)),
    "nomination_seconds": (gettext_noop("Time to put a lot up"), _counted(_seconds)),
    "early_end": (gettext_noop("A lot ends early when nobody else wants it"), _YES),
    "proxies": (gettext_noop("Bidding up to a maximum is offered"), _YES),
    "retract_bids": (gettext_noop("Managers may take a bid back"), _YES),
    "unsold_rounds": (gettext_noop("Unsold lots come up again"), _counted(_times, zero=gettext_noop("never"))),
    "unsold_percent": (
        gettext_noop("Their opening price then"),
        lambda value, _: gettext("{percent}% of the one before").format(percent=value),
    ),
    "unsold_price": (gettext_noop("Their opening price then, at most"), _amount),
    "outage_pause_seconds": (gettext_noop("An outage pauses the auction after"), _counted(_seconds)),
    "empty_room_seconds": (
        gettext_noop("An empty room pauses it after"),
        _counted(_seconds, zero=gettext_noop("no time at all: never")),
    ),
    "format": (gettext_noop("Pace"), _chosen(_PACES)),
    "slow_lots": (gettext_noop("Lots open at once"), _plain),
    "slow_nominations": (gettext_noop("Open lots that each manager may have put up"), _plain),
    "slow_nomination_minutes": (gettext_noop("Without an open lot the next comes up after"), _counted(_minutes)),
    "slow_lot_minutes": (gettext_noop("Time for a lot"), _counted(_minutes)),
    "slow_reset": (gettext_noop("A lot's clock begins anew"), _chosen(_RESETS)),
    "slow_reset_minutes": (gettext_noop("It leaves then, at least"), _counted(_minutes)),
    "slow_apart_minutes": (
        gettext_noop("Between the ends of two lots"),
        _counted(_minutes, zero=gettext_noop("nothing")),
    ),
    "quiet_hours": (gettext_noop("Quiet hours"), _plain),
    "time_zone": (gettext_noop("Time zone of the quiet hours"), _plain),
}
"""By setting, what it is called, in English, and its values in the reader's words."""


def differences(before: AuctionSettings, after: AuctionSettings) -> Iterator[str]:
    """Yield a sentence for each setting that differs and matters to what is played afterwards."""
    was, now = before.values(), after.values()
    for name, (title, words) in WORDS.items():
        if was[name] != now[name] and matters(name, after):
            yield gettext("{title}: {now} instead of {before}.").format(
                title=gettext(title), now=words(now[name], after), before=words(was[name], before)
            )


def matters(name: str, settings: AuctionSettings) -> bool:
    """True if a setting has a say beside the others: the slow ones' have none in live auctions, nor the reverse."""
    if name == "set_order":
        return settings.order == "position"
    of_slow = name.startswith("slow_") or name in {"quiet_hours", "time_zone"}
    only_live = {"lot_seconds", "anti_snipe_seconds", "lot_cap_seconds", "empty_room_seconds", "nomination_seconds"}
    return name not in only_live if settings.format == "slow" else not of_slow
