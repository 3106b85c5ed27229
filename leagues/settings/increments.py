"""Increments that depend on the price: a percentage, or slabs. Pure.

They are kept as people write them: `5%`, or `0–10: 1, 10–50: 2, above: 5`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

LARGEST_INCREMENT = 1_000_000
LONGEST = 200
"""The most characters of the text."""
HOW = gettext_noop("Write a percentage such as 5%, or slabs such as 0–10: 1, 10–50: 2, above: 5.")

_PERCENTAGE = re.compile(r"([0-9]{1,3}) ?%")
_SLAB = re.compile(r"([0-9]{1,12}) ?[-–] ?([0-9]{1,12}) ?: ?([0-9]{1,7})")
_LAST_SLAB = re.compile(r"above ?: ?([0-9]{1,7})", re.IGNORECASE)


class UnreadableIncrements(ValueError):
    """A text that says no increments; its message says what to write."""


@dataclass(frozen=True, slots=True)
class Increments:
    """A rule for the increment over a price: `percent` of it, or else that of its slab.

    A slab begins at its first number and ends before its second: with `0–10: 1, 10–50: 2`, 10 is followed by 12.
    """

    percent: int = 0
    slabs: tuple[tuple[int | None, int], ...] = ()
    """(end, increment), in order; the last one has no end."""

    def over(self, price: int) -> int:
        """Return the least by which a bid must beat the price: a whole number, rounded up, and never below 1."""
        if self.percent:
            return max(1, -(-price * self.percent // 100))
        return next(increment for end, increment in self.slabs if end is None or price < end)


@lru_cache(maxsize=1024)
def read_increments(text: str) -> Increments:
    """Return the increments that a text says. Raises UnreadableIncrements."""
    if len(text) > LONGEST:
        raise UnreadableIncrements(_("Write {most} characters at most.").format(most=LONGEST))
    if "%" in text:
        return Increments(percent=_read_percentage(text))
    return Increments(slabs=tuple(_read_slabs([part.strip() for part in text.split(",")])))


def shown_increments(text: str) -> str:
    """Return such a text as its readers see it, in their language; one that isn't readable as it stands."""
    try:
        slabs = read_increments(text).slabs
    except UnreadableIncrements:
        return text
    begins, parts = 0, list[str]()
    for end, increment in slabs:
        part = _("above: {increment}").format(increment=increment) if end is None else f"{begins}–{end}: {increment}"
        parts, begins = [*parts, part], end or 0
    return ", ".join(parts) or text


def problem_of(text: str) -> str | None:
    """Return what is wrong with a text that says no increments; else None."""
    try:
        read_increments(text)
    except UnreadableIncrements as error:
        return str(error)
    return None


def _read_percentage(text: str) -> int:
    percentage = _PERCENTAGE.fullmatch(text.strip())
    if not percentage or not 1 <= int(percentage[1]) <= 100:
        raise UnreadableIncrements(_("Give a whole percentage from 1% to 100%."))
    return int(percentage[1])


def _read_slabs(parts: list[str]) -> Iterator[tuple[int | None, int]]:
    begins = 0
    for part in parts[:-1]:
        slab = _SLAB.fullmatch(part)
        if not slab:
            raise UnreadableIncrements(_(HOW))
        begin, end, increment = (int(number) for number in slab.groups())
        if begin != begins:
            words = _("A slab must begin at {place}, where the one before ends, and not at {begin}.")
            raise UnreadableIncrements(words.format(place=begins, begin=begin))
        if end <= begin:
            words = _("The slab that begins at {begin} must end above it.")
            raise UnreadableIncrements(words.format(begin=begin))
        yield end, _checked(increment)
        begins = end
    last = _LAST_SLAB.fullmatch(parts[-1])
    if not last or len(parts) == 1:
        raise UnreadableIncrements(_(HOW))
    yield None, _checked(int(last[1]))


def _checked(increment: int) -> int:
    if not 1 <= increment <= LARGEST_INCREMENT:
        words = _("An increment must be a whole number from 1 to {most}.")
        raise UnreadableIncrements(words.format(most=LARGEST_INCREMENT))
    return increment
