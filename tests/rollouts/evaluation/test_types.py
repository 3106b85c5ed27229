"""Subjects, criteria and audiences."""

from typing import Any

import pytest

from rollouts.evaluation.types import Audience, BucketBy, Criterion, FlagConfig, FlagSnapshot, Subject

MAX = Subject(user=7, league="x", auction="y", traits={"age": 40})


def test_subject_has_an_id_of_each_kind_or_none() -> None:
    assert [MAX.id_for(kind) for kind in BucketBy] == ["7", "x", "y"]
    assert [Subject().id_for(kind) for kind in BucketBy] == [None, None, None]


def test_subject_on_behalf_of_a_league_keeps_its_own_traits() -> None:
    assert Subject(user=7, traits={"age": 40}).on_behalf_of("z", sport="football") == Subject(
        user=7, league="z", traits={"age": 40, "sport": "football"}
    )


@pytest.mark.parametrize(
    ("operator", "value", "traits", "met"),
    [
        ("is", "gold", {"t": "gold"}, True),
        ("is", "gold", {"t": "silver"}, False),
        ("in", frozenset({1, 2}), {"t": 2}, True),
        ("in", frozenset({1, 2}), {"t": 3}, False),
        ("at_least", 30, {"t": 30}, True),
        ("at_least", 30, {"t": 29}, False),
        ("at_most", 30, {"t": 30}, True),
        ("at_most", 30, {"t": 31}, False),
        ("at_least", 1, {"t": "2"}, False),
        ("at_least", 1, {"t": True}, False),
        ("is", False, {}, False),
    ],
)
def test_criterion_is_met(operator: str, value: Any, traits: dict[str, Any], met: bool) -> None:
    assert Criterion("t", operator, value).met_by(traits) is met


@pytest.mark.parametrize(
    ("audience", "subject", "listed"),
    [
        (Audience(users=frozenset({7})), MAX, True),
        (Audience(users=frozenset({8})), MAX, False),
        (Audience(leagues=frozenset({"x"})), MAX, True),
        (Audience(leagues=frozenset({"x"})), Subject(league="x"), True),
        (Audience(groups=frozenset({1})), MAX, True),
        (Audience(groups=frozenset({2, 3})), MAX, False),
        (Audience(users=frozenset({7}), groups=frozenset({1})), Subject(), False),
    ],
)
def test_audience_lists_users_members_of_groups_and_leagues(audience: Audience, subject: Subject, listed: bool) -> None:
    snapshot = FlagSnapshot(groups={1: frozenset({7}), 2: frozenset({8})})
    assert snapshot.is_in(audience, subject) is listed


@pytest.mark.parametrize(
    ("audience", "somebody"),
    [
        (Audience(), False),
        (Audience(users=frozenset({7})), True),
        (Audience(leagues=frozenset({"L"})), True),
        (Audience(groups=frozenset({1})), True),
        (Audience(groups=frozenset({2})), False),
        (Audience(groups=frozenset({3})), False),
        (Audience(users=frozenset({7}), groups=frozenset({2})), True),
    ],
)
def test_audience_has_anybody_unless_it_lists_none_but_empty_groups(audience: Audience, somebody: bool) -> None:
    assert FlagSnapshot(groups={1: frozenset({7}), 2: frozenset()}).has_anybody(audience) is somebody


def test_snapshot_knows_flags_that_are_set_and_those_that_are_declared() -> None:
    snapshot = FlagSnapshot(flags={"b": FlagConfig(name="b")}, defaults={"a": True, "b": False})
    assert snapshot.flag_names() == ["a", "b"]
    assert [snapshot.has_flag(name) for name in ("a", "b", "c")] == [True, True, False]


def test_account_was_younger_then() -> None:
    day = 86_400.0
    asks = Subject(traits={"account_age_days": 2, "sport": "golf"}, since=0.5 * day)
    assert asks.as_of(2.4 * day).traits == {"account_age_days": 1, "sport": "golf"}
    assert asks.as_of(2.55 * day).traits == asks.traits
    assert asks.as_of(9 * day).traits == asks.traits, "it never was older than it is"
    assert asks.as_of(0.2 * day).traits["account_age_days"] == -1, "it was not there yet"
    assert Subject(traits={"account_age_days": 2}).as_of(0).traits == {"account_age_days": 2}
