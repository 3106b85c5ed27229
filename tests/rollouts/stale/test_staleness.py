"""Staleness: when a flag should be gone, and since when it is on for everybody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rollouts.evaluation.registry import PERMANENT, FlagSpec
from rollouts.stale.staleness import FlagLife, is_for_everybody, launched_since, life_of

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
SPEC = FlagSpec(name="f", does="Nothing.", owner="nobody", ends="2027-06")
ALL, HALF = {"percent": "100.00"}, {"percent": 50}


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("state", "whole"),
    [
        ({}, False),
        (HALF, False),
        (ALL, True),
        ({"everyone": True}, True),
        ({**ALL, "everyone": False}, False),
        ({**ALL, "criteria": {"sport": {"is": "football"}}}, False),
        ({"everyone": True, "excluded_leagues": ["x"]}, False),
        ({**ALL, "ends_at": "2027-04-01T00:00:00+00:00"}, False),
        ({"strategy": "ring", "rings": {"beta": 100}}, False),
        ({"strategy": "ring", "rings": {"ga": 100}}, True),
        ({**ALL, "strategy": "canary", "labels": ["web-1"]}, False),
    ],
)
def test_state_that_lets_everybody_in(state: dict[str, Any], whole: bool) -> None:
    assert is_for_everybody(state, {"ga"}) is whole


@pytest.mark.parametrize(
    ("states", "days"),
    [
        ([], None),
        ([(1, HALF), (5, ALL)], None),
        ([(1, ALL), (5, HALF), (9, ALL)], 1),
        ([(1, {"everyone": True}), (5, ALL), (9, HALF)], 5),
        ([(1, ALL), (5, None)], 1),
        ([(5, {**ALL, "starts_at": ago(2).isoformat()}), (9, HALF)], 2),
    ],
)
def test_launch_is_the_first_of_the_unbroken_run(states: list[tuple[float, Any]], days: float | None) -> None:
    found = launched_since([(ago(each), state) for each, state in states], ())
    assert found == (None if days is None else ago(days))


def stale(**more: Any) -> list[str]:
    known: dict[str, Any] = {"launched_at": None, "read_at": ago(0), "first_change": ago(50), "noted_since": ago(50)}
    spec = replace(SPEC, ends=more.pop("ends", SPEC.ends))
    return [*life_of(spec, now=NOW, **{**known, **more}).stale]


@pytest.mark.parametrize(
    ("known", "reasons"),
    [
        ({}, []),
        ({"launched_at": ago(29)}, []),
        ({"launched_at": ago(30)}, ["launched"]),
        ({"read_at": ago(30)}, ["unread"]),
        ({"read_at": ago(29)}, []),
        ({"read_at": None}, ["unread"]),
        ({"read_at": None, "first_change": ago(3)}, []),  # it may be new
        ({"read_at": None, "first_change": None}, []),
        ({"read_at": ago(40), "noted_since": ago(20)}, []),  # nobody noted it for long enough
        ({"read_at": None, "noted_since": None}, []),
        ({"ends": "2027-02"}, ["overdue"]),
        ({"ends": "2027-02", "read_at": ago(30), "launched_at": ago(80)}, ["launched", "unread", "overdue"]),
        ({"ends": PERMANENT, "read_at": ago(30), "launched_at": ago(80)}, []),
    ],
)
def test_flag_is_stale_by(known: dict[str, Any], reasons: list[str]) -> None:
    assert stale(**known) == reasons


def test_life_tells_when() -> None:
    life = life_of(SPEC, now=NOW, launched_at=ago(30), read_at=ago(1), first_change=ago(50), noted_since=ago(50))
    assert life == FlagLife(
        launched_at=ago(30),
        read_at=ago(1),
        stale={"launched": "On for everybody since 2027-01-30: remove it from the code."},  # type: ignore[dict-item] # its text
    )
