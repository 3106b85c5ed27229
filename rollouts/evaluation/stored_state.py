"""A flag's stored state as far as this release can read it, field by field. Pure.

Another release or a hand may have written it. Fields that this release doesn't know are passed over; a field that it
knows and can't read makes the whole flag unreadable: what it was meant to say, nobody knows here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from rollouts.evaluation.types import LIST_OPERATORS, OPERATORS, BucketBy, Strategy

LONGEST_SHOWN = 60


def unreadable_fields(state: Mapping[str, Any]) -> dict[str, str]:
    """Return what this release can't read of a state, by field: the value, shortened, as people see it."""
    return {key: _shown(state[key]) for key, fits in _FITS.items() if key in state and not fits(state[key])}


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_percentage(value: Any) -> bool:
    """True for any number, be it in today's bounds or not."""
    return value is None or _is_int(value) or (isinstance(value, float) and abs(value) < float("inf"))


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) or value is None


def _is_instant(value: Any) -> bool:
    if value is None:
        return True
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _list_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(fits, value))


def _object_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(map(fits, value.values()))


def _is_condition(operator: str, wanted: Any) -> bool:
    if operator not in OPERATORS:
        return False
    if operator in LIST_OPERATORS:
        return isinstance(wanted, list) and all(map(_is_plain, wanted))
    return _is_plain(wanted) if operator in {"is", "is_not"} else _is_int(wanted)


def _are_conditions(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_condition(operator, wanted) for operator, wanted in value.items())


def _is_arm(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and _is_text(value.get("name"))
        and value.get("weight") is not None
        and _is_percentage(value["weight"])
    )


_texts, _ids = _list_of(_is_text), _list_of(_is_int)
_FITS: dict[str, Callable[[Any], bool]] = {
    "everyone": lambda value: value is None or isinstance(value, bool),
    "percent": _is_percentage,
    "strategy": lambda value: value in [*Strategy],
    "bucket_by": lambda value: value in [*BucketBy],
    "salt": _is_text,
    "rings": _object_of(_is_percentage),
    "labels": _texts,
    "regions": _texts,
    "leagues": _texts,
    "criteria": _object_of(_are_conditions),
    "requires": _object_of(_is_bool),
    "starts_at": _is_instant,
    "ends_at": _is_instant,
    "frozen_at": _is_instant,
    "freeze_reason": _is_text,
    "testing": _is_bool,
    "superusers": _is_bool,
    "staff": _is_bool,
    "authenticated": _is_bool,
    "languages": _is_text,
    "note": _is_text,
    "users": _ids,
    "groups": _ids,
    "excluded_users": _ids,
    "excluded_groups": _ids,
    "excluded_leagues": _texts,
    "arms": _list_of(_is_arm),
}
