"""`install_sports`, `import_fixtures` and `import_scores`."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User
from leagues.models import Sport
from season.competitions.services import create_competition
from season.locks import lock_competition
from season.models import Competition, Fixture, Performance, SchemeVersion
from tests.leagues.files.test_football_txt import EXCERPT
from tests.season import stage
from tests.threads import at_once

MAKE = ("--make", "Champions League", "--sport", "football", "--season", "2025/26", "--time-zone", "Europe/Zurich")


def run(name: str, *args: object) -> str:
    out = StringIO()
    call_command(name, *map(str, args), stdout=out)
    return out.getvalue()


def file(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.fixture
def season(tmp_path: Path) -> Path:
    return file(tmp_path, "season.txt", EXCERPT)


def test_sports_are_installed_once(db: None) -> None:
    assert run("install_sports", "--dry-run").endswith("(dry run: nothing was saved)\n")
    assert not Sport.objects.exists()
    assert "published version 1 of its scoring" in run("install_sports")
    assert run("install_sports") == "nothing to do\n"
    assert json.loads(run("install_sports", "--json"))["sports"] == {
        "football": [],
        "football-players": [],
        "cricket": [],
    }
    assert SchemeVersion.objects.count() == 3


def test_a_competition_is_made_with_its_first_file(football: Sport, season: Path) -> None:
    assert run("import_fixtures", season, "--competition", "cl", *MAKE).endswith("7 created, 0 changed, 0 unchanged\n")
    again = run("import_fixtures", season, "--competition", "cl")
    assert again == "0 created, 0 changed, 7 unchanged\n"
    assert Competition.objects.get().time_zone == "Europe/Zurich"


def test_the_season_that_comes_with_the_program(db: None) -> None:
    assert run("import_fixtures", "--shipped", "--dry-run").endswith("(dry run: nothing was saved)\n")
    assert not Competition.objects.exists()
    assert run("import_fixtures", "--shipped").endswith("189 created, 0 changed, 0 unchanged\n")
    assert run("import_fixtures", "--shipped") == "0 created, 0 changed, 189 unchanged\n"
    assert Performance.objects.count() == 2 * 188


def test_dry_run_makes_nothing(football: Sport, season: Path) -> None:
    report = json.loads(run("import_fixtures", season, "--competition", "cl", *MAKE, "--dry-run", "--json"))
    assert (len(report["created"]), report["dry_run"]) == (7, True)
    assert not Competition.objects.exists()
    assert not Fixture.objects.exists()


def test_a_wrong_file_makes_nothing(football: Sport, tmp_path: Path) -> None:
    wrong = file(tmp_path, "season.txt", EXCERPT + "\nwhat is this?\n")
    with pytest.raises(CommandError, match=r"was not imported.\nline 22: 'what is this\?'"):
        run("import_fixtures", wrong, "--competition", "cl", *MAKE)
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
        run("import_fixtures", season, *args)


@pytest.mark.parametrize(
    "args", [(), ("x.txt",), ("--competition", "cl"), ("x.txt", "--competition", "cl", "--shipped")]
)
def test_a_file_and_its_competition_or_what_is_shipped(db: None, args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="either a path and --competition, or --shipped"):
        run("import_fixtures", *args)


def test_scores_are_imported_and_corrections_named(db: None, tmp_path: Path) -> None:
    stage.players_competition()
    first = file(tmp_path, "scores.csv", stage.scores("f1,4,90,1,0", "f1,1,90,0,3", "f1,4,90,1,0"))
    assert run("import_scores", first, "--competition", "cup") == (
        "line 4 repeats one above it\n2 created, 0 changed, 0 unchanged\n"
    )
    second = file(tmp_path, "scores.csv", stage.scores("f1,4,90,2,0"))
    expected = "line 2: Dee Front, Reds – Blues: goals_scored 1 → 2\n0 created, 1 changed, 0 unchanged"
    dry = run("import_scores", second, "--competition", "cup", "--dry-run")
    assert dry == f"{expected} (dry run: nothing was saved)\n"
    assert run("import_scores", second, "--competition", "cup") == f"{expected}\n"
    report = json.loads(run("import_scores", second, "--competition", "cup", "--json"))
    assert report == {
        "created": 0, "changed": 0, "unchanged": 1, "repeated": [], "corrections": [], "dry_run": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("scores.csv", b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        ("scores.csv", b"fixture,asset\nf1,9\n", "line 2: There is no player with the id '9'"),
    ],
)
def test_scores_that_cannot_be_are_refused(db: None, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    stage.players_competition()
    with pytest.raises(CommandError, match=words):
        run("import_scores", file(tmp_path, name, content), "--competition", "cup")
    assert not Performance.objects.exists()


def test_scores_of_an_unknown_competition(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no competition 'cup'"):
        run("import_scores", file(tmp_path, "scores.csv", ""), "--competition", "cup")
    stage.players_competition()
    with pytest.raises(CommandError, match="can't be read"):
        run("import_scores", tmp_path / "absent.csv", "--competition", "cup")


def test_a_leagues_own_competition_is_named_by_its_code(carla: User, tmp_path: Path) -> None:
    league = stage.players_league(carla)
    create_competition(None, league.sport, league=league, key="cup", name="Own")
    path = file(tmp_path, "fixtures.csv", stage.FIXTURES)
    assert run("import_fixtures", path, "--competition", "cup", "--league", league.code.lower()).startswith(
        "created f1"
    )
    with pytest.raises(CommandError, match="no competition"):
        run("import_scores", path, "--competition", "cup")


@pytest.mark.django_db(transaction=True)
def test_a_competition_that_somebody_uploads_to_is_busy(tmp_path: Path) -> None:
    cup = stage.players_competition()
    path = file(tmp_path, "scores.csv", stage.scores("f1,4,90,1,0"))
    with transaction.atomic():
        lock_competition(cup.pk)
        [outcome] = at_once(lambda: run("import_scores", path, "--competition", "cup"), times=1)
    assert isinstance(outcome, CommandError)
    assert "try again in a moment" in str(outcome)
