"""Rules in words, and the document that says them."""

from pathlib import Path

import pytest

from leagues.built_in_sports import BUILT_IN_SPORTS
from season.scoring.parsing import parse_scheme
from season.scoring.wording import describe_rule
from tests.season.shipped_schemes import scheme_of, statistics_of

SCORING = (Path(__file__).parents[3] / "docs" / "scoring.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"per": 1, "points": 4}, "4 for each of A"),
        ({"per": 3, "points": -0.5}, "-0.5 for every 3 of A"),
        ({"per": 1, "points": {"GK": 4, "DEF": 6, "MID": 4}}, "4 (GK, MID), 6 (DEF) for each of A"),
        ({"at_least": 60, "points": 2}, "2 if A is at least 60"),
        ({"at_least": 3, "at_most": 3, "points": 2}, "2 if A is 3"),
        ({"at_least": 50, "at_most": 99, "points": 2}, "2 if A is 50 to 99"),
        ({"above": 1.5, "below": 3, "points": 2}, "2 if A is above 1.5 and below 3"),
        ({"statistic": ["a", "b"], "at_most": 1, "points": 2}, "2 if A + b is at most 1"),
        (
            {"divided_by": "b", "times": 6, "below": 5, "when": [{"statistic": "b", "at_least": 12}], "points": 6},
            "6 if 6 × A ÷ b is below 5 and b is at least 12",
        ),
        ({"divided_by": "b", "below": 5, "points": 6}, "6 if A ÷ b is below 5"),
        ({"per": 1, "when": [{"statistic": "b", "at_most": 0}], "points": 4}, "4 for each of A if b is at most 0"),
        ({"per": 3, "when": [{"statistic": "b", "above": 1}], "points": 4}, "4 for every 3 of A if b is above 1"),
    ],
)
def test_sentences(rule: dict[str, object], words: str) -> None:
    data = {"rules": [{"name": "Rule", "statistic": "a", **rule}]}
    [parsed] = parse_scheme(data, ("a", "b"), ("GK", "DEF", "MID")).rules
    assert describe_rule(parsed, {"a": "A"}) == words


@pytest.mark.parametrize("sport", BUILT_IN_SPORTS)
def test_the_document_has_every_rule_and_every_statistic(sport: str) -> None:
    names = {each.key: each.name for each in statistics_of(sport)}
    for rule in scheme_of(sport).rules:
        assert f"| {rule.name} | {describe_rule(rule, names)} |" in SCORING
    assert all(f"`{key}`" in SCORING for key in names)
