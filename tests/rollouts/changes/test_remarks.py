"""Remarks say what of a change has no effect, and nothing else."""

from typing import Any

import pytest

from rollouts.changes.remarks import remarks_on
from rollouts.evaluation.flag_state import NEW_STATE


@pytest.mark.parametrize(
    ("flag", "patch", "said"),
    [
        ("waiting_room", {"labels": ["web-77"]}, ["No process that runs now has the label web-77."]),
        ("waiting_room", {"users": [1], "excluded_leagues": ["x"]}, []),
        (
            "bidding",
            {"excluded_users": [1]},
            ["bidding is asked for everybody alike: users, groups and leagues by name have no effect on it."],
        ),
    ],
)
def test_only_what_has_no_effect_is_said(db: None, flag: str, patch: dict[str, Any], said: list[str]) -> None:
    assert remarks_on(flag, NEW_STATE, {**NEW_STATE, **patch}) == said
    assert remarks_on(flag, {**NEW_STATE, **patch}, NEW_STATE) == []
