"""`manage.py flag_drill`: the quickest way back with a stopwatch, and the others by name."""

from datetime import timedelta

import pytest

from rollouts.changes.drill import WAYS_BACK, WayBack
from rollouts.models import Reader
from rollouts.propagation import readers
from rollouts.propagation.readers import ReaderProcess
from tests.rollouts.management.commands import run

pytestmark = pytest.mark.django_db
WEB = ReaderProcess("web elsewhere 1", "web")
AT_ONCE = WayBack(1, "flag", timedelta(0), "Turn it off.")


def test_command_names_every_way_back_with_its_target(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = run("flag_drill", "--dry-run", "--own-environment").out.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "1 flag (target 1 min)",
        "2 environment (target 5 min)",
        "3 code (target 15 min)",
        "4 database (target 30 min)",
    ]
    Reader.objects.all().delete()
    ran = run("flag_drill", "--own-environment")
    assert (ran.code, "nobody to reach" in ran.err) == (1, True)
    readers.record_reader(WEB, readers.propagation_status().version, 0)
    monkeypatch.setattr("rollouts.management.commands.flag_drill.WAYS_BACK", (AT_ONCE, *WAYS_BACK[1:]))
    ran = run("flag_drill", "--own-environment")
    assert (ran.code, "0 of 1 processes, with 0 sockets, had it" in ran.out) == (3, True)
