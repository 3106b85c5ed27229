"""A command says in one sentence that the database is away, and that it didn't do what was asked."""

import os
import subprocess
import sys

import pytest

from auctionsite.local.place import PROJECT
from auctionsite.postgresql.availability import SENTENCE
from tests.database_gate import DatabaseGate


@pytest.mark.parametrize("command", ["flags", "fix_stuck_auctions", "audit_auctions", "clean_up", "migrate"])
@pytest.mark.parametrize("fault", ["shut", "hang"])
def test_command_ends_with_a_sentence(gate: DatabaseGate, command: str, fault: str) -> None:
    getattr(gate, fault)()
    env = {**os.environ, "DATABASE_URL": gate.url, "ENVIRONMENT": "test"}
    done = subprocess.run(
        (sys.executable, "manage.py", command), cwd=PROJECT, env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == SENTENCE
    assert "Traceback" not in done.stderr
