"""Days as people and their spreadsheets write them: `15.8.2026`, `08/15/2026`, and which is the day. Pure."""

import re
from collections.abc import Iterable
from datetime import date, time

DAY_FIRST, MONTH_FIRST = "day first", "month first"
_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:[ ,T]+(.*))?", re.DOTALL)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?![0-9])")
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2})?\s*(am|pm|a\.m\.|p\.m\.|uhr|h)?", re.IGNORECASE)
_FIRST_YEAR = 70
"""Two digits from here on are of the last century."""


def day_orders(texts: Iterable[str]) -> set[str]:
    """Return the orders in which every day of a column can be read; both, where nothing decides and it matters.

    Days that begin with their year, and texts that are no days, decide nothing. Where dots stand the day is first.
    """
    orders, matters = {DAY_FIRST, MONTH_FIRST}, False
    for found in filter(None, map(_DAY.fullmatch, texts)):
        first, sign, second = int(found[1]), found[2], int(found[3])
        matters = matters or first != second
        if first > 12:
            orders.discard(MONTH_FIRST)
        if second > 12:
            orders.discard(DAY_FIRST)
        if sign == ".":
            orders.discard(MONTH_FIRST)
    return orders if matters or len(orders) < 2 else {DAY_FIRST}


def is_day(text: str) -> bool:
    """True for a day in any order, the year first too, with or without a time."""
    return bool(_DAY.fullmatch(text) or _ISO.match(text))


def example_of(texts: Iterable[str]) -> str:
    """Return the first day of a column that may be read either way; empty if there is none."""
    days = filter(None, map(_DAY.fullmatch, texts))
    return next((f"{day[1]}{day[2]}{day[3]}{day[2]}{day[4]}" for day in days if day[1] != day[3]), "")


def read_day(text: str, order: str) -> date | None:
    """Return the day of a text in this order; None for what is none."""
    match = _DAY.fullmatch(text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if len(match[4]) == 2:
        year += 1900 if year >= _FIRST_YEAR else 2000
    day, month = (first, second) if order == DAY_FIRST else (second, first)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def to_iso(text: str, order: str) -> str:
    """Return a day, and its time if it has one, as `2026-08-15 19:30`; every other text as it is."""
    day = read_day(text, order)
    if day is None:
        return text
    found = _DAY.fullmatch(text)
    rest = (found[5] or "").strip() if found else ""
    at = read_time(rest)
    return text if rest and at is None else f"{day.isoformat()} {at:%H:%M}" if at else day.isoformat()


def read_time(text: str) -> time | None:
    """Return the time of `19:30`, `19.30 Uhr`, `19h30` or `7:30 pm`; None for what is none."""
    match = _TIME.fullmatch(text.strip())
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "")[:1].lower()
    if half in {"a", "p"}:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None
