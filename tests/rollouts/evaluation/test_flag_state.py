"""A flag's state as JSON, and the configuration that evaluation reads from it."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from rollouts.evaluation.flag_state import (
    NEW_STATE,
    config_of,
    parse_criteria,
    parse_instant,
    released_share,
    to_hundredths,
)
from rollouts.evaluation.types import Audience, BucketBy, Criterion, FlagConfig, Strategy


@pytest.mark.parametrize(
    ("percent", "hundredths"),
    [(None, 0), (0, 0), (18.35, 1835), (0.29, 29), ("4.1", 410), (Decimal("99.99"), 9999), (100, 10_000)],
)
def test_percentages_become_hundredths_without_rounding(percent: Any, hundredths: int) -> None:
    assert to_hundredths(percent) == hundredths


def test_instants_keep_their_zone() -> None:
    assert parse_instant(None) is None
    assert parse_instant("2027-01-01T02:00:00+02:00") == datetime(2027, 1, 1, tzinfo=UTC)


def test_empty_state_is_a_new_row() -> None:
    assert config_of({}, name="f") == config_of(NEW_STATE, name="f") == FlagConfig(name="f")


def test_every_key_of_a_state_counts() -> None:
    state = {
        "everyone": True, "percent": 12.5, "strategy": "ring", "bucket_by": "league", "salt": "s", "rings": {"ga": 5},
        "labels": ["web-1"], "regions": ["eu"], "leagues": ["x"], "users": [7], "groups": [1],
        "criteria": {"sport": {"in": ["football"]}}, "requires": {"g": False},
        "starts_at": "1970-01-01T00:01:00+00:00", "ends_at": "1970-01-01T00:02:00+00:00",
        "testing": True, "superusers": True, "staff": True, "authenticated": True, "languages": "de, fr,",
        "excluded_users": [8], "excluded_groups": [2], "excluded_leagues": ["y"],
        "arms": [{"name": "a", "weight": 33.33}, {"name": "b", "weight": 66.67}],
    }  # fmt: skip
    assert config_of(state, name="f", version=3) == FlagConfig(
        name="f", version=3, everyone=True, percent=1250, strategy=Strategy.RING, bucket_by=BucketBy.LEAGUE, salt="s",
        rings={"ga": 500}, labels=frozenset({"web-1"}), regions=frozenset({"eu"}),
        targets=Audience(users=frozenset({7}), groups=frozenset({1}), leagues=frozenset({"x"})),
        criteria=(Criterion("sport", "in", frozenset({"football"})),), requires=(("g", False),),
        starts_at=60.0, ends_at=120.0, testing=True, superusers=True, staff=True, authenticated=True,
        languages=frozenset({"de", "fr"}),
        excluded=Audience(users=frozenset({8}), groups=frozenset({2}), leagues=frozenset({"y"})),
        arms=(("a", 3_333), ("b", 6_667)),
    )  # fmt: skip


def test_list_of_a_condition_is_a_set() -> None:
    assert parse_criteria({"sport": {"not_in": ["golf", "golf"]}}) == (
        Criterion("sport", "not_in", frozenset({"golf"})),
    )


def test_each_condition_is_a_criterion() -> None:
    assert parse_criteria({"age": {"at_least": 3, "at_most": 9}, "plan": {"is": "gold"}}) == (
        Criterion("age", "at_least", 3),
        Criterion("age", "at_most", 9),
        Criterion("plan", "is", "gold"),
    )


@pytest.mark.parametrize(
    ("state", "share"),
    [
        ({"everyone": True}, 10_000),
        ({"everyone": False, "percent": 50}, 0),
        ({"percent": 25}, 2500),
        ({"strategy": "ring", "rings": {"beta": 100, "ga": 5}}, 10_000),
        ({"strategy": "ring"}, 0),
        ({"strategy": "canary", "percent": 25}, 0),
    ],
)
def test_released_share_is_what_those_get_whom_nothing_names(state: dict[str, Any], share: int) -> None:
    assert released_share({**NEW_STATE, **state}) == share
