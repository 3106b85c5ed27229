"""Whole numbers as people type them and as files hold them: one reader for all. Pure.

`static/js/numbers.js` reads alike; `tests/vectors/numbers.json` is played by both.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

LARGEST = 2**53 - 1
"""The largest whole number, either way, that every reader of JSON understands alike."""

_PLAIN = str.maketrans("０１２３４５６７８９，．＋－−’", "0123456789,.+--'")  # full width, as CJK keyboards write them
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([ ',.])[0-9]{3})(?:\1[0-9]{3})*|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")
"""`1,000,000` with one and the same of four separators, or `10,00,000` as in India."""
_WITH_DECIMALS = re.compile(r"(?P<whole>[0-9 ',.]*[0-9])(?P<mark>[.,])(?P<decimals>[0-9]+)")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_FEW_DIGITS, _MOST_DIGITS = 16, 1000
"""So few are never too large a number, and so many always; Python refuses to read some thousands of them."""


class NotAWholeNumber(ValueError):
    """A text that isn't read as a whole number; it says what to write instead."""


def read_whole_number(text: str) -> int:
    """Return the number of `1000`, `1,000`, `1 000`, `1'000`, `1.000.000`, `10,00,000`, `4.0`, `-3` or `£4`.

    Raises NotAWholeNumber for all else, and for what could be two numbers: `10.000` is ten thousand to some, and ten
    to others.
    """
    if text.isascii() and text.isdigit() and len(text) < _FEW_DIGITS:
        return int(text)  # nearly every cell of nearly every file
    sign, digits = _split(text)
    number = int(re.sub("[^0-9]", "", _whole_part(digits))[:_MOST_DIGITS])
    if number > LARGEST:
        raise NotAWholeNumber(_("That number is too large."))
    return -number if sign == "-" else number


def read_between(text: str, least: int, most: int) -> int:
    """Return the number of a text, if it is within the bounds. Raises NotAWholeNumber."""
    number = read_whole_number(text)
    if not least <= number <= most:
        sentence = _("Give a whole number from {least} to {most}.")
        raise NotAWholeNumber(sentence.format(least=f"{least:,}", most=f"{most:,}"))
    return number


def _split(text: str) -> tuple[str, str]:
    """The sign, or nothing, and the digits with their separators, without a currency sign at either end."""
    plain = "".join(each for each in text.translate(_PLAIN) if unicodedata.category(each) != "Cf")
    around = " " + "".join(each for each in {*plain} if unicodedata.category(each) == "Sc")
    number = re.sub(r"\s", " ", plain).strip(around)
    sign = number[:1] if number[:1] in {"+", "-"} else ""
    return sign, number.removeprefix(sign).lstrip(around)


def _whole_part(digits: str) -> str:
    """Return what stands before decimals that are all zero."""
    if _AMBIGUOUS.fullmatch(digits):
        thousands, decimal = f"{int(digits.replace('.', '')):,}", digits.rstrip("0").rstrip(".")
        sentence = _("{text} could be {decimal} or {thousands}. Write it without a separator.")
        raise NotAWholeNumber(sentence.format(text=digits, decimal=decimal, thousands=thousands))
    if _is_whole(digits):
        return digits
    match = _WITH_DECIMALS.fullmatch(digits)
    if match and _is_whole(match["whole"]) and match["mark"] not in match["whole"]:
        if match["decimals"].strip("0"):
            raise NotAWholeNumber(_("{text} isn't a whole number.").format(text=digits[:20]))
        return match["whole"]
    raise NotAWholeNumber(_("Give a whole number in digits, such as 1000."))


def _is_whole(digits: str) -> bool:
    return bool(re.fullmatch("[0-9]+", digits) or _GROUPED.fullmatch(digits))
