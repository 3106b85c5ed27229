"""Tests that `make check` leaves out are there, and the list of them says what a run measured."""

from pathlib import Path

import pytest

from auctionsite.settings import BASE_DIR
from tests import slow_tests

REPORT = """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest">
<testcase classname="tests.leagues.test_forms" name="test_long[a-b]" time="0.31" />
<testcase classname="tests.leagues.test_forms" name="test_long[c::d]" time="0.02" />
<testcase classname="tests.leagues.test_forms" name="test_quick" time="0.29" />
<testcase classname="tests.leagues.test_forms.TestMany" name="runTest" time="7" />
<testcase classname="tests.e2e.test_01_live" name="test_live" time="9" />
</testsuite></testsuites>
"""


@pytest.mark.parametrize("name", slow_tests._STARTED_IN)
def test_what_starts_processes_is_there(name: str) -> None:
    path, _, begin = name.partition("::")
    assert (BASE_DIR / path).exists()
    assert not begin or f"\ndef {begin}" in (BASE_DIR / path).read_text(encoding="utf-8")


def test_list_names_tests_that_are_there() -> None:
    """One that has another name now is taken off the list, or the list is written anew (tests/slow_tests.py)."""
    by_file: dict[str, list[str]] = {}
    for test in slow_tests.listed():
        name, function = test.split("::")[:2]
        by_file.setdefault(name, []).append(function)
    gone = []
    for name, functions in by_file.items():
        path = BASE_DIR / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        gone += [f"{name}::{function}" for function in functions if function not in text]
    assert gone == []


def test_list_has_what_took_long_in_a_run_but_for_what_starts_processes(tmp_path: Path) -> None:
    report = tmp_path / "tests.xml"
    report.write_text(REPORT, encoding="utf-8")
    assert slow_tests.measured(report) == [
        "tests/leagues/test_forms.py::TestMany::runTest",
        "tests/leagues/test_forms.py::test_long",
    ]
