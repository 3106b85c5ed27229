"""The control room: everything that whoever is responsible tonight looks at, read part by part.

A part that can't be read says so, and doesn't take the others with it. What is wrong comes first, in sentences
(`concerns.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import structlog
from django.db import connection, transaction
from django.utils import timezone

from auctions.reads import statistics
from operations import concerns, queries
from operations.concerns import Concern
from operations.health import checks
from operations.running_auctions import RunningAuctions, read_running_auctions
from rollouts.propagation.fleet import SettingDifference

log = structlog.get_logger("operations")
MOST_AUCTIONS = 20
A_DAY = timedelta(days=1)
ASK_MS = 2000
"""No question of a page that is asked for every few seconds may take longer."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Section(Generic[T]):
    """A part as it was read; `ok` is false where it couldn't be, and then there is no value."""

    ok: bool
    value: T | None = None


@dataclass(frozen=True, slots=True)
class TodayTotals:
    """Since midnight where the reader is."""

    since: datetime
    day: statistics.DayTotals
    sign_ups: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRoom:
    """All of it, as of one moment."""

    as_of: datetime
    auctions: Section[RunningAuctions]
    health: Section[checks.HealthChecks]
    processes: Section[dict[str, int]]
    differences: Section[list[SettingDifference]]
    today: Section[TodayTotals]
    notices: Section[queries.NoticeOutcomes]
    backup: Section[queries.NewestBackup | None]
    flags: Section[queries.FlagActivity]
    concerns: list[Concern] = field(default_factory=list)


def read_control_room() -> ControlRoom:
    """Read every part now: a few dozen questions, however many auctions there are."""
    now = timezone.now()
    auctions = _read_section("auctions", lambda: read_running_auctions(MOST_AUCTIONS))
    health = _read_section("health", checks.recent_checks, in_database=False)
    processes = _read_section("processes", queries.count_processes)
    differences = _read_section("settings", queries.setting_differences)
    today = _read_section("today", lambda: _today(now))
    notices = _read_section("notices", lambda: queries.read_notice_outcomes(now - A_DAY))
    backup = _read_section("backup", queries.find_newest_backup)
    flags = _read_section("flags", lambda: queries.read_flag_activity(now))
    parts: dict[str, Section[Any]] = {
        "auctions": auctions,
        "health": health,
        "processes": processes,
        "settings": differences,
        "today": today,
        "notices": notices,
        "backup": backup,
        "flags": flags,
    }
    return ControlRoom(
        as_of=now,
        auctions=auctions,
        health=health,
        processes=processes,
        differences=differences,
        today=today,
        notices=notices,
        backup=backup,
        flags=flags,
        concerns=concerns.find_concerns(
            unread=[name for name, part in parts.items() if not part.ok],
            auctions=auctions.value,
            health=health.value,
            processes=processes.value,
            differences=differences.value or (),
            notices=notices.value,
            backup=backup.value if backup.ok else concerns.UNREAD,
            flags=flags.value,
        ),
    )


def _today(now: datetime) -> TodayTotals:
    midnight = day_began(timezone.localtime(now))
    return TodayTotals(midnight, statistics.read_day_totals(midnight), queries.count_sign_ups(midnight))


def day_began(now: datetime) -> datetime:
    """Return when the day of `now` began in its zone: the first midnight, where the clocks are put back over it."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def _read_section(name: str, ask: Callable[[], T], *, in_database: bool = True) -> Section[T]:
    try:
        return Section(ok=True, value=_within_time_limit(ask) if in_database else ask())
    except Exception as error:  # the other parts are all the more needed then
        log.exception("control_room.part_not_read", part=name, error=str(error))
        return Section(ok=False)


def _within_time_limit(ask: Callable[[], T]) -> T:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {ASK_MS}")
        return ask()
