"""Times of a clock on the wall, as people type them and files hold them, become instants. Pure."""

from datetime import UTC, datetime, tzinfo

_SHOWN = "%H:%M"


class NoSuchTime(ValueError):
    """The clocks of the zone never show this time, or show it twice; the text says which times are near it."""


def read_local(wall: datetime, zone: tzinfo) -> datetime:
    """Return a time on the wall as an instant; the first, if it comes twice. Raises NoSuchTime if clocks skip it."""
    first = wall.replace(tzinfo=zone, fold=0)
    if _on_the_wall(first, zone) != wall:
        raise NoSuchTime(_skipped(wall, zone))
    return first


def read_local_once(wall: datetime, zone: tzinfo) -> datetime:
    """The same, where somebody can be asked: raises NoSuchTime for a time that comes twice, too."""
    first = read_local(wall, zone)
    if first.utcoffset() != wall.replace(tzinfo=zone, fold=1).utcoffset():
        raise NoSuchTime(
            f"Clocks in {zone} show {wall:{_SHOWN}} twice on {_day(wall)}, for they are put back. "
            "Choose a time an hour earlier or later."
        )
    return first


def _skipped(wall: datetime, zone: tzinfo) -> str:
    before, after = (_on_the_wall(wall.replace(tzinfo=zone, fold=fold), zone) for fold in (1, 0))
    return (
        f"Clocks in {zone} never show {wall:{_SHOWN}} on {_day(wall)}, for they are put forward. "
        f"Is {before:{_SHOWN}} meant, or {after:{_SHOWN}}?"
    )


def _on_the_wall(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)


def _day(wall: datetime) -> str:
    return f"{wall.day} {wall:%B %Y}"
