"""Counts of the lines that are taken of others' files: a change may raise them, and none lowers them.

`corpus/` has a small handmade file of each kind and dialect, which always run; the recorded seasons run where they are.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from leagues.files.assets import read_assets
from leagues.files.formats.joining import join_files
from leagues.files.formats.source import SourceFile
from leagues.files.parse_errors import Problems
from leagues.files.tables import decode_asking
from season.fixtures.files import read_fixtures
from season.scores.files import parse_scores
from tests.recorded import DATA, needs_recorded_data
from tests.season.shipped_schemes import statistics_of

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
SHIPPED = json.loads((CORPUS / "counts.json").read_text(encoding="utf-8"))
RECORDED = json.loads((HERE / "recorded_counts.json").read_text(encoding="utf-8"))


class Count(NamedTuple):
    """The lines of a file that are taken, and those that are refused."""

    taken: int
    refused: int


def count(kind: str, paths: Sequence[Path]) -> Count:
    """Read files that are chosen together, and leave out what is wrong."""
    problems: Problems = []
    source = join_files([SourceFile(path.name, decode_asking(path.read_bytes()).text) for path in paths])
    rows: Sequence[object]
    match kind.split():
        case ["assets"]:
            rows = read_assets(source.text, source.name, problems)
        case ["fixtures"]:
            rows = read_fixtures(source.text, source.name, ZoneInfo("Europe/Zurich"), "", problems)
        case [sport, "scores"]:
            rows = parse_scores(source.text, source.name, statistics_of(sport), problems)
        case _:
            raise ValueError(kind)
    return Count(len(rows), len({line for line, _ in problems}))


def name_of(case: dict[str, Any]) -> str:
    return f"{case['kind']} of {' and '.join(Path(each).name for each in case['files'])}"


@pytest.mark.parametrize("case", SHIPPED, ids=name_of)
def test_no_fewer_lines_are_taken_of_the_shipped_corpus(case: dict[str, Any]) -> None:
    found = count(case["kind"], [CORPUS / each for each in case["files"]])
    assert found.taken >= case["taken"], found
    assert found.refused <= case.get("refused", 0), found


@needs_recorded_data
@pytest.mark.parametrize("case", RECORDED, ids=name_of)
def test_no_fewer_lines_are_taken_of_recorded_seasons(case: dict[str, Any]) -> None:
    found = count(case["kind"], [DATA / each for each in case["files"]])
    assert found.taken >= case["taken"], found
    assert found.refused <= case.get("refused", 0), found


def test_every_file_of_the_corpus_is_counted() -> None:
    counted = {each for case in SHIPPED for each in case["files"]}
    assert counted == {path.name for path in CORPUS.iterdir() if path.name != "counts.json"}
