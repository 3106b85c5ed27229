"""The launch gates that the site as a whole answers: its database, its backups, its alerts, and what is wrong now.

Each gate reads, and hands what it read to a pure function, which judges.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation

from auctionsite.moments.durations import format_duration
from auctionsite.outgoing import CallFailed
from operations import control_room
from operations.backup import catalogue
from operations.monitoring import prometheus
from operations.monitoring.prometheus import LoadedAlert
from rollouts.gates.findings import GateFinding, RecordRule, failed, passed, unknown
from rollouts.gates.table import GateSpec
from rollouts.plans.definition import GateCategory

FRESH_BACKUP = timedelta(days=1)
OPEN = frozenset({"P0", "P1"})
"""Severities with which nothing is released: somebody is called now, or within the hour."""
NAMED = 3
"""So many of anything are named; the others are counted."""


def _named(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


# The database -----------------------------------------------------------------------------------------
def judge_migrations(missing: Sequence[str], now: datetime) -> GateFinding:
    """Judge by the migrations of this release that the database doesn't have."""
    if missing:
        return failed(f"The database lacks {_named(missing)}: run manage.py migrate.", now)
    return passed("The database has every migration of this release.", now)


def are_migrated(flag: str, now: datetime) -> GateFinding:
    """Find whether the database has every migration of this release."""
    loader = MigrationLoader(connection)
    there = loader.applied_migrations
    return judge_migrations(
        sorted(f"{app} {name}" for app, name in loader.graph.nodes if (app, name) not in there), now
    )


def irreversible_migrations(migrations: Iterable[Migration]) -> list[str]:
    """Return those of these migrations that can't be taken back, by name."""
    return [f"{each.app_label} {each.name}" for each in migrations if not all(map(_is_reversible, each.operations))]


def _is_reversible(operation: Operation) -> bool:
    if isinstance(operation, SeparateDatabaseAndState):
        return all(map(_is_reversible, operation.database_operations))
    return bool(operation.reversible)


def judge_reversibility(irreversible: Sequence[str], migrations: int, now: datetime) -> GateFinding:
    """Judge by the migrations that have no way back, of so many."""
    if irreversible:
        return failed(f"There is no way back from {_named(irreversible)}: give each operation its reverse.", now)
    return passed(f"Each of the {migrations} migrations of this release can be taken back.", now)


def product_migrations() -> list[Migration]:
    """Return the product's own migrations, oldest first within an app."""
    ours = {each.label for each in apps.get_app_configs() if Path(each.path).parent == Path(settings.BASE_DIR)}
    found = MigrationLoader(None).disk_migrations
    return [found[key] for key in sorted(found) if key[0] in ours]


def are_reversible(flag: str, now: datetime) -> GateFinding:
    """Find whether each migration of the product has a reverse."""
    migrations = product_migrations()
    return judge_reversibility(irreversible_migrations(migrations), len(migrations), now)


def judge_backup(made_at: datetime | None, verified_at: datetime | None, now: datetime) -> GateFinding:
    """Judge by when the newest backup was made, and when it was proved; None: there is none, or it never was."""
    if made_at is None:
        return failed("There is no backup: run manage.py backup, then manage.py backup --verify.", now)
    old = format_duration(now - made_at)
    if now - made_at > FRESH_BACKUP:
        return failed(f"The newest backup is {old} old: run manage.py backup, then manage.py backup --verify.", made_at)
    if verified_at is None:
        return failed(f"The newest backup, {old} old, was never restored: run manage.py backup --verify.", made_at)
    return passed(f"The newest backup is {old} old, and was restored and audited.", verified_at)


def is_backed_up(flag: str, now: datetime) -> GateFinding:
    """Find whether there is a backup younger than a day that was restored to prove it."""
    newest = catalogue.newest_backup()
    if newest is None:
        return judge_backup(None, None, now)
    return judge_backup(newest.made_at, newest.verified_at, now)


# Alerts -----------------------------------------------------------------------------------------------
def judge_alerts(shipped: Sequence[str], loaded: Mapping[str, LoadedAlert] | None, now: datetime) -> GateFinding:
    """Judge by the alerts of this release, and those that Prometheus has loaded; None: it can't be asked."""
    if not shipped:
        return failed("ops/prometheus/rules.yml has no alert: deploy the file that comes with this release.", now)
    if loaded is None:
        return unknown(
            f"This release has {len(shipped)} alerts. Set PROMETHEUS_URL, so that Prometheus is asked for them.", now
        )
    if missing := [name for name in shipped if name not in loaded]:
        return failed(
            f"Prometheus hasn't loaded {_named(missing)}: give it ops/prometheus/rules.yml and let it read that anew.",
            now,
        )
    return passed(f"Prometheus has loaded all {len(shipped)} alerts.", now)


def are_alerts_loaded(flag: str, now: datetime) -> GateFinding:
    """Find whether Prometheus watches for every alert of this release."""
    try:
        shipped = prometheus.shipped_alerts()
    except OSError:
        shipped = []
    try:
        return judge_alerts(shipped, prometheus.loaded_alerts(), now)
    except CallFailed as error:
        return unknown(f"{error}: see that Prometheus runs, and that PROMETHEUS_URL is right.", now)


def judge_open_trouble(urgent: Sequence[str], loaded: Mapping[str, LoadedAlert] | None, now: datetime) -> GateFinding:
    """Judge by what the control room calls urgent, and by the alerts that fire; None: Prometheus can't be asked."""
    watched = (loaded or {}).items()
    firing = [f"{name} ({each.severity})" for name, each in watched if each.firing and each.severity in OPEN]
    if urgent or firing:
        alerts = [f"Firing: {_named(firing)}, see docs/operations.md."] if firing else []
        return failed(" ".join([*urgent[:NAMED], *alerts, "Mend that first."]), now)
    asked = "no alert of P0 or P1 fires" if loaded is not None else "Prometheus isn't asked (PROMETHEUS_URL)"
    return passed(f"The control room calls nothing urgent, and {asked}.", now)


def is_free_of_trouble(flag: str, now: datetime) -> GateFinding:
    """Find whether anything is wrong now that calls somebody at once or within the hour."""
    urgent = [each.sentence for each in control_room.read_control_room().concerns if each.urgent]
    try:
        return judge_open_trouble(urgent, prometheus.loaded_alerts(), now)
    except CallFailed as error:
        if urgent:
            return judge_open_trouble(urgent, None, now)
        return unknown(f"{error}: see that Prometheus runs, and that PROMETHEUS_URL is right.", now)


SITE_GATES = (
    GateSpec(
        name="migrations_applied",
        says="The database has every migration of this release",
        category=GateCategory.DATABASE,
        look=are_migrated,
    ),
    GateSpec(
        name="migrations_reversible",
        says="Each migration can be taken back",
        category=GateCategory.DATABASE,
        look=are_reversible,
    ),
    GateSpec(
        name="backup_proved",
        says="There is a backup younger than a day, restored to prove it",
        category=GateCategory.DATABASE,
        look=is_backed_up,
    ),
    GateSpec(
        name="alerts_loaded",
        says="Prometheus watches for every alert of this release",
        category=GateCategory.OBSERVABILITY,
        look=are_alerts_loaded,
        record=RecordRule(task="Look at the page Alerts of your Prometheus", lasts=timedelta(days=7), of_release=True),
    ),
    GateSpec(
        name="no_open_trouble",
        says="Nothing is wrong that calls somebody at once or within the hour",
        category=GateCategory.OBSERVABILITY,
        look=is_free_of_trouble,
    ),
)
