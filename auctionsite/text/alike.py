"""Names that look alike, and the numbers that tell them apart. Pure."""

import unicodedata
from collections.abc import Iterable
from itertools import count

_LOOK_LIKE = str.maketrans("авекмнорстухіјѕһԁԛԝɑαβεζηικμνορτυχγ0", "abekmhopctyxijshdqwaabezhikmvoptuxyo")
"""Cyrillic and Greek letters, small or as capitals, and the Latin ones that nobody can tell them from."""
_STROKES = str.maketrans("iı1|ӏ", "lllll")


def looks(name: str) -> str:
    """Return what a name looks like at a glance: equal for names that people would take for one another.

    Case, accents, spaces, punctuation and what can't be seen don't count, nor does the alphabet of a letter. It is
    no full table of confusable characters: it is for names in one league, of which few meet.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(each for each in plain if unicodedata.category(each)[0] in "LNS")
    folded = letters.translate(_LOOK_LIKE).translate(_STROKES).replace("rn", "m")
    return folded or plain


def numbered(name: str, number: int) -> str:
    """Return a name with the number that tells it apart; the first of its kind has none: `Max`, `Max (2)`."""
    return name if number == 1 else f"{name} ({number})"


def free_number(name: str, others: Iterable[str]) -> int:
    """Return the least number with which a name looks like none of the others, which have their numbers already."""
    taken = {looks(each) for each in others}
    return next(number for number in count(1) if looks(numbered(name, number)) not in taken)
