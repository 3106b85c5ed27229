"""A patch is applied, or all its mistakes are named."""

from typing import Any

import pytest

from rollouts.changes.validation import ExistingNames, InvalidPatch, apply_patch, parse_percentage
from rollouts.evaluation.flag_state import NEW_STATE

LEAGUE = "6f1d6cf0-4a6c-4b55-9b3e-0d1f6f1a7a11"
NOTHING = ExistingNames(flags=(), rings=(), users=(), groups=(), leagues=(), traits=(), requires={})
HERE = ExistingNames(
    flags={"g", "h"},
    rings=["internal", "beta"],
    users={1, 2},
    groups={3},
    leagues={LEAGUE},
    traits=["age"],
    requires={"g": {"h": True}, "h": {}},
)


def apply(patch: dict[str, Any]) -> dict[str, Any]:
    after = apply_patch("f", NEW_STATE, patch, HERE)
    return {key: value for key, value in after.items() if value != NEW_STATE[key]}


@pytest.mark.parametrize(
    ("patch", "changed"),
    [
        ({}, {}),
        ({"percent": "18.35"}, {"percent": 18.35}),
        ({"users": [2, 1, 2]}, {"users": [1, 2]}),
        ({"labels": [" web-2", "web-1"]}, {"labels": ["web-1", "web-2"]}),
        ({"rings": {"beta": None}}, {"rings": {"beta": 0.0}}),
        ({"note": " Later. "}, {"note": "Later."}),
        ({"requires": {"g": True}}, {"requires": {"g": True}}),
        ({"starts_at": "2027-01-31T18:00:00Z"}, {"starts_at": "2027-01-31T18:00:00+00:00"}),
        ({"excluded_users": [2, 1, 2]}, {"excluded_users": [1, 2]}),
        ({"excluded_leagues": [LEAGUE.upper()]}, {"excluded_leagues": [LEAGUE]}),
        ({"criteria": {"age": {"is_not": 3, "not_in": [4]}}}, {"criteria": {"age": {"is_not": 3, "not_in": [4]}}}),
        ({"criteria": {"age": {"at_least": 3}}}, {"criteria": {"age": {"at_least": 3}}}),
    ],
)
def test_values_are_normalized(patch: dict[str, Any], changed: dict[str, Any]) -> None:
    assert apply(patch) == changed


def test_all_mistakes_are_named_and_the_state_stays() -> None:
    before = dict(NEW_STATE)
    with pytest.raises(InvalidPatch) as error:
        apply_patch("f", before, {"percent": 101, "staff": "yes", "colour": "red", "salt": "ok"}, HERE)
    assert error.value.fields.keys() == {"percent", "staff", "colour"}
    assert before == NEW_STATE


def test_flags_may_not_require_each_other_in_a_circle() -> None:
    circle = ExistingNames(
        flags={"g"}, rings=[], users=(), groups=(), leagues=(), traits=(), requires={"g": {"f": True}}
    )
    with pytest.raises(InvalidPatch, match="That would be a circle: "):
        apply_patch("f", NEW_STATE, {"requires": {"g": True}}, circle)


def test_end_is_later_than_the_start() -> None:
    moment = "2027-01-01T00:00:00+00:00"
    with pytest.raises(InvalidPatch) as error:
        apply({"starts_at": moment, "ends_at": moment})
    assert error.value.fields == {"ends_at": "Must be later than the start."}


@pytest.mark.parametrize("value", ["1e999", "NaN", -0.01, 100.01, 0.001, True, [], "x"])
def test_percentage_is_0_to_100_with_two_decimals(value: Any) -> None:
    with pytest.raises(ValueError, match="from 0 to 100, with two decimals"):
        parse_percentage(value)


def test_percentage_is_read_from_text_and_number() -> None:
    assert [parse_percentage(value) for value in (None, 0, "12.50", 99.99)] == [None, 0.0, 12.5, 99.99]


def three(*weights: Any) -> list[dict[str, Any]]:
    return [{"name": name, "weight": weight} for name, weight in zip("abc", weights, strict=False)]


def test_arms_come_to_a_hundred_percent_in_hundredths_of_one() -> None:
    thirds = three(33.33, 33.33, 33.34)
    assert apply({"arms": thirds}) == {"arms": thirds}
    assert apply({"arms": three("50", 50)}) == {"arms": three(50.0, 50.0)}
    assert apply({"arms": []}) == {}
    tenths = [{"name": f"a{each}", "weight": 0.1 if each < 7 else 99.3} for each in range(8)]
    assert apply({"arms": tenths}) == {"arms": tenths}  # as floats they come to 99.99999999999999


@pytest.mark.parametrize(
    ("arms", "says"),
    [
        (None, "Give arms with their weights in percent, the control first"),
        ({"a": 100}, "Give arms with their weights in percent, the control first"),
        (["a", "b"], "Give arms with their weights in percent, the control first"),
        ([{"name": "a", "weight": 50, "seed": 1}, {"name": "b", "weight": 50}], "Give arms with their weights"),
        ([{"name": "a", "weight": 100}], "Give from 2 to 8 arms, or none."),
        ([{"name": f"a{each}", "weight": 1} for each in range(9)], "Give from 2 to 8 arms, or none."),
        ([{"name": "a", "weight": 50}, {"name": "a", "weight": 50}], "There are two arms a."),
        ([{"name": "on", "weight": 50}, {"name": "b", "weight": 50}], "neither on nor off"),
        ([{"name": "a", "weight": 50}, {"name": "off", "weight": 50}], "neither on nor off"),
        ([{"name": "A b", "weight": 50}, {"name": "b", "weight": 50}], "Name an arm with 1 to 40 small letters"),
        ([{"name": "a" * 41, "weight": 50}, {"name": "b", "weight": 50}], "Name an arm with 1 to 40 small letters"),
        ([{"name": ["a"], "weight": 50}, {"name": "b", "weight": 50}], "Name an arm with 1 to 40 small letters"),
        (three(33.33, 33.33, 33.33), "The weights come to 99.99 %. They must come to 100.00 %."),
        (three(50, 50, 0.01), "The weights come to 100.01 %. They must come to 100.00 %."),
        (three(0, 100), "a: give a weight above 0, or leave the arm out."),
        (three(100, None), "b: give a weight above 0, or leave the arm out."),
        (three(33.333, 66.667), "a: Give a percentage from 0 to 100, with two decimals at most."),
        (three("half", 50), "a: Give a percentage from 0 to 100"),
        (three(-50, 150), "a: Give a percentage from 0 to 100"),
    ],
)
def test_arms_that_share_nothing_out_are_refused(arms: Any, says: str) -> None:
    with pytest.raises(InvalidPatch) as error:
        apply({"arms": arms})
    assert says in error.value.fields["arms"]
