"""Conditions and requirements as people type them."""

import pytest

from rollouts.explain.condition_text import (
    format_arms,
    format_criteria,
    format_requires,
    parse_arms,
    parse_criteria,
    parse_requires,
    split_items,
)


@pytest.mark.parametrize(
    ("text", "criteria"),
    [
        ("", {}),
        ("account_age_days at_least 30\n\n", {"account_age_days": {"at_least": 30}}),
        (
            " account_age_days  at_least  30\naccount_age_days at_most 90\r\nsport in football,  cricket",
            {"account_age_days": {"at_least": 30, "at_most": 90}, "sport": {"in": ["football", "cricket"]}},
        ),
        ("sport is not golf\nyears not in 1, 2", {"sport": {"is_not": "golf"}, "years": {"not_in": [1, 2]}}),
        ("sport is_not golf\nage at least 3", {"sport": {"is_not": "golf"}, "age": {"at_least": 3}}),
        ("sport is table tennis", {"sport": {"is": "table tennis"}}),
        ("paying is yes\nyears in 1, 2", {"paying": {"is": True}, "years": {"in": [1, 2]}}),
    ],
)
def test_conditions_are_read_and_written(text: str, criteria: dict[str, object]) -> None:
    assert parse_criteria(text) == criteria
    assert parse_criteria(format_criteria(parse_criteria(text))) == criteria


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sport", "“sport” is no condition"),
        ("sport is", "“sport is” is no condition"),
        ("sport is not", "“sport is not” is no condition"),
        ("age > 3", "one of is, is_not, in, not_in, at_least, at_most"),
        ("age is 3\nage is 4", "two lines with “age is”"),
    ],
)
def test_line_that_is_no_condition_is_named(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_criteria(text)


def test_requirements_are_read_and_written() -> None:
    needed = parse_requires("use_state_persistence on\n bots  off \n")
    assert needed == {"use_state_persistence": True, "bots": False}
    assert parse_requires(format_requires(needed)) == needed
    for line in ("bots", "bots maybe", "bots on off"):
        with pytest.raises(ValueError, match=f"“{line}” is no requirement"):
            parse_requires(line)


def test_arms_are_read_and_written() -> None:
    arms = [{"name": "as_today", "weight": 33.33}, {"name": "larger", "weight": 66.67}]
    assert parse_arms(" as_today  33,33 %\r\n\nlarger 66.67%") == arms
    assert format_arms(arms) == "as_today 33.33\nlarger 66.67"
    assert parse_arms("") == []
    assert format_arms([{"name": "a", "weight": 100.0}]) == "a 100"


@pytest.mark.parametrize("line", ["as_today", "as_today x", "50", "as_today -5", "as_today 33.333", "a 1e1", "a b 50"])
def test_line_that_is_no_arm_is_named(line: str) -> None:
    with pytest.raises(ValueError, match=f"“{line}” is no arm. Write a name and a weight in percent: as_today 33.33"):
        parse_arms(line)


def test_words_are_separated_by_commas_and_lines() -> None:
    assert split_items("web-1, web-2\n\nweb 3,") == ["web-1", "web-2", "web 3"]
