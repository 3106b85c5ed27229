"""Data that the flags' calls take and give."""

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import User
from rollouts.api.serializers import MOST_ASKED, EvaluateBody, FlagChangeSerializer, IncreaseBody, WhySerializer
from rollouts.audiences.extent import Extent, Reach
from rollouts.evaluation.flag_state import NEW_STATE
from rollouts.explain.outcomes import ChangeReach
from rollouts.models import FlagChange


def change(**fields: Any) -> FlagChange:
    given = {"flag": "bots", "source": "api", "version": 4, "at": datetime(2027, 1, 1, tzinfo=UTC)}
    return FlagChange(**{**given, **fields})


def data_of(made: FlagChange, outcome: ChangeReach | None = None) -> dict[str, Any]:
    found = {} if outcome is None else {made.pk: outcome}
    return dict(FlagChangeSerializer(made, context={"outcomes": found}).data)


def test_change_names_its_author_and_no_address(olga: User) -> None:
    assert data_of(change(actor=olga))["by"] == "Olga"
    assert data_of(change())["by"] is None
    assert "olga@example.com" not in str(data_of(change(actor=olga)))


def test_change_tells_only_what_is_different() -> None:
    data = data_of(change(before=NEW_STATE, after={**NEW_STATE, "percent": 5}))
    assert data["changed"] == {"percentage": [None, 5]}


def test_change_says_for_whom_it_was_on() -> None:
    outcome = ChangeReach(Reach(Extent.NOBODY), Reach(Extent.SOME))
    assert data_of(change(pk=7), outcome)["on_for"] == ["nobody", "some"]
    assert data_of(change(pk=7))["on_for"] is None


@pytest.mark.parametrize(
    ("serializer", "body", "wrong"),
    [
        (EvaluateBody, {"flags": ["f"] * (MOST_ASKED + 1)}, {"flags"}),
        (EvaluateBody, {"flags": ["f"] * MOST_ASKED, "context": {}}, set()),
        (WhySerializer, {"reason": "x" * 501, "version": -1}, {"reason", "version"}),
        (WhySerializer, {}, set()),
        (IncreaseBody, {"increase_by": "much"}, {"increase_by"}),
    ],
)
def test_bodies_have_limits(serializer: Any, body: dict[str, Any], wrong: set[str]) -> None:
    assert serializer(data=body).is_valid() is not bool(wrong)
    read = serializer(data=body)
    read.is_valid()
    assert read.errors.keys() == wrong
