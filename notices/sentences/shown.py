"""Notices in the language of whoever reads them: they are stored in English. Pure.

A text that is none of our sentences is shown as it is: what people wrote, and what an earlier release said.
"""

from datetime import datetime

from django.utils import dateformat
from django.utils.translation import get_language, gettext

from notices.sentences.english import BY_KIND, WALL, WHEN


def shown(kind: str, text: str) -> str:
    """Return a stored text in the language that is in force."""
    if get_language() in {None, "en"}:
        return text
    for sentence in BY_KIND.get(kind, ()):
        if (values := sentence.values_in(text)) is not None:
            try:
                return gettext(sentence.words).format(**{name: _value(name, each) for name, each in values.items()})
            except ValueError:  # a date that was written otherwise
                return text
    return text


def _value(name: str, text: str) -> str:
    """Return a value; names, prices and what people wrote are the same in every language."""
    match name:
        case "when":
            return _when(text)
        case "there" | "here":
            return dateformat.format(datetime.strptime(text, WALL), gettext("D j M Y, H:i"))  # noqa: DTZ007 # a wall's
        case "problem":
            return gettext(text)
        case _:
            return text


def _when(text: str) -> str:
    for sentence in WHEN:
        if (values := sentence.values_in(text)) is not None:
            return gettext(sentence.words).format(**{name: _value(name, part) for name, part in values.items()})
    raise ValueError(text)
