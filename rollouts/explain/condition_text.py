"""Conditions, requirements and arms as people type them, one a line. Pure.

account_age_days at_least 30
sport in football, cricket
sport is not tennis

use_state_persistence on

as_today 33.33 %
larger 66.67 %
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from rollouts.evaluation.types import LIST_OPERATORS, OPERATORS

_WEIGHT = re.compile(r"\d{1,3}(\.\d{1,2})?")
_NUMBER = re.compile(r"-?\d{1,15}")
_WORDS = {"yes": True, "true": True, "no": False, "false": False}
_ANSWERS = {"on": True, "off": False}


def parse_criteria(text: str) -> dict[str, dict[str, Any]]:
    """Parse conditions by trait. Raises ValueError with the line, and what it should look like."""
    criteria: dict[str, dict[str, Any]] = {}
    for line in _lines(text):
        trait, operator, value = _condition(line)
        if operator not in OPERATORS or not value:
            raise ValueError(
                f"“{line}” is no condition. Write a trait, one of {', '.join(OPERATORS)}, and a value: "
                "account_age_days at_least 30"
            )
        if operator in criteria.setdefault(trait, {}):
            raise ValueError(f"There are two lines with “{trait} {operator}”. Leave one of them out.")
        criteria[trait][operator] = (
            [_value(each) for each in value.split(",")] if operator in LIST_OPERATORS else _value(value)
        )
    return criteria


def _condition(line: str) -> tuple[str, str, str]:
    """Return trait, operator and value. Operators of two words may be written as such: `is not` is `is_not`."""
    trait, rest = (*line.split(maxsplit=1), "")[:2]
    first, second, value = (*rest.split(maxsplit=2), "", "", "")[:3]
    if (together := f"{first}_{second}") in OPERATORS:
        return trait, together, value
    return trait, first, rest[len(first) :].strip()


def format_criteria(criteria: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the conditions as they are typed."""
    return "\n".join(
        f"{trait} {operator} {', '.join(map(_typed, value)) if isinstance(value, list) else _typed(value)}"
        for trait, conditions in criteria.items()
        for operator, value in conditions.items()
    )


def parse_requires(text: str) -> dict[str, bool]:
    """Parse flags and the value that each must have. Raises ValueError with the line, and what it should look like."""
    requires = {}
    for line in _lines(text):
        flag, answer = (*line.split(maxsplit=1), "")[:2]
        if answer.strip() not in _ANSWERS:
            raise ValueError(f"“{line}” is no requirement. Write a flag and on or off: use_state_persistence on")
        requires[flag] = _ANSWERS[answer.strip()]
    return requires


def format_requires(requires: Mapping[str, bool]) -> str:
    """Return the requirements as they are typed."""
    return "\n".join(f"{flag} {'on' if value else 'off'}" for flag, value in requires.items())


def parse_arms(text: str) -> list[dict[str, Any]]:
    """Parse arms with their weights in percent. Raises ValueError with the line, and what it should look like."""
    arms = []
    for line in _lines(text):
        name, weight = (*line.split(maxsplit=1), "")[:2]
        number = weight.strip().removesuffix("%").strip().replace(",", ".")
        if not _WEIGHT.fullmatch(number):
            raise ValueError(f"“{line}” is no arm. Write a name and a weight in percent: as_today 33.33")
        arms.append({"name": name, "weight": float(number)})
    return arms


def format_arms(arms: Iterable[Mapping[str, Any]]) -> str:
    """Return the arms as they are typed."""
    return "\n".join(f"{arm['name']} {arm['weight']:g}" for arm in arms)


def split_items(text: str) -> list[str]:
    """Split a text at commas and line ends."""
    return [each.strip() for each in re.split(r"[,\n]", text) if each.strip()]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _value(text: str) -> str | int | bool:
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return int(text)
    return _WORDS.get(text.lower(), text)


def _typed(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
