"""Actions on a release, as patches of a flag's state."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rollouts.changes import actions
from rollouts.changes.actions import ActionNotPossible
from rollouts.evaluation.flag_state import NEW_STATE

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def state(**fields: Any) -> dict[str, Any]:
    return {**NEW_STATE, **fields}


@pytest.mark.parametrize(
    ("percent", "by", "becomes"), [(None, None, 1), (25, None, 50), (18.35, None, 25), (18.35, 1.65, 20), (95, 10, 100)]
)
def test_percentage_is_increased(percent: float | None, by: Any, becomes: float) -> None:
    assert actions.increase_percentage(state(percent=percent), by) == {"percent": becomes}


@pytest.mark.parametrize("by", [0, -1, "much", 101, 1.234])
def test_increase_wants_a_percentage_above_0(by: Any) -> None:
    with pytest.raises(ValueError, match="Give a percentage"):
        actions.increase_percentage(state(percent=5), by)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"everyone": False}, "is off for everybody"),
        ({"everyone": True}, "is on for everybody already"),
        ({"strategy": "ring"}, "is released by ring, not by percentage"),
        ({"percent": 100}, "is at 100 % already"),
    ],
)
def test_nothing_to_increase(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ActionNotPossible, match=sentence):
        actions.increase_percentage(state(**fields))


def test_percentage_is_set_whatever_it_was_for_everybody() -> None:
    assert actions.set_percentage(state(everyone=True), "5") == {"everyone": None, "percent": "5"}
    with pytest.raises(ActionNotPossible, match="by canary"):
        actions.set_percentage(state(strategy="canary"), "5")


def test_switch_is_set_to_all_or_nobody() -> None:
    assert actions.set_switch("100") == {"everyone": True}
    assert actions.set_switch("0") == {"everyone": False}
    with pytest.raises(ActionNotPossible, match="is a switch"):
        actions.set_switch("50")


def test_frozen_flag_stays_frozen_since_then() -> None:
    assert actions.freeze(state(), NOW, "finals") == {"frozen_at": NOW.isoformat(), "freeze_reason": "finals"}
    frozen = state(frozen_at="2026-01-01T00:00:00+00:00", freeze_reason="finals")
    assert actions.freeze(frozen, NOW, "") == {"frozen_at": frozen["frozen_at"], "freeze_reason": "finals"}
    assert actions.unfreeze() == {"frozen_at": None, "freeze_reason": ""}


def test_kill_leaves_everything_else() -> None:
    assert actions.kill() == {"everyone": False}
