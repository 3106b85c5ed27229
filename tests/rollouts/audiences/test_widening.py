"""Changes that could let anybody in, and those that couldn't."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rollouts.audiences.widening import lets_in
from rollouts.changes import actions, rings
from rollouts.changes.services import Author, Source, change_flag, current_state
from rollouts.evaluation.flag_state import NEW_STATE
from rollouts.models import Ring
from rollouts.propagation import fleet, loading
from tests import cast

F = "waiting_room"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("before", "after", "enters"),
    [
        ({"percent": 5}, {"percent": 10}, True),
        ({"percent": 10}, {"percent": 5}, False),
        ({"percent": 5}, {"everyone": False, "percent": 100}, False),
        ({"everyone": False, "percent": 5}, {"percent": 5}, True),
        ({"everyone": True}, {"percent": 100}, False),
        ({"percent": 5, "frozen_at": "2027-01-01T00:00:00+00:00"}, {"percent": 10}, True),
        ({"percent": 10}, {"percent": 10.01}, True),
        ({"rings": {"ga": 50}, "strategy": "ring"}, {"rings": {"ga": 50.01}, "strategy": "ring"}, True),
        ({"percent": 5, "ends_at": "2020-01-01T00:00:00+00:00"}, {"percent": 5}, True),
        ({"strategy": "canary", "labels": ["a"]}, {"strategy": "canary", "labels": ["a", "b"]}, True),
        ({"percent": 5}, None, True),
        (None, {"percent": 5}, False),
    ],
)
def test_the_evaluator_says_so_also_where_a_row_comes_or_goes(
    before: dict[str, Any] | None, after: dict[str, Any] | None, enters: bool
) -> None:
    """Without a row the waiting room is on, by what the code says for this environment."""
    was, becomes = (None if state is None else {**NEW_STATE, **state} for state in (before, after))
    assert lets_in(fleet.server_views(), loading.load_snapshot(), F, was, becomes) is enters


def test_unfreezing_lets_in_whoever_waits() -> None:
    who, by = cast.make_user("Max"), Author(source=Source.CODE, override="a test")
    change_flag(F, {"everyone": None, "strategy": "ring", "rings": {"beta": 100}, "bucket_by": "user"}, by)
    change_flag(F, actions.freeze(current_state(F)[0], datetime.now(UTC), "finals"), by)

    def lets_in_now() -> bool:
        state, _ = current_state(F)
        return lets_in(fleet.server_views(), loading.load_snapshot(), F, state, {**state, **actions.unfreeze()})

    assert not lets_in_now()
    rings.join(Ring.objects.get(name="beta"), user=who)
    assert lets_in_now()
