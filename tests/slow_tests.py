"""The tests that `make check` leaves out: they start processes, or took long when a whole run was measured.

The latter are in slow_tests.txt, which is written anew by

    make test ARGS=--junitxml=.local/tests.xml
    .venv/bin/python -m tests.slow_tests .local/tests.xml
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import pytest

SECONDS = 0.3
"""Of a test among the four workers of `make test` on two cores; alone it takes about half of that."""
LIST = Path(__file__).with_name("slow_tests.txt")
_STARTED_BY = {"standing_site", "make_site", "messenger", "standing", "installed", "storage"}
"""Fixtures that start processes of the product, or what it works with."""
_STARTED_IN = (
    "tests/auctions/management/test_cancel_auctions.py::test_terminal_is",
    "tests/auctions/management/test_run_bots.py",
    "tests/auctions/test_engine_concurrency.py",
    "tests/auctionsite/local/",
    "tests/chaos/",
    "tests/clients/",
    "tests/e2e/",
    "tests/operations/backup/",
    "tests/operations/management/",
    "tests/operations/test_recovery.py",
    "tests/ops/drill/",
    "tests/ops/test_install.py",
    "tests/season/management/test_run_season.py",
)


def mark(items: Iterable[pytest.Item]) -> None:
    """Mark the slow tests."""
    long = listed()
    for item in items:
        used: set[str] = set(getattr(item, "fixturenames", ()))
        if used & _STARTED_BY or item.nodeid.startswith(_STARTED_IN) or _function_of(item.nodeid) in long:
            item.add_marker("slow")


def listed() -> frozenset[str]:
    """Return the tests of the list, each as `file::function`."""
    return frozenset(LIST.read_text(encoding="utf-8").split())


def measured(report: Path) -> list[str]:
    """Return those of which a case took long, from what `--junitxml` wrote, but for those that start processes."""
    cases = ElementTree.parse(report).getroot().iter("testcase")  # noqa: S314 # our own report
    long = (each.attrib for each in cases if float(each.attrib["time"]) > SECONDS)
    tests = {_function_of(_id_of(each["classname"], each["name"])) for each in long}
    return sorted(test for test in tests if not test.startswith(_STARTED_IN))


def _id_of(classname: str, name: str) -> str:
    """Return a test's id; a report's `classname` is its module, and its class if it has one."""
    parts = classname.split(".")
    classes = [part for part in parts if part[0].isupper()]
    return "::".join([f"{'/'.join(parts[: len(parts) - len(classes)])}.py", *classes, name])


def _function_of(nodeid: str) -> str:
    """Return `file::function` of a test's id, which names its case too."""
    return nodeid.partition("[")[0]


if __name__ == "__main__":
    LIST.write_text("\n".join([*measured(Path(sys.argv[1])), ""]), encoding="utf-8")
