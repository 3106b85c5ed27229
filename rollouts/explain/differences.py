"""The differences that a change of a flag made, field by field and in words. Pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from rollouts.evaluation.evaluate import format_percent
from rollouts.evaluation.flag_state import NEW_STATE, parse_instant, to_hundredths
from rollouts.explain.wording import WordingContext, arms_in_words, criteria_phrases, on_off


class Difference(NamedTuple):
    """One field that a change changed, in words."""

    field: str
    was: str
    becomes: str


FIELDS = {
    "everyone": "For everyone",
    "strategy": "Strategy",
    "percent": "Percentage",
    "rings": "Rings",
    "labels": "Server labels",
    "regions": "Regions",
    "criteria": "Conditions",
    "users": "Users by name",
    "groups": "Groups by name",
    "leagues": "Leagues by name",
    "excluded_users": "Users left out",
    "excluded_groups": "Groups left out",
    "excluded_leagues": "Leagues left out",
    "staff": "Operators",
    "superusers": "Superusers",
    "authenticated": "Everybody who is signed in",
    "testing": "Testers may ask",
    "languages": "Languages",
    "requires": "Needs",
    "starts_at": "Starts",
    "ends_at": "Ends",
    "bucket_by": "Placed by",
    "salt": "Salt",
    "arms": "Arms",
    "note": "Note",
    "frozen_at": "Frozen since",
    "freeze_reason": "Reason of the freeze",
}
"""The fields of a state as people call them, in the order in which they are said."""


def differences(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, context: WordingContext
) -> list[Difference]:
    """Return the differences between two states, field by field."""
    was, becomes = {**NEW_STATE, **(before or {})}, {**NEW_STATE, **(after or {})}
    return [
        Difference(label, value_in_words(key, was[key], context), value_in_words(key, becomes[key], context))
        for key, label in FIELDS.items()
        if was[key] != becomes[key]
    ]


def value_in_words(key: str, value: Any, context: WordingContext) -> str:
    """Return the value of one field of a state in words."""
    if key == "everyone":
        return {True: "on", False: "off", None: "neither: the strategy decides"}[value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if key == "percent":
        return format_percent(to_hundredths(value))
    if value in (None, "", [], {}):
        return "none"
    if key in {"starts_at", "ends_at", "frozen_at"}:
        moment = parse_instant(value)
        return context.when(moment) if moment else "none"
    return _collection(key, value, context) if isinstance(value, list | dict) else str(value)


def _collection(key: str, value: Any, context: WordingContext) -> str:
    if key.removeprefix("excluded_") in {"users", "groups", "leagues"}:
        return ", ".join(sorted((context.name(key, each) for each in value), key=str.casefold))
    if key == "rings":
        return ", ".join(
            f"{ring} {format_percent(to_hundredths(percent))}" for ring, percent in context.in_order(value)
        )
    if key == "arms":
        return arms_in_words(value)
    if key == "criteria":
        return "; ".join(criteria_phrases(value))
    if key == "requires":
        return ", ".join(f"{flag} {on_off(wanted)}" for flag, wanted in value.items())
    return ", ".join(map(str, value))
