"""Scores are imported from files by a command."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError

from tests.season import small_competitions
from tests.season.commands import run_command, write_file


def test_scores_are_imported_and_corrections_named(db: None, tmp_path: Path) -> None:
    small_competitions.players_competition()
    first = write_file(tmp_path, "scores.csv", small_competitions.scores("f1,4,90,1,0", "f1,1,90,0,3", "f1,4,90,1,0"))
    assert run_command("import_scores", first, "--competition", "cup") == (
        "line 4 repeats one above it\n2 created, 0 changed, 0 unchanged\n"
    )
    second = write_file(tmp_path, "scores.csv", small_competitions.scores("f1,4,90,2,0"))
    expected = "line 2: Dee Front, Reds – Blues: goals_scored 1 → 2\n0 created, 1 changed, 0 unchanged"
    dry = run_command("import_scores", second, "--competition", "cup", "--dry-run")
    assert dry == f"{expected} (dry run: nothing was saved)\n"
    assert run_command("import_scores", second, "--competition", "cup") == f"{expected}\n"
    report = json.loads(run_command("import_scores", second, "--competition", "cup", "--json"))
    assert report == {
        "created": 0, "changed": 0, "unchanged": 1, "repeated": [], "corrections": [], "warnings": [], "dry_run": False,
    }  # fmt: skip


def test_scores_of_an_unknown_competition(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no competition 'cup'"):
        run_command("import_scores", write_file(tmp_path, "scores.csv", ""), "--competition", "cup")
    small_competitions.players_competition()
    with pytest.raises(CommandError, match="can't be read"):
        run_command("import_scores", tmp_path / "absent.csv", "--competition", "cup")


def test_good_lines_come_in_and_the_others_are_written_to_a_file(db: None, tmp_path: Path) -> None:
    small_competitions.players_competition()
    file = write_file(tmp_path, "scores.csv", small_competitions.scores("f1,4,90,1,0", "f1,9,90,0,3"))
    with pytest.raises(CommandError, match="line 3: There is no player"):
        run_command("import_scores", file, "--competition", "cup")
    to_mend = tmp_path / "mend.csv"
    out = run_command("import_scores", file, "--competition", "cup", "--good-lines", "--to-mend", to_mend)
    assert out.startswith("left out line 3: There is no player with the id '9'")
    assert out.endswith("1 created, 0 changed, 0 unchanged\n")
    write_file(tmp_path, "mend.csv", to_mend.read_text("utf-8").replace("f1,9", "f1,2"))
    assert "1 created" in run_command("import_scores", to_mend, "--competition", "cup")
