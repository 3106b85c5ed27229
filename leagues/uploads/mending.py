"""The lines of a file that have something wrong, as a file to mend: each says in a last column what. Pure."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from auctionsite import bounded_json
from auctionsite.http.spreadsheets import escape_formula
from leagues.files.limits import MOST_BYTES
from leagues.files.parse_errors import SomeProblems
from leagues.files.tables import PROBLEM_COLUMN, delimiter_of, read_table, unescaped


def lines_to_mend(text: str, file_name: str, problems: SomeProblems) -> str:
    """Return a file of the lines that have problems, in the format of the whole, which is `text`; empty without any.

    It is uploaded as it is when it is mended: readers pass over the column `problem`. Football.TXT is kept whole, with
    the problems as comments, since its lines say what they mean together with those above them.
    """
    if not problems:
        return ""
    reasons: dict[int, str] = {}
    for line, sentence in sorted(problems):
        reasons[line] = f"{reasons[line]} {sentence}" if line in reasons else sentence
    kind = _ending(file_name)
    if kind == ".txt":
        return _commented(text, reasons)
    if kind == ".json":
        return _objects(text, reasons) or _list_of_problems(reasons)
    return _table(text, reasons)


def name_to_mend(file_name: str, content: str) -> str:
    """`scores.csv` becomes `scores-to-mend.csv`; what became a table is called so."""
    ending = _ending(file_name)
    stem = file_name[: -len(ending)] if ending else file_name
    is_table = ending not in {".txt", ".json"} or content.startswith(f"line,{PROBLEM_COLUMN}")
    return f"{stem or 'upload'}-to-mend{'.csv' if is_table else ending}"


def _ending(file_name: str) -> str:
    """`.csv` of `week.CSV`; empty for a name without one."""
    _, dot, ending = file_name.lower().rpartition(".")
    return dot + ending


def _commented(text: str, reasons: Mapping[int, str]) -> str:
    lines = text.splitlines()
    for number, reason in reasons.items():
        if number <= len(lines):
            lines[number - 1] = f"{lines[number - 1].split('#', 1)[0].rstrip()}  # {reason}"
    return "\n".join([*lines, ""])


def _objects(text: str, reasons: Mapping[int, str]) -> str:
    """Return the objects of a list, counted from 1; empty if the file is no list of objects."""
    try:
        entries: Any = bounded_json.load(text, MOST_BYTES)
    except bounded_json.JsonRefused:
        return ""
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        return ""
    wrong = [entry | {PROBLEM_COLUMN: reasons[line]} for line, entry in enumerate(entries, start=1) if line in reasons]
    return json.dumps(wrong, ensure_ascii=False, indent=1)


def _table(text: str, reasons: Mapping[int, str]) -> str:
    table = read_table(text, [])
    delimiter = delimiter_of(text)
    rows = {row.line: [row.values[name] for name in table.columns] for row in table.rows}
    raw = text.lstrip("\ufeff").splitlines()
    content = io.StringIO()
    content.write("\ufeff")  # by which spreadsheets know UTF-8
    writer = csv.writer(content, delimiter=delimiter, lineterminator="\n")
    writer.writerow(map(escape_formula, (*table.columns, PROBLEM_COLUMN)))
    for line, reason in reasons.items():
        if line > 1:  # what is wrong with the header is wrong with all lines
            values = rows[line] if line in rows else _split(raw, line, delimiter)
            writer.writerow([*map(escape_formula, values), *[""] * (len(table.columns) - len(values)), reason])
    return content.getvalue()


def _split(lines: list[str], line: int, delimiter: str) -> list[str]:
    """Return the values of a line that has more or fewer than the header."""
    return [unescaped(value) for value in next(csv.reader(lines[line - 1 : line], delimiter=delimiter), [])]


def _list_of_problems(reasons: Mapping[int, str]) -> str:
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\n")
    writer.writerow(["line", PROBLEM_COLUMN])
    writer.writerows(reasons.items())
    return content.getvalue()
