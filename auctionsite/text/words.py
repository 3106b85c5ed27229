"""Words in their reader's language, for modules that know no framework. Pure.

They are marked there as everywhere else, and stay English until it is said who translates: see `translate_with`.
"""

from typing import Protocol


class Translator(Protocol):
    """Knows the reader's language, and the words in it."""

    def gettext(self, message: str, /) -> str:
        """Return the words in the reader's language."""

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        """Return those for so many."""


_translators: list[Translator] = []


def translate_with(translator: Translator) -> None:
    """Have words translated so from now on."""
    _translators[:] = [translator]


def gettext(message: str) -> str:
    """Return marked words in the language of whoever reads them."""
    return _translators[0].gettext(message) if _translators else message


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the one or the other, by the number, in the language of whoever reads them."""
    if _translators:
        return _translators[0].ngettext(singular, plural, number)
    return singular if number == 1 else plural


def gettext_noop(message: str) -> str:
    """Mark words of a table, which are translated where they are taken from it."""
    return message
