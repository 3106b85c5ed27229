"""Time that stands still in quiet hours. Instants are epoch ms, lengths ms of running time.

A night is quiet from the first moment at which the zone's clocks show its start (or have passed it: an hour may not
exist) until the last moment at which they show its end (an hour may come twice). So it is one stretch, on every day.
Nothing is worked out later: whoever sets a deadline works out its instant here, and the state keeps that.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from leagues.settings.quiet_hours import QuietHours

Span = tuple[int, int]
"""Two instants, from the one to the other."""
_DAY = timedelta(days=1)


def later(quiet: QuietHours | None, instant: int, ms: int) -> int:
    """Return the instant at which `ms` of running time have passed since another; it is never within quiet hours."""
    if quiet is None:
        return instant + ms
    for start, end in _nights(quiet, instant, _DAY):
        if instant >= end:
            continue
        if instant <= start:
            if instant + ms <= start:
                break
            ms -= start - instant
        instant = end
    return instant + ms


def earlier(quiet: QuietHours | None, instant: int, ms: int) -> int:
    """Return the last instant from which `ms` of running time pass until another."""
    if quiet is None:
        return instant - ms
    for start, end in _nights(quiet, instant, -_DAY):
        if instant <= start:
            continue
        if instant > end:
            if instant - ms >= end:
                break
            ms -= instant - end
        instant = start
    return instant - ms


def running(quiet: QuietHours | None, since: int, until: int) -> int:
    """Return the running time from one instant to another; below zero if that came before."""
    if quiet is None:
        return until - since
    if until < since:
        return -running(quiet, until, since)
    ms = until - since
    for start, end in _nights(quiet, since, _DAY):
        if start >= until:
            break
        ms -= max(0, min(end, until) - max(start, since))
    return ms


def _nights(quiet: QuietHours, instant: int, step: timedelta) -> Iterator[Span]:
    """Return the nights from some days before an instant on, or from some days after it backwards, without end."""
    day = datetime.fromtimestamp(instant / 1000, quiet.zone).date() - 2 * step
    while True:
        start, end = _night(quiet, day)
        if start < end:
            yield start, end
        day += step


@lru_cache(maxsize=4096)
def _night(quiet: QuietHours, day: date) -> Span:
    """Return the quiet hours that begin on a day; they have no length where the zone's clocks leave all of them out."""
    return (
        _shown_at(quiet, day, quiet.start, last=False),
        _shown_at(quiet, day if quiet.start < quiet.end else day + _DAY, quiet.end, last=True),
    )


def _shown_at(quiet: QuietHours, day: date, minute: int, *, last: bool) -> int:
    """Return when the zone's clocks show a minute of a day, for the first or the last time, or pass over it."""
    shown = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=quiet.zone)
    first, second = (int(shown.replace(fold=fold).timestamp()) for fold in (0, 1))
    if first <= second:
        return (second if last else first) * 1000
    return _change_between(quiet, second, first) * 1000  # as seen from before and after the change


def _change_between(quiet: QuietHours, before: int, after: int) -> int:
    """Return the epoch second between two at which the zone's clocks change."""
    old = _offset(quiet, before)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _offset(quiet, middle) == old else (before, middle)
    return after


def _offset(quiet: QuietHours, second: int) -> timedelta | None:
    return datetime.fromtimestamp(second, UTC).astimezone(quiet.zone).utcoffset()
