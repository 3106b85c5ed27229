"""The sets of a list, one for each position on it, in the order in which they come up. Pure."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from auctionsite.text.typed import UnreadableText, clean_text

LONGEST = 1000
MOST_SETS = 40
"""As many can be put in order: more than any sport has positions, and more than anybody wants to drag."""


def sets_in(text: str | None) -> list[str]:
    """Return the sets that a text names between commas, each once."""
    return list(dict.fromkeys(filter(None, (each.strip() for each in (text or "").split(",")))))


def written(sets: Iterable[str]) -> str:
    """Return sets as a text, from which they are read again."""
    return ", ".join(sets)


def in_order(there: Iterable[str], text: str | None) -> list[str]:
    """Return the sets that are there, once each: those that the text names first, in its order, then the others."""
    places = {each.casefold(): place for place, each in enumerate(sets_in(text))}
    return sorted(dict.fromkeys(there), key=lambda each: places.get(each.casefold(), len(places)))


def can_be_named(position: str) -> bool:
    """True if a text can name the set of this position; those without one, say, come after the others."""
    return bool(position) and "," not in position


def problem_of(text: str) -> str | None:
    """Return what is wrong with a text that names no sets; else None."""
    try:
        clean_text(text)
    except UnreadableText as error:
        return str(error)
    if len(text) > LONGEST:
        return _("Write {most} characters at most.").format(most=f"{LONGEST:,}")
    return None if sets_in(text) else _("Name sets with commas between them, such as GK, DEF, or leave it out.")
