"""The text of a file, whatever wrote it: UTF-8, UTF-16 with its mark, or with a question one of Windows' own. Pure."""

import codecs
import re
from dataclasses import dataclass

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WORDS_BEYOND_ASCII = re.compile(r'[^,;\t|\r\n"]*[^\x00-\x7f,;\t|\r\n"][^,;\t|\r\n"]*')
_SHOWN = 40


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
    """Read a text. What is neither UTF-8 nor UTF-16 is read as Windows-1252, and asked about. Raises NoText."""
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
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise NoText(at) from error
    if _CONTROLS.search(text):
        raise NoText(at)
    found = _WORDS_BEYOND_ASCII.search(text)
    sample = found[0].strip()[:_SHOWN] if found else ""
    return FileText(text, (f"Is this right: {sample}? The file isn't UTF-8, so we read it as Windows-1252.",))
