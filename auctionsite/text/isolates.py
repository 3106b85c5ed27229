"""Names in sentences, outside HTML: fenced, so that none moves an amount beside it. Pure.

In templates a name stands in `<bdi>`, where the browser does the same.
"""

import unicodedata

from django.utils.translation import get_language_bidi

FENCE, END_OF_FENCE = "\u2068", "\u2069"  # first strong isolate, pop directional isolate
_TURNING = frozenset({"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def isolated(text: str) -> str:
    """Return the text between isolates if it could be written from right to left, else as it is.

    A sentence of ours goes from left to right, so other letters than those of Arabic, Hebrew and their like don't move.
    In a language that goes from right to left every name and every amount is fenced.
    """
    if not text or (not get_language_bidi() and not _turns(text)):
        return text
    return f"{FENCE}{text}{END_OF_FENCE}"


def _turns(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(each) in _TURNING for each in text)
