"""The one reader of JSON that strangers send: bodies, frames, files, forms and tokens. It bounds size and depth.

Python's own reader gives up on lists nested a thousand deep with an error that no caller expects, and Django's and REST
framework's hand that on as a 500.
"""

import json
import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NoReturn

from django.utils.translation import gettext as _

DEPTH_AT_MOST = 32
"""Of lists and objects within each other; the rules of a season's scoring, our deepest, take a dozen."""
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
"""Texts, so that brackets in them don't count, and brackets. A text without an end goes on to the end of all."""


class JsonRefused(ValueError):
    """This isn't JSON that is read here; the message says what to mend, in one sentence."""


class JsonTooLarge(JsonRefused):
    """More than is read here."""


class JsonBroken(JsonRefused):
    """No JSON at all; `line` is where it breaks."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def load(
    data: bytes | str,
    most_bytes: int,
    *,
    parse_float: Callable[[str], Any] | None = None,
    parse_constant: Callable[[str], Any] | None = None,
) -> Any:
    """Return what a JSON text says, of so many bytes at most. Raises JsonRefused.

    A number that is too large for a float, and NaN, is refused unless a `parse_…` takes it.
    """
    if _size(data) > most_bytes:
        raise JsonTooLarge(_("Send {bytes} bytes at most.").format(bytes=most_bytes))
    text = _decode(data)
    _check_depth(text)
    try:
        return _decoder(parse_float or _finite, parse_constant or _no_constant).decode(text)
    except json.JSONDecodeError as error:
        words = _("This is not JSON: {what} in line {line}, column {column}.")
        words = words.format(what=error.msg, line=error.lineno, column=error.colno)
        raise JsonBroken(words, error.lineno) from error
    except JsonRefused:
        raise
    except ValueError as error:  # a number of thousands of digits
        raise JsonRefused(_("A number is too long to be read.")) from error


def _size(data: bytes | str) -> int:
    """Return the number of bytes, in UTF-8."""
    return len(data) if isinstance(data, bytes) or data.isascii() else len(data.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=8)
def _decoder(parse_float: Callable[[str], Any], parse_constant: Callable[[str], Any]) -> json.JSONDecoder:
    """Return the same reader for the same two: to make one takes longer than to read a small text."""
    return json.JSONDecoder(parse_float=parse_float, parse_constant=parse_constant)


def _decode(data: bytes | str) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise JsonRefused(_("Send JSON in UTF-8.")) from error


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= DEPTH_AT_MOST:
        return
    depth = 0
    for token in _TOKENS.finditer(text):
        match token[0]:
            case "[" | "{":
                depth += 1
                if depth > DEPTH_AT_MOST:
                    raise JsonRefused(_("Nest lists and objects {depth} deep at most.").format(depth=DEPTH_AT_MOST))
            case "]" | "}":
                depth -= 1


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise JsonRefused(_("A number is too large to be read."))
    return number


def _no_constant(name: str) -> NoReturn:
    raise JsonRefused(_("Send a number or null in place of {name}.").format(name=name))
