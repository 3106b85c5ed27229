"""docs/observability.md lists what there is: metrics, alerts and log events, no fewer and no more."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from auctions.publish import journal_lines, telemetry
from tests.ops import metric_families
from tests.ops.test_rules import ALERTS

TEXT = (Path(settings.BASE_DIR) / "docs" / "observability.md").read_text(encoding="utf-8")
LEVELS = {"debug", "info", "warning", "error", "exception"}
EVENT = re.compile(r"[a-z_]+\.[a-z_]+")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    part = TEXT.split(f"\n### {heading}\n")[1].split("\n#")[0] if f"### {heading}\n" in TEXT else ""
    part = part or TEXT.split(f"\n## {heading}\n")[1].split("\n#")[0]
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("asked", [False, True])
def test_every_metric_is_listed_with_its_type_and_labels(db: None, tmp_path: Path, asked: bool) -> None:
    families = metric_families.scraped_families(tmp_path) if asked else metric_families.counted_families()
    heading = "Asked of database, Redis and disks" if asked else "Counted by each process"
    listed = {cells[0].strip("`"): (cells[1], set(re.findall(r"`(\w+)`", cells[2]))) for cells in rows(heading)}
    there = {
        f"{name}_total" if family.type == "counter" else name: (family.type, metric_families.labels_of(family))
        for name, family in families.items()
    }
    assert listed == there


def test_units_are_in_the_names() -> None:
    for cells in (*rows("Counted by each process"), *rows("Asked of database, Redis and disks")):
        name, meaning = cells[0].strip("`"), cells[3]
        if "seconds" in meaning and cells[1] == "histogram":
            assert name.endswith("_seconds")
        if cells[1] == "counter":
            assert name.endswith("_total")


def test_every_alert_is_listed_with_its_severity() -> None:
    listed = {cells[0].strip("`"): cells[1] for cells in rows("Alerts")}
    assert listed == {name: alert["labels"]["severity"] for name, alert in ALERTS.items()}


def events_of_the_code() -> set[str]:
    """Every name that is given to a logger of ours, and those that the life of an auction has."""
    root = Path(settings.BASE_DIR)
    folders = [path.parent for path in root.glob("*/__init__.py") if path.parent.name not in ("tests", "benchmarks")]
    found: set[str] = set()
    for path in (path for folder in folders for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and EVENT.fullmatch(first.value):
                    found.add(first.value)
    for module in (telemetry, journal_lines):
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        found |= set(re.findall(r'"([a-z]+\.[a-z_]+)"', source))
    return found


def test_every_log_event_is_listed() -> None:
    cells = re.findall(r"^\| (`[^|]+) \|", TEXT.split("\n## Logs\n")[1], re.MULTILINE)
    listed = {event for cell in cells for event in re.findall(r"`([a-z_]+\.[a-z_]+)`", cell)}
    # Two have their names chosen when they are logged.
    assert listed == events_of_the_code() | {"begin_auction.called", "begin_auction.unauthorized"}
