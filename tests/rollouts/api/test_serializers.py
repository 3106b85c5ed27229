"""What the flags' calls take and give."""

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import User
from rollouts.api.serializers import MOST_ASKED, EvaluateBody, FlagChangeSerializer, IncreaseBody, WhySerializer
from rollouts.evaluation.flag_state import NEW_STATE
from rollouts.models import FlagChange


def change(**fields: Any) -> FlagChange:
    given = {"flag": "bots", "source": "api", "version": 4, "at": datetime(2027, 1, 1, tzinfo=UTC)}
    return FlagChange(**{**given, **fields})


def test_change_names_its_author_and_no_address(olga: User) -> None:
    assert FlagChangeSerializer(change(actor=olga)).data["by"] == "Olga"
    assert FlagChangeSerializer(change()).data["by"] is None
    assert "olga@example.com" not in str(FlagChangeSerializer(change(actor=olga)).data)


def test_change_tells_only_what_is_different() -> None:
    data = FlagChangeSerializer(change(before=NEW_STATE, after={**NEW_STATE, "percent": 5})).data
    assert data["changed"] == {"percentage": [None, 5]}


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
