"""Flags that another release or a hand has stored, and what can be read of them."""

from typing import Any

import pytest

from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.flag_state import NEW_STATE, config_of, readable_state
from rollouts.evaluation.stored_state import unreadable_fields
from rollouts.evaluation.types import FlagSnapshot, Subject

STRANGE: list[Any] = [None, True, 7, 1.5, -1, "x", [], [1], [None], [[]], {}, {"a": 1}, {"a": []}, {"a": {"b": []}}]
WRONG: list[tuple[str, Any]] = [
    ("everyone", "yes"),
    ("percent", "half"),
    ("percent", True),
    ("strategy", "moon"),
    ("bucket_by", "zodiac"),
    ("rings", []),
    ("rings", {"beta": "all"}),
    ("labels", "web-1"),
    ("leagues", {"x": 1}),
    ("criteria", []),
    ("criteria", {"sport": "football"}),
    ("criteria", {"sport": {"like": "foot"}}),
    ("criteria", {"sport": {"in": "football"}}),
    ("criteria", {"sport": {"in": [[]]}}),
    ("criteria", {"account_age_days": {"at_least": "30"}}),
    ("requires", ["bots"]),
    ("requires", {"bots": "on"}),
    ("starts_at", "soon"),
    ("starts_at", "2027-01-01T00:00:00"),
    ("users", ["max"]),
    ("groups", None),
    ("excluded_users", ["max"]),
    ("excluded_groups", {}),
    ("excluded_leagues", [5]),
    ("criteria", {"sport": {"not_in": "football"}}),
    ("arms", {"a": 50}),
    ("arms", ["a"]),
    ("arms", [{"name": "a"}]),
    ("arms", [{"weight": 50}]),
    ("arms", [{"name": 1, "weight": 50}]),
    ("arms", [{"name": "a", "weight": None}]),
    ("arms", [{"name": "a", "weight": "half"}]),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_field_that_cannot_be_read_turns_the_flag_off(field: str, value: Any) -> None:
    state = {**NEW_STATE, "percent": 100, field: value}
    assert [*unreadable_fields(state)] == [field]
    assert config_of(state, name="f").everyone is False
    assert readable_state(state) == {**state, field: NEW_STATE[field]}


@pytest.mark.parametrize(
    "state",
    [
        NEW_STATE,
        {"arms": [{"name": "a", "weight": 7, "later": 1}]},
        {"percent": 250, "rings": {"moon": -5}, "later": {"x": 1}},
        {"criteria": {"moon": {"is": "full"}, "sport": {"in": ["football", 7]}}, "requires": {"later": True}},
    ],
)
def test_what_is_out_of_bounds_or_not_known_can_be_read(state: dict[str, Any]) -> None:
    assert unreadable_fields(state) == {}


@pytest.mark.parametrize("field", NEW_STATE)
@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_whatever_is_stored_can_be_evaluated(field: str, value: Any) -> None:
    subject = Subject(user=7, league="x", label="web-1", traits={"a": 3, "sport": "football"})
    for strategy in ("percentage", "ring", "canary"):
        config = config_of({**NEW_STATE, "strategy": strategy, "percent": 50, field: value}, name="f")
        evaluate(FlagSnapshot(flags={"f": config}), "f", subject, 0.0)


@pytest.mark.parametrize("stored", STRANGE, ids=repr)
def test_whatever_is_stored_as_a_state_can_be_looked_at(stored: Any) -> None:
    assert readable_state(stored).keys() == NEW_STATE.keys()


def test_long_value_is_shown_in_short() -> None:
    assert len(unreadable_fields({"rings": "x" * 1000})["rings"]) == 61
