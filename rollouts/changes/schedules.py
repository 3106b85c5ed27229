"""Notes the turns of schedules: a start or an end that comes is a change of its own, written when it comes.

The version of all flags says up to which moment schedules have been carried out (`SnapshotVersion.as_of`), by the
database's clock; evaluation compares with that moment, so that no machine's clock matters, and all processes with one
version give one answer. Whoever holds the lock of all changes moves it, and notes what comes between: so each turn is
noted once, and one that came while every process was down when the first is up again.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F

from auctionsite.postgresql.clock import database_now
from rollouts.evaluation.flag_state import parse_instant
from rollouts.models import Flag, FlagChange, SnapshotVersion
from rollouts.propagation import loading

_DUE = """
    SELECT flag.name, turn.what, turn.at, now FROM rollouts_snapshotversion reached
    CROSS JOIN (SELECT coalesce(%s, clock_timestamp()) AS now) clock
    JOIN rollouts_flag flag ON true
    CROSS JOIN LATERAL (VALUES ('start', flag.starts_at), ('end', flag.ends_at)) AS turn (what, at)
    WHERE turn.at > reached.as_of AND turn.at <= now ORDER BY turn.at, flag.name
"""


class Turn(NamedTuple):
    """A start or an end of a flag that has come, and the moment that it was found."""

    flag: str
    what: str
    at: datetime
    found_at: datetime

    @property
    def reason(self) -> str:
        """`Its start of 2026-11-27 at 20:00 UTC came.`"""
        return f"Its {self.what} of {self.at:%Y-%m-%d at %H:%M} UTC came."


def turns_of(state: Mapping[str, Any]) -> list[tuple[str, datetime]]:
    """Return what a state's schedule turns, and when, the earliest first."""
    found = [(what, parse_instant(state[key])) for key, what in (("starts_at", "start"), ("ends_at", "end"))]
    return [(what, at) for what, at in found if at is not None]


def last_turn(state: Mapping[str, Any], until: datetime) -> datetime | None:
    """Return the last turn of a state's schedule until a moment."""
    return max((at for _, at in turns_of(state) if at <= until), default=None)


def due_turns(until: datetime | None = None) -> list[Turn]:
    """Return the turns that have come and aren't noted, the earliest first; `until` is by default now."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [until])
        return [Turn(*row) for row in cursor.fetchall()]


def note_turns(turns: Iterable[Turn]) -> list[FlagChange]:
    """Write these turns as changes, and that schedules are carried out up to them. Needs the lock of all changes."""
    return [_note(turn) for turn in turns]


def _note(turn: Turn) -> FlagChange:
    Flag.objects.filter(name=turn.flag).update(version=F("version"))  # the trigger's: pages seen before are stale
    row = Flag.objects.prefetch_related("users", "groups").get(name=turn.flag)
    state = loading.stored_state_of(row)
    move_to(turn.found_at)
    return FlagChange.objects.create(
        flag=turn.flag,
        before=state,
        after=state,
        source=FlagChange.Source.SCHEDULE,
        reason=turn.reason,
        version=row.version,
        at=turn.found_at,
    )


def quiet_until() -> datetime | None:
    """Return the database's now if no turn is due; None: one is, and will be noted by whoever comes next."""
    now = database_now()
    return None if due_turns(now) else now


def move_to(moment: datetime) -> None:
    """Set up to which moment schedules are carried out; it never goes back. Needs the lock of all changes."""
    SnapshotVersion.objects.filter(as_of__lt=moment).update(as_of=moment)
