"""Files into competitions: arguments and errors that commands share."""

from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import transaction

from accounts.models import User
from leagues.files.limits import MOST_BYTES
from season.competitions.services import create_competition
from season.locks import lock_competition
from season.models import Performance
from tests.season import small_competitions
from tests.season.commands import run_command, write_file
from tests.threads import at_once


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("scores.csv", b"x" * (MOST_BYTES + 1), "larger than 10 MB"),
        ("scores.csv", b"fixture,asset\nf1,9\n", "line 2: There is no player with the id '9'"),
    ],
)
def test_scores_that_cannot_be_are_refused(db: None, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    small_competitions.players_competition()
    with pytest.raises(CommandError, match=words):
        run_command("import_scores", write_file(tmp_path, name, content), "--competition", "cup")
    assert not Performance.objects.exists()


def test_a_leagues_own_competition_is_named_by_its_code(carla: User, tmp_path: Path) -> None:
    league = small_competitions.players_league(carla)
    create_competition(None, league.sport, league=league, key="cup", name="Own")
    path = write_file(tmp_path, "fixtures.csv", small_competitions.FIXTURES)
    assert run_command("import_fixtures", path, "--competition", "cup", "--league", league.code.lower()).startswith(
        "created f1"
    )
    with pytest.raises(CommandError, match="no competition"):
        run_command("import_scores", path, "--competition", "cup")


@pytest.mark.usefixtures("strict_locks")
@pytest.mark.django_db(transaction=True)
def test_a_competition_that_somebody_uploads_to_is_busy(tmp_path: Path) -> None:
    cup = small_competitions.players_competition()
    path = write_file(tmp_path, "scores.csv", small_competitions.scores("f1,4,90,1,0"))
    with transaction.atomic():
        lock_competition(cup.pk)
        [outcome] = at_once(lambda: run_command("import_scores", path, "--competition", "cup"), times=1)
    assert isinstance(outcome, CommandError)
    assert "try again in a moment" in str(outcome)
