"""The text of a file, whatever wrote it: UTF-8, UTF-16 with its mark, or with a question what was before them. Pure."""

import codecs
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leagues.files.old_encodings import readings_of
from leagues.files.parse_errors import one_of

_CELLS_BEYOND_ASCII = re.compile(r'[^,;\t|\r\n"]*[^\x00-\x7f,;\t|\r\n"][^,;\t|\r\n"]*')
_SHOWN = 40
_MOST_OTHERS = 2


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file, and what its reader should look at before anything is saved: sentences, mostly none."""

    text: str
    questions: tuple[str, ...] = ()


class NoText(ValueError):
    """Bytes that are no text in any of these encodings; `at` is the place of the first wrong one."""

    def __init__(self, at: int) -> None:
        super().__init__("This is not a text.")
        self.at = at


def decode_text(content: bytes) -> FileText:
    """Read a text. Raises NoText.

    What is neither UTF-8 nor UTF-16 is read in the older encoding that most of its words are of, and asked about.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return FileText(content.decode("utf-16"))
        except UnicodeDecodeError as error:
            raise NoText(error.start) from error
    try:
        return FileText(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return _guess(content, error.start)


def _guess(content: bytes, at: int) -> FileText:
    """The text as Excel writes it where people don't choose UTF-8. Raises NoText for what is UTF-8 with a mistake."""
    if re.search("[^\x00-\x7f\ufffd]", content.decode("utf-8", errors="replace")):
        raise NoText(at)
    readings = readings_of(content)
    if not readings:
        raise NoText(at)
    first, *others = readings
    others = [reading for reading in others if reading.score > 0][:_MOST_OTHERS]
    start, end = _telling_cell(first.text, [reading.text for reading in others])
    right, *could = (reading.text[start:end].strip()[:_SHOWN] for reading in (first, *others))
    asked = _("Is this right: {text}? The file isn't UTF-8, so we read it as {encoding}.")
    asked = asked.format(text=right, encoding=first.name)
    if could:
        words = one_of(f"{word} ({reading.name})" for word, reading in zip(could, others, strict=True))
        also = _("It could also be {texts}: then save it as UTF-8 and upload it again.")
        asked = f"{asked} {also.format(texts=words)}"
    return FileText(first.text, (asked,))


def _telling_cell(text: str, others: list[str]) -> tuple[int, int]:
    """Return the first cell beyond ASCII that is another in each of the other texts; else the first of all."""
    spans = [found.span() for found in _CELLS_BEYOND_ASCII.finditer(text)]
    telling = (span for span in spans if all(other[slice(*span)] != text[slice(*span)] for other in others))
    return next(telling, spans[0] if spans else (0, 0))
