"""Launch gates of the site as a whole: what it says before a release."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import migrations
from django.db.migrations import Migration
from django.test import override_settings

from operations import launch_gates
from operations.backup import catalogue
from operations.launch_gates import SITE_GATES
from operations.monitoring.prometheus import LoadedAlert
from rollouts.gates.findings import GateOutcome
from tests.operations.backup.test_catalogue import backup_of

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
PASSED, FAILED, UNKNOWN = GateOutcome.PASSED, GateOutcome.FAILED, GateOutcome.UNKNOWN


# Pure -------------------------------------------------------------------------------------------------
def test_migrations_that_are_missing_are_named() -> None:
    assert launch_gates.judge_migrations([], NOW).outcome is PASSED
    finding = launch_gates.judge_migrations(["a 1", "a 2", "b 1", "c 1", "c 2"], NOW)
    assert finding.sentence == "The database lacks a 1, a 2, b 1 and 2 more: run manage.py migrate."


def test_operation_without_reverse_is_found_also_within_another() -> None:
    one_way = migrations.RunPython(migrations.RunPython.noop)
    both_ways = migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)
    nested = migrations.SeparateDatabaseAndState(database_operations=[migrations.RunSQL("SELECT 1")])

    def migration(name: str, *operations: object) -> Migration:
        made = Migration(name, "app")
        made.operations = [*operations]  # type: ignore[list-item, misc] # as Django itself reads them
        return made

    found = launch_gates.irreversible_migrations(
        [migration("1", both_ways), migration("2", both_ways, one_way), migration("3", nested)]
    )
    assert found == ["app 2", "app 3"]
    assert launch_gates.judge_reversibility(found, 3, NOW).outcome is FAILED


def test_every_migration_of_the_product_can_be_taken_back() -> None:
    found = launch_gates.product_migrations()
    assert {"accounts", "auctions", "leagues", "rollouts", "season"} <= {each.app_label for each in found}
    assert launch_gates.irreversible_migrations(found) == []
    assert launch_gates.are_reversible("bots", NOW).outcome is PASSED


@pytest.mark.parametrize(
    ("hours", "verified", "outcome", "says"),
    [
        (None, False, FAILED, "There is no backup: run manage.py backup, "),
        (25, True, FAILED, "The newest backup is 25 h old: run manage.py backup, "),
        (3, False, FAILED, "The newest backup, 3 h old, was never restored: run manage.py backup --verify."),
        (3, True, PASSED, "The newest backup is 3 h old, and was restored and audited."),
    ],
)
def test_backup_must_be_young_and_proved(hours: int | None, verified: bool, outcome: GateOutcome, says: str) -> None:
    made_at = None if hours is None else NOW - timedelta(hours=hours)
    finding = launch_gates.judge_backup(made_at, NOW if verified else None, NOW)
    assert finding.outcome is outcome
    assert finding.sentence.startswith(says)


QUIET, P0, P2 = LoadedAlert("P0", False), LoadedAlert("P0", True), LoadedAlert("P2", True)


@pytest.mark.parametrize(
    ("shipped", "loaded", "outcome", "says"),
    [
        ([], None, FAILED, "has no alert"),
        (["A", "B"], None, UNKNOWN, "This release has 2 alerts. Set PROMETHEUS_URL"),
        (["A", "B"], {"A": QUIET}, FAILED, "Prometheus hasn't loaded B: "),
        (["A"], {"A": P0, "C": P2}, PASSED, "Prometheus has loaded all 1 alerts."),
    ],
)
def test_alerts_must_be_loaded(
    shipped: list[str], loaded: Mapping[str, LoadedAlert] | None, outcome: GateOutcome, says: str
) -> None:
    finding = launch_gates.judge_alerts(shipped, loaded, NOW)
    assert finding.outcome is outcome
    assert says in finding.sentence


@pytest.mark.parametrize(
    ("urgent", "loaded", "outcome", "says"),
    [
        ([], None, PASSED, "Prometheus isn't asked"),
        ([], {"A": QUIET, "B": P2}, PASSED, "no alert of P0 or P1 fires"),
        ([], {"A": P0, "B": P2}, FAILED, "Firing: A (P0), see docs/operations.md. Mend that first."),
        (["1 auction is stuck: Ten."], None, FAILED, "1 auction is stuck: Ten. Mend that first."),
    ],
)
def test_nothing_may_be_wrong(
    urgent: list[str], loaded: Mapping[str, LoadedAlert] | None, outcome: GateOutcome, says: str
) -> None:
    finding = launch_gates.judge_open_trouble(urgent, loaded, NOW)
    assert finding.outcome is outcome
    assert says in finding.sentence


# Read -------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("fresh_checks")
def test_gates_read_the_site(db: None, folder: Path) -> None:
    assert launch_gates.are_migrated("bots", NOW).outcome is PASSED
    assert launch_gates.is_backed_up("bots", NOW).outcome is FAILED
    catalogue.write_manifest(replace(backup_of(folder, 0.1, now=NOW), verified_at=NOW))
    assert launch_gates.is_backed_up("bots", NOW).outcome is PASSED
    assert launch_gates.are_alerts_loaded("bots", NOW).outcome is UNKNOWN
    assert launch_gates.is_free_of_trouble("bots", NOW).outcome is FAILED  # no clock runs in a test
    with override_settings(PROMETHEUS_URL="http://127.0.0.1:1"):
        finding = launch_gates.are_alerts_loaded("bots", NOW)
    assert finding.sentence.startswith("127.0.0.1 doesn't answer (URLError): see that Prometheus runs")


def test_release_without_its_file_of_alerts_fails(tmp_path: Path) -> None:
    with override_settings(BASE_DIR=tmp_path):
        assert launch_gates.are_alerts_loaded("bots", NOW).outcome is FAILED


def test_every_gate_says_what_must_hold() -> None:
    assert all(each.says and each.look for each in SITE_GATES)
