"""Catalogs of translations: brought up to what the code says, checked, and compiled for Django and for browsers."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from auctionsite.local.place import PROJECT
from ops.messages.areas import AREAS, LANGUAGES, SCRIPTS, Area
from ops.messages.extract import words_of

BROWSERS = PROJECT / "static" / "js" / "languages"
_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural_forms};\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
"""No dates and versions of programs: a catalog changes when its words do, not when somebody looks."""
_DATED = datetime(2026, 11, 28, tzinfo=UTC)
PLACES = re.compile(r"%\(\w+\)[sd]|%%|\{\w*(?:[:!][^{}]*)?\}|</?\w+[^>]*>")


def brought_up(area: Area, language: str) -> Catalog:
    """Return the area's words with the translations that there are; those that no code says any more are left out."""
    path, words = area.catalog(language), words_of(area)
    known = _read(path, language) if path.exists() else Catalog(locale=language)
    catalog = Catalog(locale=language, fuzzy=False)
    for message in sorted((each for each in words if each.id), key=_order):
        before = known.get(message.id, message.context)
        said = before.string if before is not None and before.id == message.id else None
        catalog.add(message.id, said, auto_comments=message.auto_comments, context=message.context)
    return catalog


def _order(message: Message) -> tuple[str, str]:
    return (message.id if isinstance(message.id, str) else message.id[0]), message.context or ""


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def text_of(catalog: Catalog) -> bytes:
    """Return a catalog as a file that translators edit."""
    file = BytesIO()
    write_po(file, catalog, no_location=True, omit_header=True, width=116)
    header = _HEADER.format(language=catalog.locale_identifier, plural_forms=catalog.plural_forms.rstrip(";"))
    return header.encode() + file.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """Return a catalog as Django reads it.

    Its header's date is always the same.
    """
    file = BytesIO()
    dated = read_po(BytesIO(text_of(catalog)), locale=catalog.locale)
    dated.creation_date = dated.revision_date = _DATED
    write_mo(file, dated)
    return file.getvalue()


def script_of(catalog: Catalog) -> str:
    """Return a catalog as a script that gives a page's other scripts their words."""
    words = {_key(each): _said(each) for each in catalog if each.id and each.string}
    plural = re.sub(r"\s", "", str(catalog.plural_expr))
    return (
        f"globalThis.translations = {{ plural: (n) => Number({plural}), words: "
        f"{json.dumps(words, ensure_ascii=False, sort_keys=True, indent=0)} }};\n"
    )


def _key(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}\x04{text}" if message.context else text


def _said(message: Message) -> str | list[str]:
    return message.string if isinstance(message.string, str) else list(message.string or ())


def files_of(area: Area, language: str) -> dict[Path, bytes]:
    """Return what belongs into which file: the catalog, and what it is compiled to."""
    catalog = brought_up(area, language)
    path = area.catalog(language)
    if area is SCRIPTS:
        return {path: text_of(catalog), BROWSERS / f"{language}.js": script_of(catalog).encode()}
    return {path: text_of(catalog), path.with_suffix(".mo"): compiled(catalog)}


def every_file() -> dict[Path, bytes]:
    """Return the files of every area in every language."""
    return {path: data for area in AREAS for each in LANGUAGES for path, data in files_of(area, each).items()}


def faults() -> Iterator[str]:
    """Yield what is wrong with the translations of every area."""
    for area in AREAS:
        for language in LANGUAGES:
            yield from faults_of(area, language)
    yield from contradictions()


def contradictions() -> Iterator[str]:
    """Yield words that two areas translate differently: Django has one catalog of all, and there one of them wins."""
    for language in LANGUAGES:
        said: dict[tuple[object, str | None], tuple[object, Area]] = {}
        for area in AREAS:
            for message in brought_up(area, language) if area is not SCRIPTS else ():
                first, where = said.setdefault((message.id, message.context), (message.string, area))
                if message.id and message.string and first and message.string != first:
                    yield f"{message.id!r} is {first!r} in {where.name} and {message.string!r} in {area.name}"


def faults_of(area: Area, language: str) -> Iterator[str]:
    """Yield what is wrong with a translation: it is missing, or has other places for values or other HTML."""
    for message in brought_up(area, language):
        if message.id and (fault := _fault(message)):
            yield f"{area.catalog(language).relative_to(PROJECT)}: {fault}"


def _fault(message: Message) -> str | None:
    said = [message.string] if isinstance(message.string, str) else list(message.string or ())
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    if not all(said):
        return f"not translated: {ids[0]!r}"
    wanted = {place for text in ids for place in PLACES.findall(text)}
    for text in said:
        # In a plural, English itself may leave the number out of one of its forms.
        places = set(PLACES.findall(text))
        if places - wanted or (len(ids) == 1 and places != wanted):
            return f"{ids[0]!r} has {sorted(wanted)}, its translation {sorted(places)}"
    return None
