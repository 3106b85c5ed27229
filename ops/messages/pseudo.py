"""Makes a language out of the English words, that shows what is wrong with pages long before anybody speaks it.

    python -m ops.messages.pseudo FOLDER        then start the site with PSEUDO_LANGUAGE=FOLDER

It is called `ar-xb` and goes from right to left, as Arabic does. "Save" is "[!Šåàvéè!]": a text without brackets is not
marked for translation, one without its end is cut, and each is a third longer than in English. Marks that nobody sees
stand around every word, so that words, names and amounts follow each other from right to left, while letters stay
readable.
"""

import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog

from auctionsite.languages import PSEUDO
from ops.messages.areas import AREAS, SCRIPTS
from ops.messages.catalogs import PLACES, compiled, script_of
from ops.messages.extract import words_of

FROM_RIGHT = "\u200f"
_TOGETHER = "\u2060"
"""No line ends here."""
_ACCENTED = str.maketrans(
    "aceghijklnorstuyzACDEGHIKLNORSTUYZ",
    "åçéĝĥîĵķļñöřšţûýžÅÇÐÉĜĤÎĶĻÑÖŘŠŢÛÝŽ",
)
_SECOND = {"a": "à", "e": "è", "o": "ò"}
"""What follows after some vowels makes a text as much longer as other languages are."""
_LEFT_ALONE = re.compile(rf"({PLACES.pattern}|&\w+;|&#\d+;|\\?\n)")
_WORD = re.compile(r"[£€$₹]?\w+")
_FORMAT = re.compile(r"\W*\w(\W+\w)+\W*")
"""Of a date, such as `j M Y, H:i`."""


def said(text: str) -> str:
    """Return a text as this language has it. Places for values, HTML and ends of lines stay."""
    if _FORMAT.fullmatch(text):
        return text
    words = text.strip()
    parts = _LEFT_ALONE.split(words)
    within = "".join(part if at % 2 else _accented(part) for at, part in enumerate(parts))
    return text.replace(words, f"{FROM_RIGHT}[!{_TOGETHER}{within}{_TOGETHER}!]") if words else text


def _accented(text: str) -> str:
    return _WORD.sub(lambda word: f"{FROM_RIGHT}{_longer(word[0])}{FROM_RIGHT}" if word[0].isalpha() else word[0], text)


def _longer(word: str) -> str:
    return "".join(each.translate(_ACCENTED) + _SECOND.get(each, "") for each in word)


def translated(english: Catalog) -> Catalog:
    """Return a catalog with all its words said."""
    # Babel knows no such language: its rules for plurals are those of English.
    catalog = Catalog(locale="en", fuzzy=False)
    for message in english:
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else message.id
            texts = tuple(said(each) for each in ids)
            catalog.add(message.id, texts[0] if isinstance(message.id, str) else texts, context=message.context)
    return catalog


def every_file() -> dict[str, bytes]:
    """Return what belongs into the folder: a catalog for each area, and a script for browsers."""
    files = {f"static/js/languages/{PSEUDO}.js": script_of(translated(words_of(SCRIPTS))).encode()}
    for area in AREAS:
        if area is not SCRIPTS:
            path = f"locale/{area.name}/ar_XB/LC_MESSAGES/django.mo"
            files[path] = compiled(translated(words_of(area)))
    return files


def main(folder: Path) -> None:
    """Write the files."""
    for path, data in every_file().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
