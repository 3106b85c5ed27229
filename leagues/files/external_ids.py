"""The id by which an asset is known again in the next file. Pure."""

import re
import unicodedata

# Letters which Unicode doesn't take apart into a plain letter and an accent, so that NFKD can't help.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e", "ħ": "h"}
)


def external_id_of(*parts: str) -> str:
    """`FK Bodø/Glimt`, `NOR` become `fk-bodo-glimt-nor`: the same for every spelling of case and accents.

    Empty if no part has a Latin letter or a digit.
    """
    text = " ".join(part for part in parts if part).lower().translate(_LETTERS)
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain.translate(_LETTERS)).strip("-")
