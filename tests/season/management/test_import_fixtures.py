"""Fixtures are imported from files by a command."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError

from leagues.models import Sport
from season.models import Competition, Fixture, Performance
from tests.leagues.files.test_football_txt import EXCERPT
from tests.season.commands import run_command, write_file

MAKE = ("--make", "Champions League", "--sport", "football", "--season", "2025/26", "--time-zone", "Europe/Zurich")


@pytest.fixture
def season(tmp_path: Path) -> Path:
    return write_file(tmp_path, "season.txt", EXCERPT)


def test_a_competition_is_made_with_its_first_file(football: Sport, season: Path) -> None:
    assert run_command("import_fixtures", season, "--competition", "cl", *MAKE).endswith(
        "7 created, 0 changed, 0 unchanged\n"
    )
    again = run_command("import_fixtures", season, "--competition", "cl")
    assert again == "0 created, 0 changed, 7 unchanged\n"
    assert Competition.objects.get().time_zone == "Europe/Zurich"


def test_the_season_that_comes_with_the_program(db: None) -> None:
    assert run_command("import_fixtures", "--shipped", "--dry-run").endswith("(dry run: nothing was saved)\n")
    assert not Competition.objects.exists()
    assert run_command("import_fixtures", "--shipped").endswith("189 created, 0 changed, 0 unchanged\n")
    assert run_command("import_fixtures", "--shipped") == "0 created, 0 changed, 189 unchanged\n"
    assert Performance.objects.count() == 2 * 188


def test_dry_run_makes_nothing(football: Sport, season: Path) -> None:
    report = json.loads(run_command("import_fixtures", season, "--competition", "cl", *MAKE, "--dry-run", "--json"))
    assert (len(report["created"]), report["dry_run"]) == (7, True)
    assert not Competition.objects.exists()
    assert not Fixture.objects.exists()


def test_a_wrong_file_makes_nothing(football: Sport, tmp_path: Path) -> None:
    wrong = write_file(tmp_path, "season.txt", EXCERPT + "\nwhat is this?\n")
    with pytest.raises(CommandError, match=r"was not imported.\nline 22: 'what is this\?'"):
        run_command("import_fixtures", wrong, "--competition", "cl", *MAKE)
    assert not Competition.objects.exists()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--competition", "cl"), "There is no competition 'cl'.*--make NAME"),
        (("--competition", "cl", "--league", "ABCDEF", *MAKE), "There is no competition"),
        (("--competition", "cl", "--make", "X", "--sport", "quidditch"), "no sport 'quidditch'"),
        (("--competition", "cl", "--make", "X", "--sport", "football", "--time-zone", "Mars"), "no time zone 'Mars'"),
    ],
)
def test_wrong_use_says_what_to_do(db: None, season: Path, args: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run_command("import_fixtures", season, *args)


@pytest.mark.parametrize(
    "args", [(), ("x.txt",), ("--competition", "cl"), ("x.txt", "--competition", "cl", "--shipped")]
)
def test_a_file_and_its_competition_or_what_is_shipped(db: None, args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="either a path and --competition, or --shipped"):
        run_command("import_fixtures", *args)
