"""Rows that somebody copies from a spreadsheet or types, with or without a line that names their columns. Pure."""

import csv

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from leagues.files.column_words import WORDS, plain_name
from leagues.files.parse_errors import ParseError
from leagues.files.tables import check_text, delimiter_of

_KNOWN = {plain_name(word) for field, words in WORDS.items() for word in (field, *words)}
WITHOUT_NAMES = gettext_noop(
    "Your first line names no columns, so we took it for one of the list, and count it as line 2."
)


def as_table(text: str) -> tuple[str, list[str]]:
    """Return rows with a first line that names the columns, and what to say of it; of one column it is the names.

    Raises ParseError for what is no text.
    """
    text = check_text(text).strip("\r\n")
    delimiter = delimiter_of(text)
    first = next(csv.reader([text.split("\n", 1)[0]], delimiter=delimiter), [])
    if not first:
        raise ParseError([(1, _("Paste some lines first."))])
    if any(plain_name(cell) in _KNOWN for cell in first):
        return text, []
    columns = ["name"] if len(first) == 1 else [f"Column {number}" for number in range(1, len(first) + 1)]
    return f"{delimiter.join(columns)}\n{text}", [_(WITHOUT_NAMES)]
