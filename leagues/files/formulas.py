"""Cells of a workbook that hold a formula without what it came to, as programs write them that can't calculate. Pure.

Spreadsheets keep the value beside the formula, an empty one too. Without one the cell would count as empty.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from leagues.files.parse_errors import ParseError

_TAG = re.compile(rb"<(?P<end>/?)(?:\w+:)?(?P<name>c|f|v|is)\b(?P<attributes>[^<>]*)>")
_TEXT = re.compile(rb"\bt\s*=\s*[\"'](?:str|inlineStr)[\"']")
_PLACE = re.compile(rb"\br\s*=\s*[\"'](?P<column>[A-Z]{1,3})(?P<row>\d{1,7})[\"']")


def check_formulas(content: bytes, name: str, sheet: Any) -> None:
    """Raises ParseError with each cell of a sheet whose formula has no value; `sheet` is openpyxl's, called `name`."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read(sheet._worksheet_path)  # there is no other way to know it
    problems = [(int(place["row"]), _sentence(place, name)) for place in _without_value(xml)]
    if problems:
        raise ParseError(problems)


def _without_value(xml: bytes) -> Iterator[re.Match[bytes]]:
    """Go through the places of cells that have a formula, and neither a value nor a text, which may be empty."""
    place: re.Match[bytes] | None = None
    has_formula = has_value = is_text = False
    for tag in _TAG.finditer(xml):
        match tag["name"], tag["end"]:
            case b"c", b"":
                place, is_text = _PLACE.search(tag["attributes"]), bool(_TEXT.search(tag["attributes"]))
                has_formula = has_value = False
            case b"c", _ if place and has_formula and not has_value:
                yield place
            case b"f", b"":
                has_formula = True
            case b"v", b"":
                has_value = is_text or xml[tag.end() : tag.end() + 1] not in {b"<", b""}
            case b"is", b"":
                has_value = True


def _sentence(place: re.Match[bytes], name: str) -> str:
    cell = f"{place['column'].decode()}{place['row'].decode()}"
    return _(
        "The cell {cell} of the sheet {sheet!r} has a formula and no value. Open the file in a spreadsheet, save it "
        "there and upload it again, or write the value."
    ).format(cell=cell, sheet=name)
