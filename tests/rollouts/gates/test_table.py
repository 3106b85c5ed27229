"""All gates are looked at, whatever becomes of one of them; a record counts where no program can know."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from rollouts.gates import findings, table
from rollouts.gates.findings import GateFinding, GateOutcome, RecordRule
from rollouts.gates.records import record_check
from rollouts.gates.table import GateSpec, gate_specs, look_at_gates
from rollouts.plans import launch_gates as gates_of_plans
from rollouts.plans.definition import GateCategory
from rollouts.plans.launch_gates import ask_gate

pytestmark = pytest.mark.django_db
RULE = RecordRule(task="Look", lasts=timedelta(days=1), by_person=False)


def broken(flag: str, now: datetime) -> GateFinding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM no_such_table")
    raise AssertionError


def cannot_know(flag: str, now: datetime) -> GateFinding:
    return findings.unknown("No idea.", now)


def refuses(flag: str, now: datetime) -> GateFinding:
    return findings.failed(f"{flag} isn't.", now)


@pytest.fixture
def gates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four gates that are no program's business."""
    specs = [
        GateSpec(name="broken", says="…", category=GateCategory.CODE, look=broken),
        GateSpec(name="both", says="…", category=GateCategory.CODE, look=cannot_know, record=RULE),
        GateSpec(name="refusing", says="…", category=GateCategory.CODE, look=refuses, record=RULE),
        GateSpec(name="by_hand", says="…", category=GateCategory.TESTING, record=RULE),
    ]
    monkeypatch.setattr(table, "gate_specs", {})
    monkeypatch.setattr(gates_of_plans, "launch_gates", {})
    table.declare_gates(specs)


def outcomes() -> dict[str, GateOutcome]:
    return {each.gate.name: each.finding.outcome for each in look_at_gates("bots")}


def test_one_gate_that_breaks_is_unknown_and_spoils_no_other(gates: None) -> None:
    assert outcomes() == {
        "broken": GateOutcome.UNKNOWN,
        "both": GateOutcome.UNKNOWN,
        "refusing": GateOutcome.FAILED,
        "by_hand": GateOutcome.UNKNOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() != (f"{table.ASK_MS // 1000}s",)


def test_record_counts_where_no_program_knows_and_mends_nothing_that_failed(gates: None) -> None:
    for name in ("both", "refusing", "by_hand"):
        record_check(name, RULE, passed=True, proof="https://ci.example/1")
    assert outcomes() == {
        "broken": GateOutcome.UNKNOWN,
        "both": GateOutcome.PASSED,
        "refusing": GateOutcome.FAILED,
        "by_hand": GateOutcome.PASSED,
    }
    record_check("both", RULE, passed=False, proof="https://ci.example/2")
    assert outcomes()["both"] is GateOutcome.FAILED


def test_plans_ask_the_same_gates(gates: None) -> None:
    assert ask_gate("both", "bots").sentence.startswith("Can't be known. No idea. Nobody has recorded it. Look")
    assert not ask_gate("both", "bots").passed
    record_check("both", RULE, passed=True, proof="https://ci.example/1")
    assert ask_gate("both", "bots").passed


def test_every_category_has_a_gate_and_plans_know_them_all() -> None:
    assert {each.category for each in gate_specs.values()} == {*GateCategory}
    assert gate_specs.keys() <= gates_of_plans.launch_gates.keys()
    assert all(each.look or each.record for each in gate_specs.values())
