"""Texts that people type: what is kept as it is, what is refused and why, and what is shown of stored ones."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auctionsite.text.typed import UnreadableText, clean_text, show_hidden

NAMES = [
    "Max", "مُحَمَّد", "فاطمه\u200cنژاد", "משה כהן", "שָׁלוֹם", "王小明", "Владимир", "Nguyễn Thị Hồng", "राष्ट्र", "한국",
    "ක්\u200dරිකට්", "ನಾಯ್ಕ\u200d್", "O’Neil-Smith", "ไทยเก่ง", "葛\U000e0100城", "\u0661\u0662", "٪ \u0601\u0661",
    "👩\u200d👩\u200d👧 & co", "❤️\u200d🔥", "1️⃣", "🇩🇪", "\U0001fae8",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f England",
]  # fmt: skip
"""In many scripts; some with joiners, which change how they are written, some with pictures of several characters."""
HIDDEN = {
    "\u202eevil": "Character 1 is U+202E RIGHT-TO-LEFT OVERRIDE, which can't be seen: leave it out.",
    "a\u200bb": "Character 2 is U+200B ZERO WIDTH SPACE, which can't be seen: leave it out.",
    "Max\u200d": "Character 4 is U+200D ZERO WIDTH JOINER",
    "M\u200cax": "Character 2 is U+200C ZERO WIDTH NON-JOINER",
    "م\u200c": "Character 2 is U+200C",
    "م\u200c\u200cم": "Character 2 is U+200C",
    "\u200dم": "Character 1 is U+200D",
    "\u3164": "Character 1 is U+3164 HANGUL FILLER",
    "a\u2800": "Character 2 is U+2800 BRAILLE PATTERN BLANK",
    "a\u00adb": "Character 2 is U+00AD SOFT HYPHEN",
    "\u2066a\u2069": "Character 1 is U+2066",
    "a\u2069": "Character 2 is U+2069",
    "\u200fa": "Character 1 is U+200F",
    "a\0": "Character 2 is U+0000, which can't be seen: leave it out.",
    "a\x1b[1m": "Character 2 is U+001B",
    "\ufe0f": "Character 1 is U+FE0F",
    "a \ufe0f": "Character 3 is U+FE0F",
    "\ud800": "Character 1 is U+D800",
    "a\ue000": "Character 2 is U+E000",
    "a\u0378": "Character 2 is U+0378",
    "a\U000e0067": "Character 2 is U+E0067",
    "\u0301a": "It begins with a mark that belongs upon a letter: write the letter first.",
    "x" + "\u0335" * 9: "Character 6 is one mark too many upon a letter: leave out all but 4.",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_scripts_stay_as_they_are(name: str) -> None:
    assert clean_text(name) == unicodedata.normalize("NFC", name)
    assert show_hidden(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  Max \t Power\r\n", "Max Power"),
        ("\u00a0Max\u3000\u2003Power\u2028", "Max Power"),
        ("Jose\u0301", "José"),
        ("\u2068محمد\u2069", "محمد"),  # copied from a sentence of ours
        (" \u00a0\u3000 ", ""),
    ],
)
def test_one_spelling_is_kept(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@pytest.mark.parametrize(("text", "sentence"), HIDDEN.items(), ids=map(ascii, HIDDEN))
def test_what_cannot_be_seen_is_refused_and_named(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableText) as refused:
        clean_text(text)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize("text", HIDDEN, ids=map(ascii, HIDDEN))
def test_what_was_stored_is_shown_with_it(text: str) -> None:
    shown = show_hidden(text)
    assert clean_text(shown) == shown != text


def test_stored_text_names_the_place() -> None:
    assert show_hidden("\u202eevil") == "[U+202E]evil"
    assert show_hidden("a" + "\u0335" * 9) == "a" + "\u0335" * 4
    assert show_hidden("two  spaces") == "two  spaces"


@given(st.text(max_size=12))
def test_any_text_is_cleaned_once_or_refused_and_can_always_be_shown(text: str) -> None:
    clean_text(show_hidden(text))
    try:
        cleaned = clean_text(text)
    except UnreadableText:
        return
    assert clean_text(cleaned) == cleaned == show_hidden(cleaned)
    assert cleaned == " ".join(cleaned.split(" "))
    assert not {unicodedata.bidirectional(each) for each in cleaned} & {"RLO", "LRO", "RLE", "LRE", "RLI", "LRI", "FSI"}
