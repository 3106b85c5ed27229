"""Moments as times of a clock that shows UTC, for operators. Pure."""

from datetime import UTC, datetime, timedelta


def format_utc(moment: datetime, now: datetime) -> str:
    """Return `14:05 UTC`, or `3 May 14:05 UTC` where that isn't today.

    A moment that is to come is rounded up to a minute, so that nobody comes too early.
    """
    up = timedelta(seconds=59, microseconds=999_999) if moment > now else timedelta()
    minute = (moment.astimezone(UTC) + up).replace(second=0, microsecond=0)
    day = "" if minute.date() == now.astimezone(UTC).date() else f"{minute.day} {minute:%b} "
    return f"{day}{minute:%H:%M} UTC"
