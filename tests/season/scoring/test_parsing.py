"""Schemes are read, or refused with a sentence for each wrong place."""

from typing import Any

import pytest

from leagues.built_in_sports import BUILT_IN_SPORTS
from season.scoring.parsing import parse_scheme, stored_scheme
from season.scoring.scheme import Measure, SchemeError
from tests.season.shipped_schemes import definition_of, scheme_of

STATISTICS = ("goals", "minutes", "saves", "balls")
POSITIONS = ("GK", "DEF")
GOALS = {"name": "Goals", "statistic": "goals", "per": 1, "points": 4}


def wrong(*rules: Any) -> dict[str, str]:
    with pytest.raises(SchemeError) as caught:
        parse_scheme({"rules": list(rules)}, STATISTICS, POSITIONS)
    return caught.value.fields


@pytest.mark.parametrize("sport", BUILT_IN_SPORTS)
def test_shipped_schemes_are_read_and_written_the_same(sport: str) -> None:
    scheme = scheme_of(sport)
    assert scheme.to_json() == definition_of(sport)


def test_the_digest_goes_by_what_the_rules_say() -> None:
    def digest(**changes: Any) -> str:
        return parse_scheme({"rules": [GOALS | changes]}, STATISTICS, POSITIONS).digest

    assert digest() == digest(points=4.0) == digest(statistic=["goals"])
    assert len({digest(), digest(points=4.5), digest(per=2), digest(name="Goal"), digest(at_least=1)}) == 5


@pytest.mark.parametrize("data", [None, [], "x", {}, {"rules": []}, {"rules": "x"}, {"rules": [GOALS], "unit": "x"}])
def test_something_else_than_a_scheme_is_refused(data: object) -> None:
    with pytest.raises(SchemeError):
        parse_scheme(data, STATISTICS, POSITIONS)


@pytest.mark.parametrize(
    ("data", "places"),
    [
        ([], {"scheme", "rules"}),
        ({"rules": "x"}, {"rules"}),
        ({"rules": [GOALS], "unit": "x"}, {"scheme.unit"}),
    ],
)
def test_place_that_is_no_scheme_is_named(data: object, places: set[str]) -> None:
    with pytest.raises(SchemeError) as caught:
        parse_scheme(data, STATISTICS, POSITIONS)
    assert caught.value.fields.keys() == places
    assert "1 to 100 rules" in caught.value.fields.get("rules", "1 to 100 rules")


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"statistic": "goal"}, "rules[0].statistic", "no statistic 'goal'; its statistics: goals, minutes"),
        ({"statistic": ["goals", "goals"]}, "rules[0].statistic", "different ones"),
        ({"statistic": []}, "rules[0].statistic", "Give one statistic"),
        ({"statistic": None}, "rules[0].statistic", "no statistic None"),
        ({"name": " "}, "rules[0].name", "Give a name"),
        ({"name": "x" * 61}, "rules[0].name", "1 to 60"),
        ({"points": 0}, "rules[0].points", "and not 0"),
        ({"points": 0.125}, "rules[0].points", "two decimals"),
        ({"points": 1001}, "rules[0].points", "from -1000 to 1000 with"),
        ({"points": 10**400}, "rules[0].points", "from -1000 to 1000"),
        ({"points": float("nan")}, "rules[0].points", "from -1000"),
        ({"points": True}, "rules[0].points", "Give points"),
        ({"points": "4"}, "rules[0].points", "Give points"),
        ({"points": {}}, "rules[0].points", "at least one position"),
        ({"points": {"GKP": 4}}, "rules[0].points.GKP", "its positions: GK, DEF"),
        ({"points": {"GK": "x"}}, "rules[0].points.GK", "Give points"),
        ({"per": 0}, "rules[0].per", "whole number from 1"),
        ({"per": 1.5}, "rules[0].per", "whole number from 1"),
        ({"at_least": "1"}, "rules[0].at_least", "Give a number"),
        ({"at_least": 1, "above": 1}, "rules[0].above", "either at_least or above"),
        ({"at_least": 3, "at_most": 2}, "rules[0]", "Nothing lies between"),
        ({"at_least": 3, "below": 3}, "rules[0]", "Nothing lies between"),
        ({"times": 6}, "rules[0].times", "Belongs to `divided_by`"),
        ({"divided_by": "balls"}, "rules[0].per", "A ratio can't be counted"),
        ({"when": {}}, "rules[0].when", "a list of 5 conditions"),
        ({"when": [{"statistic": "minutes"}]}, "rules[0].when[0]", "Give a bound: at_least, above, at_most, below."),
        ({"when": [{"statistic": "minute", "at_least": 1}]}, "rules[0].when[0].statistic", "no statistic 'minute'"),
        ({"when": ["x"]}, "rules[0].when[0]", "Give an object with statistic, "),
        ({"bonus": 1}, "rules[0].bonus", "no such field; use name, "),
    ],
)
def test_each_wrong_field_is_named_with_what_to_do(changes: dict[str, Any], place: str, words: str) -> None:
    problems = wrong(GOALS | changes)
    assert words in problems[place]
    assert problems.keys() == {place}


MINUTES = {"statistic": "minutes", "at_least": 60}


@pytest.mark.parametrize(
    ("fits", "too_much", "place"),
    [
        ({"name": "x" * 60}, {"name": "x" * 61}, "rules[0].name"),
        ({"name": " x"}, {"name": "  "}, "rules[0].name"),
        ({"points": 1000}, {"points": 1000.01}, "rules[0].points"),
        ({"points": -1000}, {"points": -1000.01}, "rules[0].points"),
        ({"points": 0.01}, {"points": 0}, "rules[0].points"),
        ({"per": 1_000_000}, {"per": 1_000_001}, "rules[0].per"),
        ({"per": 1}, {"per": True}, "rules[0].per"),
        ({"at_least": 99_999_999.99}, {"at_least": 10**9 + 1}, "rules[0].at_least"),
        ({"at_most": 0}, {"at_most": 0.001}, "rules[0].at_most"),
        ({"at_least": 3, "at_most": 3}, {"at_least": 3, "at_most": 2.99}, "rules[0]"),
        ({"above": 2, "at_most": 3}, {"above": 3, "at_most": 3}, "rules[0]"),
        ({"when": [MINUTES] * 5}, {"when": [MINUTES] * 6}, "rules[0].when"),
        ({"when": [MINUTES, MINUTES]}, {"when": [MINUTES, {"at_least": 1}]}, "rules[0].when[1].statistic"),
    ],
)
def test_limits_are_what_still_fits(fits: dict[str, Any], too_much: dict[str, Any], place: str) -> None:
    parse_scheme({"rules": [GOALS | fits]}, STATISTICS, POSITIONS)
    assert wrong(GOALS | too_much).keys() == {place}


def test_scheme_has_a_hundred_rules_at_most() -> None:
    rules = [GOALS | {"name": f"Goals {number}"} for number in range(101)]
    assert len(parse_scheme({"rules": rules[:100]}, STATISTICS).rules) == 100
    assert wrong(*rules).keys() == {"rules"}


def test_two_rules_of_one_name_are_refused_at_the_second() -> None:
    problems = wrong(GOALS, GOALS | {"name": "Saves"}, GOALS)
    assert problems == {"rules[2].name": "rules[0] has this name; give another."}


def test_stored_scheme_is_read_whatever_its_sport_has_now() -> None:
    definition = {"rules": [GOALS | {"points": {"GK": 4}}]}
    assert stored_scheme(definition) == parse_scheme(definition, STATISTICS, POSITIONS)


def test_ratio_is_read_with_what_it_is_multiplied_by() -> None:
    ratio = {"name": "Economy", "statistic": "goals", "divided_by": "balls", "below": 5, "points": 1}
    measures = [
        rule.test.measure
        for rule in parse_scheme({"rules": [ratio, ratio | {"name": "Rate", "times": 6}]}, STATISTICS).rules
    ]
    assert measures == [Measure(("goals",), 1, "balls"), Measure(("goals",), 6, "balls")]
    assert wrong(ratio | {"times": 0}) == {"rules[0].times": "Give a whole number from 1 to 1000000."}


def test_a_rule_must_say_when_it_counts() -> None:
    assert "`per` for every so many" in wrong({"name": "Goals", "statistic": "goals", "points": 4})["rules[0].per"]


def test_a_ratio_needs_a_known_divisor() -> None:
    ratio = {"name": "Economy", "statistic": "goals", "divided_by": "overs", "below": 5, "points": 1}
    assert "no statistic 'overs'" in wrong(ratio)["rules[0].divided_by"]


def test_all_wrong_rules_are_named_together() -> None:
    problems = wrong(GOALS | {"points": 0}, GOALS | {"statistic": "x"}, "rule")
    assert problems.keys() == {"rules[0].points", "rules[1].statistic", "rules[1].name", "rules[2]"}


def test_a_sport_without_statistics_has_none_yet() -> None:
    with pytest.raises(SchemeError, match="its statistics: none yet"):
        parse_scheme({"rules": [GOALS]}, ())


def test_a_sport_without_positions_has_one_number() -> None:
    with pytest.raises(SchemeError, match="none, so give one number"):
        parse_scheme({"rules": [GOALS | {"points": {"GK": 4}}]}, STATISTICS)
