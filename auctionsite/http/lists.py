"""Lists and counts as people write them. Pure.

Words between names are in the reader's language; those that `counted` is given are as they are.
"""

from collections.abc import Iterable

from django.utils.translation import ngettext, pgettext


def listed(names: Iterable[str], most: int = 6, word: str = "and") -> str:
    """Return names as a list in a sentence: `A, B and C`; of many the first and `and 4 more`. `word` is for `or`."""
    parts = list(names)
    if len(parts) > most:
        more = len(parts) - most + 1
        parts = [*parts[: most - 1], ngettext("{number} more", "{number} more", more).format(number=more)]
    *first, last = parts or [""]
    return f"{', '.join(first)} {_between(word)} {last}" if first else last


def _between(word: str) -> str:
    said = {"and": pgettext("between names", "and"), "or": pgettext("between names", "or")}
    return (said | {"then": pgettext("between names", "then")}).get(word, word)


def counted(number: int, word: str) -> str:
    """Return a number with its word: `1 club`, `3 clubs`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
