"""Reads of flags' lives: since when each is on for everybody, and when the product asked for it last."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any

from django.db import connection
from django.db.models import F, Min, Window
from django.db.models.functions import RowNumber

from rollouts.evaluation.registry import SPECS
from rollouts.models import STATE_CHANGED, FlagChange, Ring
from rollouts.stale.staleness import FlagLife, launched_since, life_of

MOST_CHANGES = 50
"""So many changes of a flag are walked back; it is on for everybody since the oldest of them at least."""
_READ = """
    SELECT asked.flag, (SELECT max(last_at) FROM rollouts_exposure AS met WHERE met.flag = asked.flag)
    FROM unnest(%s::text[]) AS asked (flag)
"""
_NOW_AND_SINCE = "SELECT clock_timestamp(), (SELECT min(day) FROM rollouts_exposure)"
History = list[tuple[datetime, Mapping[str, Any] | None]]


def flag_lives(on_for_everybody: Mapping[str, bool]) -> dict[str, FlagLife]:
    """Return the lives of flags, given whether each is on for everybody now. Takes four queries, whatever is asked."""
    names = list(on_for_everybody)
    now, noted_since = _now_and_since()
    read, rings = _last_reads(names), frozenset(Ring.objects.filter(everybody=True).values_list("name", flat=True))
    history, first = _histories(names)
    return {
        name: life_of(
            SPECS[name],
            now=now,
            launched_at=launched_since(history[name], rings) if on_for_everybody[name] else None,
            read_at=read.get(name),
            first_change=first.get(name),
            noted_since=noted_since,
        )
        if name in SPECS
        else FlagLife(read_at=read.get(name))
        for name in names
    }


def _now_and_since() -> tuple[datetime, datetime | None]:
    with connection.cursor() as cursor:
        cursor.execute(_NOW_AND_SINCE)
        now, day = cursor.fetchone()
    return now, day and datetime.combine(day, time(), UTC)


def _last_reads(names: Iterable[str]) -> dict[str, datetime]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(names)])
        return {flag: at for flag, at in cursor.fetchall() if at is not None}


def _histories(names: Iterable[str]) -> tuple[Mapping[str, History], Mapping[str, datetime]]:
    """Return the newest changes of each flag, the newest first, and when each was changed first."""
    rows = (
        FlagChange.objects.filter(STATE_CHANGED, flag__in=list(names))
        .annotate(
            place=Window(RowNumber(), partition_by="flag", order_by=F("id").desc()),
            began=Window(Min("at"), partition_by="flag"),
        )
        .filter(place__lte=MOST_CHANGES)
        .order_by("flag", "place")
        .values_list("flag", "at", "after", "began")
    )
    history: defaultdict[str, History] = defaultdict(list)
    first: dict[str, datetime] = {}
    for flag, at, after, began in rows:
        history[flag].append((at, after))
        first[flag] = began
    return history, first
