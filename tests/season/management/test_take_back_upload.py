"""An upload is taken back by a command."""

import json

import pytest
from django.core.management import CommandError

from season.scores.services import SCORE_IMPORT
from tests.season import small_competitions
from tests.season.commands import run_command
from tests.season.small_competitions import kept, scores


def test_uploads_are_listed_and_one_is_taken_back(db: None) -> None:
    cup = small_competitions.players_competition()
    SCORE_IMPORT.run(None, cup, scores("f1,4,90,1,0"), "week1.csv")
    second = SCORE_IMPORT.run(None, cup, scores("f1,4,90,2,0"), "week1-corrected.csv").upload
    assert second is not None
    listed = run_command("take_back_upload", "--competition", "cup").splitlines()
    assert [line.split()[2] for line in listed] == ["week1-corrected.csv", "week1.csv", "fixtures.csv"]
    assert listed[0].endswith("by the command line: 0 new, 1 changed")
    dry = run_command("take_back_upload", second.pk, "--competition", "cup", "--dry-run")
    assert "dry run: nothing was changed" in dry
    assert kept(cup)["f1", "4"]["goals_scored"] == 2
    [done] = json.loads(run_command("take_back_upload", second.pk, "--competition", "cup", "--json"))
    assert (done["id"], done["status"]) == (second.pk, "taken_back")
    assert kept(cup)["f1", "4"]["goals_scored"] == 1
    assert "taken back" in run_command("take_back_upload", "--competition", "cup").splitlines()[0]


def test_what_can_not_be_taken_back_is_said(db: None) -> None:
    with pytest.raises(CommandError, match="There is no competition 'cup'"):
        run_command("take_back_upload", "--competition", "cup")
    cup = small_competitions.players_competition()
    first = SCORE_IMPORT.run(None, cup, scores("f1,4,90,1,0"), "week1.csv").upload
    SCORE_IMPORT.run(None, cup, scores("f1,4,90,2,0"), "week1-corrected.csv")
    assert first is not None
    with pytest.raises(CommandError, match=r"Take these back first, in this order: week1-corrected\.csv"):
        run_command("take_back_upload", first.pk, "--competition", "cup")
    with pytest.raises(CommandError, match="There is no upload 999999 in The Cup"):
        run_command("take_back_upload", 999999, "--competition", "cup")
