"""Lists as people write them, in the reader's language. Pure."""

from collections.abc import Iterable

from django.utils.translation import ngettext, pgettext


def listed(names: Iterable[str], most: int = 6, word: str = "") -> str:
    """Return names as a list in a sentence: `A, B and C`; of many the first and `and 4 more`.

    `word` stands before the last one in place of `and`, in the reader's language, such as `or`.
    """
    parts = list(names)
    if len(parts) > most:
        more = len(parts) - most + 1
        parts = [*parts[: most - 1], ngettext("{number} more", "{number} more", more).format(number=more)]
    *first, last = parts or [""]
    before_last = word or pgettext("between names", "and")
    return f"{', '.join(first)} {before_last} {last}" if first else last
