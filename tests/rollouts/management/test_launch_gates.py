"""`manage.py launch_gates`: what holds, by category, and what to do about the rest."""

from pathlib import Path

from django.test import override_settings

from rollouts.gates.table import gate_specs
from tests.rollouts.management.commands import run


def test_gates_are_listed_by_category_with_what_to_do(db: None, tmp_path: Path) -> None:
    with override_settings(BACKUP_DIR=tmp_path):
        ran, answers = run("launch_gates", "bots"), run("launch_gates", "bots", "--json").json()
    lines = ran.out.splitlines()
    assert lines[0] == "Database"
    assert sum(line.startswith("  ") for line in lines) == len(gate_specs)
    assert "  FAILED   There is a backup younger than a day, restored to prove it: There is no backup: run " in ran.out
    assert "  unknown  The browser tests passed for this release: Nobody has recorded it. Run make test " in ran.out
    assert ran.code == 1
    assert [each["gate"] for each in answers] == [*gate_specs]
    assert {each["gate"]: each["outcome"] for each in answers}["flag_off_by_default"] == "passed"


def test_flag_that_there_is_not_is_refused(db: None) -> None:
    assert run("launch_gates", "no_such").code == 1
