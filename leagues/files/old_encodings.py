"""Texts of one byte a letter, as Windows and the Mac wrote them before UTF-8: which words they may say. Pure.

The same bytes are `Šimić` to one of these encodings, and `Šimiæ` to another. A word speaks for an encoding if it could
be one of a language that is written in it, and against it otherwise.
"""

import re
from dataclasses import dataclass
from itertools import islice, pairwise

_WESTERN = (
    "äöüß", "àâæçèéêëîïôœùûüÿ", "áéíñóúüªº", "àáâãçéêíóôõúü", "àèéìíîòóù", "æøåéòôêä", "åäöéšžü", "áðéíóúýþæö",
    "áèéëïíóöü", "àçèéíïòóúü",
)  # fmt: skip
_LANGUAGES = {
    "cp1252": _WESTERN,
    "cp1250": ("ąćęłńóśźż", "áäčďéěíľĺňóôŕřšťúůýž", "čćđšž", "áéíóöőúüű", "ăâîşţ", "çë", "äöüß"),
    "cp1251": (
        "абвгдежзийклмнопрстуфхцчшщъыьэюяё", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяў",
        "абвгдђежзијклљмнњопрстћуфхцчџшѓѕќ",
    ),
    "cp1254": ("çğıöşüâîûİ", "äöüß"),
    "mac_roman": _WESTERN,
}  # fmt: skip
"""The letters beyond ASCII of each language, by encoding. Of two that say the same of a text the first is meant."""
_NAMES = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1254": "Windows-1254",
    "mac_roman": "MacRoman",
}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WORD = re.compile(r"[^\s,;|\"]*[^\x00-\x7f][^\s,;|\"]*")
_MOST_WORDS = 2_000
_SIGNS = "‘’‚“”„«»–—…·€£°´`½¼¾®©™§º¡¿"
_SIGNS_BESIDE_WORDS = "‚“”„«»–—…€£°`"
_LATIN = re.compile("[A-Za-z]")
_LONG_RUN = re.compile("[^\x00-\x7f]{4,}")
"""Letters beyond ASCII that hardly stand beside each other in a word of Latin letters."""
_LIKELY = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, and the encoding that says it. `score` is more than 0 if more words speak for it than against it."""

    name: str
    text: str
    score: int


def readings_of(content: bytes) -> list[Reading]:
    """Return the texts that these bytes may be, the likeliest first; none if no encoding makes words of them."""
    readings: dict[str, Reading] = {}
    for codec, name in _NAMES.items():
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if text not in readings and not _CONTROLS.search(text):
            readings[text] = Reading(name, text, _score(text, codec))
    return sorted((reading for reading in readings.values() if reading.score > 0), key=lambda reading: -reading.score)


def _score(text: str, codec: str) -> int:
    words = (found[0] for found in islice(_WORD.finditer(text), _MOST_WORDS))
    return sum(_likelihood(word) if _could_be(word, codec) else -_LIKELY for word in words)


def _likelihood(word: str) -> int:
    """Less for what begins small, as few names do, and for a quote before a small letter, as in no `O’Neill`."""
    begins_small = not word[0].isascii() and word[0].islower()
    return 1 if begins_small or any(quote in "‘’´" and after.islower() for quote, after in pairwise(word)) else _LIKELY


def _could_be(word: str, codec: str) -> bool:
    """True if the word could be one of a language that is written in this encoding."""
    letters = [letter for letter in word if not letter.isascii() and letter not in _SIGNS]
    if not all(letter.isalpha() for letter in letters):
        return False
    if any(_is_odd(*neighbours) for neighbours in zip(word, word[1:], f"{word[2:]} ", strict=False)):
        return False
    if letters and (_LATIN if codec == "cp1251" else _LONG_RUN).search(word):
        return False
    return any(
        all(letter in alphabet or letter.lower() in alphabet for letter in letters) for alphabet in _LANGUAGES[codec]
    )


def _is_odd(first: str, second: str, third: str) -> bool:
    """True for a sign between letters, and for a large letter in the middle of a word.

    Letters of ASCII are written so by many; that others stand so is chance.
    """
    if not first.isalpha() or (first.isascii() and second.isascii()):
        return False
    return second in _SIGNS_BESIDE_WORDS or (second.isupper() and (first.islower() or third.islower()))
