"""The tables of exposures and failures: one row for a subject and a day (UTC), with its first and last moment there."""

import threading
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import User
from rollouts.evaluation.types import BucketBy
from rollouts.models import Exposure, SubjectFailure

KEEP_DAYS = 90
FORGET_SECONDS = 600.0
FORGOTTEN_AT_ONCE = 5_000


class ExposureEntry(NamedTuple):
    """A subject met a flag with this value. `drawn`: its percentage decided, and nothing about the subject.

    `arm`: the one it was in; empty where it was off, or the flag has none.
    """

    flag: str
    kind: BucketBy
    subject: str
    value: bool
    drawn: bool
    arm: str = ""


class FailureEntry(NamedTuple):
    """Something went wrong for a subject."""

    kind: BucketBy
    subject: str
    metric: str


_WRITE_EXPOSURES = """
    INSERT INTO rollouts_exposure (flag, kind, subject, value, drawn, arm, day, first_at, last_at)
    SELECT flag, kind, subject, value, bool_and(drawn), arm, (at AT TIME ZONE 'UTC')::date, min(at), max(at)
    FROM (
        SELECT flag, kind, subject, value, drawn, arm, clock_timestamp() - age * interval '1 second' AS at
        FROM unnest(%s::text[], %s::text[], %s::text[], %s::bool[], %s::bool[], %s::text[], %s::float8[])
            AS noted (flag, kind, subject, value, drawn, arm, age)
    ) AS noted GROUP BY flag, kind, subject, value, arm, (at AT TIME ZONE 'UTC')::date
    ORDER BY flag, kind, subject, value, arm
    ON CONFLICT ON CONSTRAINT exposure_once_a_day DO UPDATE SET
        first_at = least(rollouts_exposure.first_at, excluded.first_at),
        last_at = greatest(rollouts_exposure.last_at, excluded.last_at),
        drawn = rollouts_exposure.drawn AND excluded.drawn
"""
_WRITE_FAILURES = """
    INSERT INTO rollouts_subjectfailure (kind, subject, metric, day, first_at, last_at)
    SELECT kind, subject, metric, (at AT TIME ZONE 'UTC')::date, min(at), max(at)
    FROM (
        SELECT kind, subject, metric, clock_timestamp() - age * interval '1 second' AS at
        FROM unnest(%s::text[], %s::text[], %s::text[], %s::float8[]) AS noted (kind, subject, metric, age)
    ) AS noted GROUP BY kind, subject, metric, (at AT TIME ZONE 'UTC')::date
    ORDER BY kind, subject, metric
    ON CONFLICT ON CONSTRAINT subject_failure_once_a_day DO UPDATE SET
        first_at = least(rollouts_subjectfailure.first_at, excluded.first_at),
        last_at = greatest(rollouts_subjectfailure.last_at, excluded.last_at)
"""
# Rows are written in one order, so that two processes that write the same ones don't wait for each other in a circle.


def write_exposures(noted: Sequence[tuple[ExposureEntry, float]]) -> None:
    """Write exposures, each with how many seconds ago it was. Of one that a row tells already, the row is widened."""
    _write(_WRITE_EXPOSURES, noted)


def write_failures(noted: Sequence[tuple[FailureEntry, float]]) -> None:
    """Write failures, each with how many seconds ago it was."""
    _write(_WRITE_FAILURES, noted)


def _write(statement: str, noted: Sequence[tuple[tuple[object, ...], float]]) -> None:
    columns = zip(*((*map(_plain, entry), age) for entry, age in noted), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(statement, list(map(list, columns)))


def _plain(value: object) -> object:
    return value.value if isinstance(value, BucketBy) else value


# Forgetting -------------------------------------------------------------------------------------------
_FORGET = """
    DELETE FROM {table} WHERE id IN (
        SELECT id FROM {table} WHERE day < ((SELECT clock_timestamp()) AT TIME ZONE 'UTC')::date - %s LIMIT %s)
"""


class _Pace:
    """Lets something be done once in a while, whichever thread asks."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._next = seconds, time.monotonic()
        self._lock = threading.Lock()

    def due(self) -> bool:
        with self._lock:
            if time.monotonic() < self._next:
                return False
            self._next = time.monotonic() + self._seconds
            return True


_forgetting = _Pace(FORGET_SECONDS)


def forget_old() -> None:
    """Forget what is older than `KEEP_DAYS`, some rows at a time, once in `FORGET_SECONDS`."""
    if _forgetting.due():
        delete_old()


def delete_old() -> None:
    """Delete rows of days that are longer ago than `KEEP_DAYS`, `FORGOTTEN_AT_ONCE` of each table at most."""
    with connection.cursor() as cursor:
        for model in (Exposure, SubjectFailure):
            cursor.execute(_FORGET.format(table=model._meta.db_table), [KEEP_DAYS, FORGOTTEN_AT_ONCE])


def forget_user(user: User) -> None:
    """Forget what a user met and what failed for them, at the end of the account."""
    mine = {"kind": BucketBy.USER, "subject": str(user.pk)}
    Exposure.objects.filter(**mine).delete()
    SubjectFailure.objects.filter(**mine).delete()


def export_exposures(user: User) -> dict[str, Any]:
    """Return which flags a user met, and what failed for them, for the download of their data."""
    mine = {"kind": BucketBy.USER, "subject": str(user.pk)}
    met, failed = Exposure.objects.filter(**mine), SubjectFailure.objects.filter(**mine)
    return {
        "flags_met": list(met.order_by("id").values("flag", "value", "arm", "first_at", "last_at")),
        "failures": list(failed.order_by("id").values("metric", "first_at", "last_at")),
    }
