"""Postgres itself stops or dies in the middle of a plan's step, and comes back: the step is taken once, and whole."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, LiteralString, NamedTuple

import psycopg
import pytest
from django.test import override_settings

from operations.backup import create, databases, restore
from rollouts.models import Plan
from tests.live import MakeSite, Part, eventually
from tests.operations.clusters import PostgresServer, ScriptsFolder, servers_of_ones_own
from tests.rollouts.plans.machine_cases import ALL, CANARY, definition
from tests.rollouts.plans.releases import meet, set_flag, started

QUICK = definition(
    phases=[replace(CANARY, criteria=(), bake=timedelta(0), minimum_subjects=1), replace(ALL, approvals=())]
)
BEFORE, AFTER = ["make", "start", "enter"], ["make", "start", "enter", "enter"]
_FUNCTION = """
    CREATE FUNCTION hold_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} RETURN NEW; END $$;
    CREATE TRIGGER hold_step BEFORE INSERT ON rollouts_planevent FOR EACH ROW EXECUTE FUNCTION hold_step();
"""


class Stored(NamedTuple):
    """A plan as its own server has it: phase, the flag's percentage, what was noted, and how often the flag changed."""

    phase: int
    percent: float
    noted: list[str]
    changes: int


class Moment(NamedTuple):
    """A point where a step stops: what stops it, how one sees that, and whether it is taken when all comes back."""

    trigger: LiteralString
    stopped: LiteralString
    taken: bool


IN_THE_MIDDLE = Moment(
    "PERFORM pg_advisory_xact_lock_shared(15016);",
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 15016 AND NOT granted",
    taken=False,
)
"""The flag is changed, and why isn't noted."""
UNANSWERED = Moment(
    "PERFORM set_config('synchronous_commit', 'on', true);",
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'",
    taken=True,
)
"""It is committed, and whoever took it hasn't been told: the server waits for a copy that never confirms."""


@pytest.fixture
def place() -> Iterator[ScriptsFolder]:
    with servers_of_ones_own() as place:
        yield place


@pytest.fixture
def server(place: ScriptsFolder, transactional_db: None, settings: Any, tmp_path: Path) -> PostgresServer:
    """A server of its own, with a plan in its canary, whose next phase may begin."""
    settings.ROLLOUT_PEAK_HOURS = frozenset()
    set_flag(everyone=None, percent=0)
    started(QUICK)
    meet(1, on=True)
    Plan.objects.update(looked_at=None)
    server = place.fresh("own")
    with (server.data / "postgresql.conf").open("a") as conf:
        # A copy that never comes: only who sets `synchronous_commit` waits for it. It is said from the start, since of
        # one that is said later the checkpointer tells commits, at a moment that nobody sees.
        conf.write("\nsynchronous_commit = local\nsynchronous_standby_names = nobody\narchive_mode = off\n")
    server.start()
    with override_settings(BACKUP_DIR=tmp_path / "backups"), databases.connect_to_server(server.database()) as line:
        databases.create_database(line, server.database())
        restore.fill_database(create.create_backup(), server.database())
    return server


def stored(server: PostgresServer) -> Stored:
    with server.database().connect() as line:
        plan = line.execute("SELECT phase FROM rollouts_plan").fetchone()
        flag = line.execute("SELECT percent::float FROM rollouts_flag WHERE name = 'waiting_room'").fetchone()
        noted = [what for (what,) in line.execute("SELECT what FROM rollouts_planevent ORDER BY id").fetchall()]
        changes = line.execute("SELECT count(*) FROM rollouts_flagchange").fetchone()
    assert plan is not None
    assert flag is not None
    assert changes is not None
    return Stored(plan[0], flag[0], noted, changes[0])


def hold_step(server: PostgresServer, moment: Moment) -> psycopg.Connection[Any]:
    """Let the next step stop at the moment, until the line that is returned, or the server, is gone."""
    line = server.database().connect()
    line.execute("SELECT pg_advisory_lock(15016)")
    line.execute(_FUNCTION.format(moment.trigger))
    return line


@pytest.mark.parametrize("end", [PostgresServer.stop, PostgresServer.kill], ids=["stopped", "killed"])
@pytest.mark.parametrize("moment", [IN_THE_MIDDLE, UNANSWERED], ids=["in the middle", "unanswered"])
def test_step_is_taken_once_and_whole_though_postgres_restarts(
    server: PostgresServer, make_site: MakeSite, moment: Moment, end: Callable[[PostgresServer], None]
) -> None:
    before = stored(server)
    assert (before.phase, before.percent, before.noted) == (0, 10, BEFORE)
    after = Stored(1, 100, AFTER, before.changes + 1)
    with hold_step(server, moment):
        runner = make_site(DATABASE_URL=server.database().url).add_worker("run_season")
        eventually(lambda: server.ask(moment.stopped) == 1, f"a step stops there; {runner.log[-2000:]}", 60)
        runner.signal("SIGSTOP")
        end(server)
    server.start()
    assert stored(server) == (after if moment.taken else before), "all of it is there, or nothing"
    goes_on(server, runner)
    assert stored(server) == after


def goes_on(server: PostgresServer, runner: Part) -> None:
    """Let the runner go on, and wait until it has looked at the plan again, in its last phase.

    One that was stopped for longer than its watchdog bears ends now; whoever supervises it starts it again.
    """

    def is_taken() -> bool:
        if not runner.alive:
            runner.start()
        return looked_at_in_phase_one(line)

    with server.database().connect() as line:
        line.execute("DROP TRIGGER hold_step ON rollouts_planevent")
        runner.signal("SIGCONT")
        eventually(is_taken, f"it is taken; {runner.log[-2000:]}", 60)
        line.execute("UPDATE rollouts_plan SET looked_at = NULL")
        eventually(is_taken, "it is looked at once more", 60)


def looked_at_in_phase_one(line: psycopg.Connection[Any]) -> bool:
    """Before that phase the plan is due at once: whoever failed with it meanwhile put it off."""
    line.execute("UPDATE rollouts_plan SET looked_at = NULL WHERE phase = 0")
    found = line.execute("SELECT phase = 1 AND looked_at IS NOT NULL FROM rollouts_plan").fetchone()
    return found == (True,)
