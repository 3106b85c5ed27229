"""A step of a plan that breaks off in the middle, in a real process: it hasn't been taken, and then it is, once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from rollouts.models import FlagChange, Plan, PlanEvent
from tests.database_gate import DatabaseGate
from tests.live import MakeSite, Part, database_of_tests, eventually
from tests.rollouts.plans.machine_cases import ALL, CANARY, definition
from tests.rollouts.plans.releases import meet, percent, set_flag, started

KEY = 15_015
"""Of the lock at which a step stops: when the flag is changed, and before it is noted why."""
HOLD = f"""
    CREATE OR REPLACE FUNCTION hold_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_advisory_xact_lock_shared({KEY}); RETURN NEW; END $$;
    CREATE TRIGGER hold_step BEFORE INSERT ON rollouts_planevent FOR EACH ROW EXECUTE FUNCTION hold_step();
"""
LET_GO = "DROP TRIGGER hold_step ON rollouts_planevent; DROP FUNCTION hold_step()"
_WAITING = """
    SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE datname = current_database() AND locktype = 'advisory' AND objid = %s AND NOT granted
"""
_HANG_UP = "SELECT pg_terminate_backend(pid, 10000) FROM unnest(%s::int[]) AS pid"
QUICK = definition(
    phases=[replace(CANARY, criteria=(), bake=timedelta(0), minimum_subjects=1), replace(ALL, approvals=())]
)


def restart_database(gate: DatabaseGate, runner: Part) -> None:
    """As everybody sees it who has a line: all are cut, and whatever the server had in hand is ended."""
    gate.shut()
    with connection.cursor() as cursor:
        cursor.execute(_HANG_UP, [waiting()])


def kill_runner(gate: DatabaseGate, runner: Part) -> None:
    runner.kill()


@pytest.fixture
def plan(transactional_db: None, settings: Any) -> Plan:
    """A plan in its canary, whose next phase may begin."""
    settings.ROLLOUT_PEAK_HOURS = frozenset()
    set_flag(everyone=None, percent=0)
    plan = started(QUICK)
    meet(1, on=True)
    Plan.objects.update(looked_at=None)
    return plan


@pytest.fixture
def held(plan: Plan) -> Iterator[psycopg.Connection[Any]]:
    """Whoever takes a step stops in the middle of it, until this line unlocks."""
    with psycopg.connect(database_of_tests(), autocommit=True) as line:
        line.execute("SELECT pg_advisory_lock(%s)", [KEY])
        line.execute(HOLD)
        yield line
        line.execute("SELECT pg_advisory_unlock_all()")
        line.execute(LET_GO)


def waiting() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [KEY])
        return [pid for (pid,) in cursor.fetchall()]


def where(plan: Plan) -> tuple[int, float | None, list[str]]:
    """The phase, the flag's percentage, and what was noted."""
    plan.refresh_from_db()
    noted = PlanEvent.objects.filter(plan=plan).order_by("id").values_list("what", flat=True)
    return plan.phase, percent(), [*noted]


@pytest.mark.parametrize("end", [restart_database, kill_runner])
def test_step_that_breaks_off_in_the_middle_is_taken_once_and_whole(
    plan: Plan, held: Any, make_site: MakeSite, end: Callable[[DatabaseGate, Part], None]
) -> None:
    with DatabaseGate() as gate:
        site = make_site(DATABASE_URL=gate.url)
        runner = site.add_worker("run_season")
        before, changes = where(plan), FlagChange.objects.count()
        assert before[:2] == (0, 10)
        eventually(waiting, "a step is in the middle", 60)
        end(gate, runner)
        held.execute("SELECT pg_advisory_unlock_all()")
        eventually(lambda: not waiting(), "it has broken off")
        assert (where(plan), FlagChange.objects.count()) == (before, changes)
        gate.open()
        if not runner.alive:
            runner.start()
        Plan.objects.update(looked_at=None)
        eventually(lambda: where(plan)[0] == 1, "it is taken", 60)
    assert where(plan) == (1, 100, ["make", "start", "enter", "enter"])
    assert FlagChange.objects.count() == changes + 1
    assert FlagChange.objects.latest("id").pk == plan.last_change_id
