"""Names in sentences, outside HTML: fenced, so that none moves an amount beside it. Pure.

In templates a name stands in `<bdi>`, where the browser does the same.
"""

import unicodedata

FENCE, END_OF_FENCE = "\u2068", "\u2069"  # first strong isolate, pop directional isolate
_TURNING = frozenset({"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def isolated(text: str) -> str:
    """Return the text between isolates if it could be written from right to left, else as it is.

    A sentence of ours goes from left to right, so other letters than those of Arabic, Hebrew and their like don't move.
    """
    if text.isascii() or all(unicodedata.bidirectional(each) not in _TURNING for each in text):
        return text
    return f"{FENCE}{text}{END_OF_FENCE}"
