"""Validates a patch of a flag field by field, and names all mistakes. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from graphlib import CycleError, TopologicalSorter
from typing import Any
from uuid import UUID

from rollouts.evaluation.flag_state import NEW_STATE, FlagState, to_hundredths
from rollouts.evaluation.types import HUNDRED_PERCENT, LIST_OPERATORS, OPERATORS, BucketBy, Strategy

NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
ARM_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_ARMS = 8
MAX_NAMED = 1000
"""Longer lists of people are what groups and rings are for."""


class InvalidPatch(ValueError):
    """A change that can't be made. `fields` maps each wrong field to a sentence that says what to do."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {sentence}" for name, sentence in problems.items()))
        self.fields = dict(problems)


@dataclass(frozen=True, slots=True)
class ExistingNames:
    """The names and ids that a patch may use, and the `requires` of all flags but the one being changed."""

    flags: Collection[str]
    rings: Collection[str]
    users: Collection[int]
    groups: Collection[int]
    leagues: Collection[str]
    traits: Collection[str]
    requires: Mapping[str, Collection[str]]


def apply_patch(name: str, before: FlagState, patch: Mapping[str, Any], existing: ExistingNames) -> FlagState:
    """The flag's state after the patch. Raises BadPatch, and then nothing of it holds."""
    problems = {
        key: f"There is no field {key}; there are {', '.join(NEW_STATE)}." for key in patch if key not in NEW_STATE
    }
    after = dict(before)
    for key, value in patch.items():
        if key in problems:
            continue
        try:
            after[key] = _FIELDS[key](value, existing)
        except ValueError as error:
            problems[key] = str(error)
    problems = problems or _together(name, after, existing)
    if problems:
        raise InvalidPatch(problems)
    return after


def _together(name: str, after: FlagState, existing: ExistingNames) -> dict[str, str]:
    if after["starts_at"] and after["ends_at"] and after["starts_at"] >= after["ends_at"]:
        return {"ends_at": "Must be later than the start."}
    if circle := _circle(name, after["requires"], existing):
        return {"requires": f"That would be a circle: {' needs '.join(circle)}. Leave one of them out."}
    return {}


def _circle(name: str, requires: Mapping[str, bool], existing: ExistingNames) -> list[str]:
    try:
        TopologicalSorter({**existing.requires, name: requires}).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def parse_percentage(value: Any) -> float | None:
    """0 to 100 with two decimals at most; None for none. Raises ValueError with what to write."""
    if value is None:
        return None
    try:
        number = Decimal("NaN") if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not (number.is_finite() and 0 <= number <= 100 and round(number, 2) == number):
        raise ValueError("Give a percentage from 0 to 100, with two decimals at most.")
    return float(number)


def _percentage(value: Any, existing: ExistingNames) -> float | None:
    return parse_percentage(value)


def _yes_no_unset(value: Any, existing: ExistingNames) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise ValueError("Give true, false, or null for neither.")
    return value


def _yes_no(value: Any, existing: ExistingNames) -> bool:
    if not isinstance(value, bool):
        raise ValueError("Give true or false.")
    return value


def _is_text(value: Any, longest: int) -> bool:
    """True if it is a text that the database can keep: no NUL, no half of a surrogate pair."""
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        return False
    return not any(0xD800 <= ord(each) < 0xE000 for each in value)


def _text(longest: int) -> Callable[[Any, ExistingNames], str]:
    def check(value: Any, existing: ExistingNames) -> str:
        if not _is_text(value, longest):
            raise ValueError(f"Give a text of {longest} characters at most.")
        return str(value).strip()

    return check


def _one_of(choices: Collection[str]) -> Callable[[Any, ExistingNames], str]:
    def check(value: Any, existing: ExistingNames) -> str:
        if value not in list(choices):
            raise ValueError(f"Choose one of {', '.join(choices)}.")
        return str(value)

    return check


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MAX_NAMED:
        raise ValueError(f"Give a list of {MAX_NAMED} at most.")
    return value


def _labels(value: Any, existing: ExistingNames) -> list[str]:
    if not all(_is_text(each, 60) and each.strip() for each in _list(value)):
        raise ValueError("Give labels of 1 to 60 characters, such as web-1.")
    return sorted({each.strip() for each in value})


def is_uuid(value: Any) -> bool:
    """True if the value is written as leagues' ids are."""
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def _leagues(value: Any, existing: ExistingNames) -> list[str]:
    try:
        leagues = sorted({str(UUID(str(each))) for each in _list(value)})
    except ValueError:
        raise ValueError("Give the ids of leagues, as in their address.") from None
    if unknown := [each for each in leagues if each not in existing.leagues]:
        raise ValueError(f"There is no league {', '.join(unknown[:5])}.")
    return leagues


def _ids(what: str, ids_of: Callable[[ExistingNames], Collection[int]]) -> Callable[[Any, ExistingNames], list[int]]:
    def check(value: Any, existing: ExistingNames) -> list[int]:
        unknown = [each for each in _list(value) if not _is_number(each) or each not in ids_of(existing)]
        if unknown:
            raise ValueError(f"There is no {what} {', '.join(map(str, unknown[:5]))}.")
        return sorted(set(value))

    return check


def _rings(value: Any, existing: ExistingNames) -> dict[str, float]:
    if not isinstance(value, dict):
        raise ValueError('Give percentages by ring, such as {"beta": 100}.')
    if unknown := [ring for ring in value if ring not in existing.rings]:
        raise ValueError(f"There is no ring {unknown[0]}; there are {', '.join(existing.rings)}.")
    return {ring: parse_percentage(percent) or 0.0 for ring, percent in value.items()}


def _requires(value: Any, existing: ExistingNames) -> dict[str, bool]:
    if not isinstance(value, dict) or not all(isinstance(each, bool) for each in value.values()):
        raise ValueError('Give flags with the value each must have, such as {"waiting_room": true}.')
    if unknown := [flag for flag in value if flag not in existing.flags]:
        raise ValueError(f"There is no flag {unknown[0]}.")
    return dict(value)


def _arms(value: Any, existing: ExistingNames) -> list[dict[str, Any]]:
    """None at all, or from two to `MOST_ARMS` that share out all subjects; an arm without a share is no arm."""
    if not isinstance(value, list) or not all(isinstance(arm, dict) and {*arm} == {"name", "weight"} for arm in value):
        raise ValueError(
            "Give arms with their weights in percent, the control first, such as "
            '[{"name": "as_today", "weight": 50}, {"name": "larger", "weight": 50}].'
        )
    if value and not 2 <= len(value) <= MOST_ARMS:
        raise ValueError(f"Give from 2 to {MOST_ARMS} arms, or none.")
    names = [_arm_name(arm["name"]) for arm in value]
    if twice := [name for name, times in Counter(names).items() if times > 1]:
        raise ValueError(f"There are two arms {twice[0]}. Give each a name of its own.")
    weights = [_arm_weight(arm) for arm in value]
    if value and (total := sum(map(to_hundredths, weights))) != HUNDRED_PERCENT:
        raise ValueError(f"The weights come to {total / 100:.2f} %. They must come to 100.00 %.")
    return [{"name": name, "weight": weight} for name, weight in zip(names, weights, strict=True)]


def _arm_name(name: Any) -> str:
    if not isinstance(name, str) or not ARM_NAME.fullmatch(name) or name in {"on", "off"}:
        raise ValueError(
            "Name an arm with 1 to 40 small letters, digits and underscores, a letter first, and neither on nor off: "
            "as_today"
        )
    return name


def _arm_weight(arm: Mapping[str, Any]) -> float:
    try:
        weight = parse_percentage(arm["weight"])
    except ValueError as error:
        raise ValueError(f"{arm['name']}: {error}") from None
    if not weight:
        raise ValueError(f"{arm['name']}: give a weight above 0, or leave the arm out.")
    return weight


def _criteria(value: Any, existing: ExistingNames) -> dict[str, dict[str, Any]]:
    form = 'Give conditions by trait, such as {"account_age_days": {"at_least": 30}, "sport": {"in": ["football"]}}.'
    if not isinstance(value, dict) or len(value) > 20:
        raise ValueError(form)
    for trait, conditions in value.items():
        if not NAME.fullmatch(trait) or not isinstance(conditions, dict) or not conditions:
            raise ValueError(form)
        if trait not in existing.traits:
            raise ValueError(f"There is no trait {trait}; there are {', '.join(existing.traits)}.")
        for operator, wanted in conditions.items():
            _condition(trait, operator, wanted)
    return value


def _condition(trait: str, operator: str, wanted: Any) -> None:
    if operator not in OPERATORS:
        raise ValueError(f"{trait}: there is no condition {operator}; there are {', '.join(OPERATORS)}.")
    if operator in {"at_least", "at_most"} and not _is_number(wanted):
        raise ValueError(f"{trait}: {operator} needs a whole number.")
    is_list = isinstance(wanted, list) and len(wanted) <= MAX_NAMED and all(map(_is_plain, wanted))
    if operator in LIST_OPERATORS and not is_list:
        raise ValueError(f"{trait}: {operator} needs a list of texts or numbers, {MAX_NAMED} at most.")
    if operator in {"is", "is_not"} and not _is_plain(wanted):
        raise ValueError(f"{trait}: {operator} needs a text, a number, true or false.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_plain(value: Any) -> bool:
    return isinstance(value, int) or _is_text(value, 200)


def _instant(value: Any, existing: ExistingNames) -> str | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError("Give a moment with its time zone, such as 2027-01-31T18:00:00+00:00, or null.")
    return moment.astimezone(UTC).isoformat()  # two ways to write one moment are no change


_FIELDS: dict[str, Callable[[Any, ExistingNames], Any]] = {
    "everyone": _yes_no_unset,
    "percent": _percentage,
    "strategy": _one_of([*Strategy]),
    "bucket_by": _one_of([*BucketBy]),
    "salt": _text(100),
    "rings": _rings,
    "labels": _labels,
    "regions": _labels,
    "leagues": _leagues,
    "criteria": _criteria,
    "requires": _requires,
    "starts_at": _instant,
    "ends_at": _instant,
    "frozen_at": _instant,
    "freeze_reason": _text(200),
    "testing": _yes_no,
    "superusers": _yes_no,
    "staff": _yes_no,
    "authenticated": _yes_no,
    "languages": _text(200),
    "note": _text(2000),
    "users": _ids("user", lambda known: known.users),
    "groups": _ids("group", lambda known: known.groups),
    "excluded_users": _ids("user", lambda known: known.users),
    "excluded_groups": _ids("group", lambda known: known.groups),
    "excluded_leagues": _leagues,
    "arms": _arms,
}
