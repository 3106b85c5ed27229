"""Launch gates of flags and processes: what they say before a release."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from auctionsite.postgresql.clock import database_now
from rollouts.evaluation.registry import SPECS
from rollouts.gates import flag_gates
from rollouts.gates.findings import GateOutcome
from rollouts.models import Reader, SnapshotVersion
from rollouts.propagation import scrapes
from tests.serving import register

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
PASSED, FAILED = GateOutcome.PASSED, GateOutcome.FAILED


@pytest.mark.parametrize(
    ("gate", "spec", "outcome", "says"),
    [
        (flag_gates.is_documented, {}, PASSED, "waiting_room is auctions's, and it should be gone by 2027-06: "),
        (flag_gates.is_documented, {"does": " ", "owner": ""}, FAILED, "doesn't say what it does and its owner: add"),
        (flag_gates.is_off_by_default, {}, PASSED, "is off in production"),
        (flag_gates.is_off_by_default, {"on_in_production": True}, FAILED, "is on in production where nobody has"),
        (flag_gates.is_off_by_default, {"switch": True}, FAILED, "is a switch for the bad day"),
        (flag_gates.ends_later, {}, PASSED, "is to end by 2027-06"),
        (flag_gates.ends_later, {"ends": "2027-02"}, FAILED, "should have been gone by 2027-02"),
        (flag_gates.ends_later, {"ends": "stays"}, PASSED, "stays"),
    ],
)
def test_declaration_is_judged(
    monkeypatch: pytest.MonkeyPatch, gate: Any, spec: dict[str, Any], outcome: GateOutcome, says: str
) -> None:
    monkeypatch.setitem(SPECS, "waiting_room", replace(SPECS["waiting_room"], **{"ends": "2027-06", **spec}))
    finding = gate("waiting_room", NOW)
    assert finding.outcome is outcome
    assert says in finding.sentence


@pytest.mark.parametrize("gate", [flag_gates.is_documented, flag_gates.is_off_by_default, flag_gates.ends_later])
def test_flag_that_the_code_does_not_declare_fails(gate: Any) -> None:
    assert gate("no_such", NOW).outcome is FAILED


def test_flag_that_nothing_reads_fails() -> None:
    assert flag_gates.is_read("no_such", NOW).outcome is FAILED
    assert "is read in " in flag_gates.is_read("waiting_room", NOW).sentence


def test_processes_must_run_and_know_the_newest_flags(db: None) -> None:
    assert flag_gates.is_readable("bots", NOW).sentence == "No process of the site runs: start it."
    process = register()
    Reader.objects.filter(pk=process.pk).update(version=SnapshotVersion.objects.get().version)
    assert flag_gates.is_readable("bots", NOW).outcome is PASSED
    Reader.objects.filter(pk=process.pk).update(version=-1)
    assert flag_gates.is_readable("bots", NOW).sentence == "1 of 1 processes use old flags: restart them."


def test_somebody_must_read_the_figures(db: None) -> None:
    assert flag_gates.is_watched("bots", database_now()).outcome is FAILED
    scrapes.record_scrape()
    assert flag_gates.is_watched("bots", database_now()).outcome is PASSED
    assert flag_gates.is_watched("bots", database_now() + 2 * flag_gates.WATCHED_WITHIN).outcome is FAILED
