"""The id by which an asset is known again in the next file. Pure."""

import hashlib
import re
import unicodedata

LONGEST_ID = 120
# Letters which Unicode doesn't take apart into a plain letter and an accent, so that NFKD can't help.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e", "ħ": "h"}
)
_ACCENTED = re.compile(r"([a-z])[\u0300-\u036f]+")
_DIGEST = 10  # characters


def external_id_of(*parts: str) -> str:
    """`FK Bodø/Glimt`, `NOR` become `fk-bodo-glimt-nor`: the same for every spelling of case and accents.

    Letters of other scripts stay as they are, with their marks. A part without any letter becomes the numbers of its
    characters, and what is too long ends with a digest: so names that differ in letters have different ids, and none
    is empty unless all parts are.
    """
    made = "-".join(filter(None, map(_plain, parts)))
    if len(made) <= LONGEST_ID:
        return made
    digest = hashlib.sha256(made.encode()).hexdigest()[:_DIGEST]
    return f"{made[: LONGEST_ID - _DIGEST - 1]}-{digest}"


def _plain(part: str) -> str:
    """One part in small letters, without accents on Latin ones, and `-` between its words."""
    apart = unicodedata.normalize("NFKD", part.lower()).lower().translate(_LETTERS)
    text = unicodedata.normalize("NFC", _ACCENTED.sub(r"\1", apart))
    plain = "".join(char if _counts(char) else "-" for char in text)
    if not any(char.isalnum() for char in plain):
        plain = "-".join(f"u{ord(char):04x}" for char in unicodedata.normalize("NFC", part) if not char.isspace())
    return re.sub("-+", "-", plain).strip("-")


def _counts(char: str) -> bool:
    """True for letters and digits, and for the marks that are half the letters of many scripts."""
    return char.isalnum() or unicodedata.category(char)[0] == "M"
