"""Texts that people type and that files hold, such as names: one reader for all. Pure.

What can't be seen can't be told apart, and what turns others round moves amounts into names, so both are refused; of
what was stored before, they are made visible.
"""

import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

_MOST_MARKS = 4
"""Upon one letter, as in Hebrew with vowels and accents. More are piled up to cover what stands above and below."""
_SPACES = re.compile(r"[\t\n\v\f\r\x85 \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\U00016fe4\U0001d159")
"""Letters, marks and signs that nobody sees, though Unicode doesn't count them among controls."""
_SEEN_CONTROLS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Signs around Arabic and Indic numbers: of the category of controls, and visible."""
_JOINERS = frozenset("\u200c\u200d")
_VIRAMA = 9  # the combining class of what silences an Indic letter's vowel
_VARIANTS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_FLAG_OF_A_PART = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
"""The flags of England, Scotland and Wales: a black flag, and letters that are seen as one picture with it."""
_FENCES = ("\u2068", "\u2069")
_DOTTED_CIRCLE = "\u25cc"


class UnreadableText(ValueError):
    """A text that can't be shown as it is; it says which character is wrong, and where."""


def clean_text(text: str) -> str:
    """Return the text with its letters composed (NFC) and its white space folded into single spaces.

    Raises UnreadableText for characters that can't be seen or that turn others round, and for piles of marks. What is
    left of white space alone is empty, so whoever needs a text gets one that can be seen.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = _without_fence(unicodedata.normalize("NFC", text))
    for _place, sentence in _problems(composed):
        raise UnreadableText(sentence)
    return _SPACES.sub(" ", composed).strip(" ")


def show_hidden(text: str) -> str:
    """Return a stored text with whatever `clean_text` refuses made visible: `[U+202E]` stands where an override did."""
    if text.isascii() and text.isprintable():
        return text
    wrong = {place for place, _sentence in _problems(text)}
    return "".join(_visible(each, first=place == 0) if place in wrong else each for place, each in enumerate(text))


def _visible(character: str, *, first: bool) -> str:
    """Return what is shown in place of a refused character: its number, or nothing for one mark too many."""
    if not unicodedata.category(character).startswith("M") or character in _BLANKS or _VARIANTS.match(character):
        return f"[U+{ord(character):04X}]"
    return _DOTTED_CIRCLE + character if first else ""


def _without_fence(text: str) -> str:
    """The text without the isolates that stand around it where it was copied from one of our sentences."""
    bare = text.strip()
    fenced = bare.startswith(_FENCES[0]) and bare.endswith(_FENCES[1])
    return bare[1:-1] if fenced else text


def _problems(text: str) -> Iterator[tuple[int, str]]:
    """Yield each character that can't be shown, by its place from 0, with a sentence."""
    in_flags = {place for found in _FLAG_OF_A_PART.finditer(text) for place in range(*found.span())}
    marks = 0
    for place, character in enumerate(text):
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        # A mark that stands first would sit upon whatever stands before the text.
        if place == 0 and marks and character not in _BLANKS and not _VARIANTS.match(character):
            yield place, _("It begins with a mark that belongs upon a letter: write the letter first.")
        elif marks > _MOST_MARKS:
            sentence = _("Character {place} is one mark too many upon a letter: leave out all but {number}.")
            yield place, sentence.format(place=place + 1, number=_MOST_MARKS)
        elif place not in in_flags and not _is_seen(text, place):
            name = unicodedata.name(character, "")
            called = f"U+{ord(character):04X}{f' {name}' if name else ''}"
            sentence = _("Character {place} is {name}, which can't be seen: leave it out.")
            yield place, sentence.format(place=place + 1, name=called)


def _is_seen(text: str, place: int) -> bool:
    """True if a character is seen there, or changes how its neighbours are written."""
    character, category = text[place], unicodedata.category(text[place])
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if character in _JOINERS:
        return _joins(character, before, after)
    if _VARIANTS.match(character):
        return bool(before) and unicodedata.category(before)[0] not in "CMZ"
    if category.startswith("C"):
        return character in _SEEN_CONTROLS or bool(_SPACES.match(character)) or _is_emoji(character)
    return character not in _BLANKS


def _joins(joiner: str, before: str, after: str) -> bool:
    """True where a joiner changes what is seen: between Arabic letters, beside a virama, between emoji."""
    if not before:
        return False
    if unicodedata.combining(before) == _VIRAMA or (after and unicodedata.combining(after) == _VIRAMA):
        return True
    if not after:
        return False
    if joiner == "\u200d" and _is_emoji(after) and (_is_emoji(before) or before == "\ufe0f"):
        return True
    return unicodedata.bidirectional(before) in {"AL", "NSM"} and unicodedata.bidirectional(after) == "AL"


def _is_emoji(character: str) -> bool:
    """True for pictures, with those that Unicode has added, or will add, after this Python was made."""
    if 0x1F000 <= ord(character) <= 0x1FAFF:
        return True
    return unicodedata.category(character) == "So" and character not in _BLANKS
