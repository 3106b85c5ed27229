"""The definition of a sport, as data: its positions and the statistics that are kept of its assets. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

MOST = 1_000_000
"""The largest number of a statistic, either way."""
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MOST_STATISTICS, _MOST_POSITIONS = 100, 30
_LONGEST_NAME, _LONGEST_UNIT, _LONGEST_POSITION = 60, 20, 20
_NAMES = ("key", "name", "unit", "min", "max")


class SportError(ValueError):
    """A description of a sport that can't be used. `fields` maps each wrong place to what to do there."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{place}: {sentence}" for place, sentence in problems.items()))
        self.fields = problems


@dataclass(frozen=True, slots=True)
class Statistic:
    """Something counted of an asset in a fixture: a whole number of `unit`s from `least` to `most`."""

    key: str
    name: str
    unit: str = ""
    least: int = 0
    most: int = MOST

    def to_json(self) -> dict[str, Any]:
        """The statistic as it is kept with the sport."""
        return {"key": self.key, "name": self.name, "unit": self.unit, "min": self.least, "max": self.most}


def parse_statistics(data: object) -> tuple[Statistic, ...]:
    """Statistics from a list such as `[{"key": "goals", "name": "Goals", "max": 20}]`.

    `key` and `name` are needed; `unit` is empty, `min` 0 and `max` a million unless given. Raises SportError.
    """
    if not isinstance(data, list) or len(data) > _MOST_STATISTICS:
        raise SportError({"statistics": f"Give a list of {_MOST_STATISTICS} statistics at most."})
    problems = {
        f"statistics[{at}]{place}": words for at, statistic in enumerate(data) for place, words in _wrong(statistic)
    }
    keys = [statistic.get("key") if isinstance(statistic, dict) else None for statistic in data]
    for at, key in enumerate(keys):
        if key is not None and key in keys[:at]:
            problems.setdefault(f"statistics[{at}].key", f"{key!r} stands there already; give each key once.")
    if problems:
        raise SportError(problems)
    return tuple(
        Statistic(
            statistic["key"],
            statistic["name"],
            statistic.get("unit", ""),
            statistic.get("min", 0),
            statistic.get("max", MOST),
        )
        for statistic in data
    )


def _wrong(statistic: object) -> Iterator[tuple[str, str]]:
    """Go through the wrong places of one statistic, each with a sentence that says what to do."""
    if not isinstance(statistic, dict):
        yield "", 'Give an object such as {"key": "goals", "name": "Goals"}.'
        return
    yield from (
        (f".{name}", f"There is no such field; use {', '.join(_NAMES)}.") for name in statistic.keys() - {*_NAMES}
    )
    if not (isinstance(statistic.get("key"), str) and _KEY.fullmatch(statistic["key"])):
        yield ".key", "Give 1 to 40 small letters, digits and underscores, a letter first."
    if not _is_text(statistic.get("name"), 1, _LONGEST_NAME):
        yield ".name", f"Give a name of 1 to {_LONGEST_NAME} characters."
    if not _is_text(statistic.get("unit", ""), 0, _LONGEST_UNIT):
        yield ".unit", f"Give a unit of {_LONGEST_UNIT} characters at most, such as min; or leave it out."
    low, high = statistic.get("min", 0), statistic.get("max", MOST)
    wrong = [name for name, value in (("min", low), ("max", high)) if not _is_number(value)]
    yield from ((f".{name}", f"Give a whole number from {-MOST} to {MOST}.") for name in wrong)
    if not wrong and low > high:
        yield ".max", "Must not be less than min."


def parse_positions(data: object) -> tuple[str, ...]:
    """Position codes from a list such as `["GK", "DEF"]`; empty for assets without positions. Raises SportError."""
    if not isinstance(data, list) or len(data) > _MOST_POSITIONS:
        raise SportError({"positions": f"Give a list of {_MOST_POSITIONS} position codes at most."})
    problems: dict[str, str] = {}
    for at, code in enumerate(data):
        if not _is_text(code, 1, _LONGEST_POSITION) or code != code.strip():
            problems[f"positions[{at}]"] = f"Give a code of 1 to {_LONGEST_POSITION} characters, such as GK."
        elif code in data[:at]:
            problems[f"positions[{at}]"] = f"{code!r} stands there already; give each code once."
    if problems:
        raise SportError(problems)
    return tuple(data)


def _is_text(value: object, shortest: int, longest: int) -> bool:
    return isinstance(value, str) and shortest <= len(value.strip()) <= len(value) <= longest and value.isprintable()


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -MOST <= value <= MOST


def add_missing(there: list[Any], wanted: list[Any], key: Callable[[Any], object]) -> list[Any]:
    """Return all that is there, in its order, and after it those wanted whose keys are missing."""
    known = {key(each) for each in there}
    return [*there, *(each for each in wanted if key(each) not in known)]
