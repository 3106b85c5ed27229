"""Times of a clock on the wall, as people type them and files hold them, become instants. Pure."""

from datetime import UTC, datetime, tzinfo

from django.utils import dateformat
from django.utils.translation import gettext as _

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
        sentence = _(
            "Clocks in {zone} show {time} twice on {day}, for they are put back. "
            "Choose a time an hour earlier or later."
        )
        raise NoSuchTime(sentence.format(zone=zone, time=f"{wall:{_SHOWN}}", day=_day(wall)))
    return first


def _skipped(wall: datetime, zone: tzinfo) -> str:
    before, after = (_on_the_wall(wall.replace(tzinfo=zone, fold=fold), zone) for fold in (1, 0))
    sentence = _(
        "Clocks in {zone} never show {time} on {day}, for they are put forward. Is {before} meant, or {after}?"
    )
    times = {"time": wall, "before": before, "after": after}
    return sentence.format(zone=zone, day=_day(wall), **{name: f"{each:{_SHOWN}}" for name, each in times.items()})


def _on_the_wall(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)


def _day(wall: datetime) -> str:
    return dateformat.format(wall, _("j F Y"))
