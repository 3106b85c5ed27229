"""The sports that come with the program are installed by a command."""

import json

from leagues.models import Sport
from season.models import SchemeVersion
from tests.season.commands import run_command


def test_sports_are_installed_once(db: None) -> None:
    assert run_command("install_sports", "--dry-run").endswith("(dry run: nothing was saved)\n")
    assert not Sport.objects.exists()
    assert "published version 1 of its scoring" in run_command("install_sports")
    assert run_command("install_sports") == "nothing to do\n"
    assert json.loads(run_command("install_sports", "--json"))["sports"] == {
        "football": [],
        "football-players": [],
        "cricket": [],
    }
    assert SchemeVersion.objects.count() == 3
