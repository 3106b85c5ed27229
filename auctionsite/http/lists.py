"""Lists and counts as people write them. Pure."""

from collections.abc import Iterable


def listed(names: Iterable[str], most: int = 6, word: str = "and") -> str:
    """Return names as a list in a sentence: `A, B and C`; of many the first and `and 4 more`. `word` is for `or`."""
    parts = list(names)
    if len(parts) > most:
        parts = [*parts[: most - 1], f"{len(parts) - most + 1} more"]
    *first, last = parts or [""]
    return f"{', '.join(first)} {word} {last}" if first else last


def counted(number: int, word: str) -> str:
    """Return a number with its word: `1 club`, `3 clubs`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
