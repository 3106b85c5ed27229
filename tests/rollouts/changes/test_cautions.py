"""Cautions: what speaks against a change."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rollouts.changes.cautions import find_cautions
from rollouts.evaluation.flag_state import NEW_STATE
from rollouts.evaluation.types import RingConfig

RINGS = [RingConfig(name="internal"), RingConfig(name="beta"), RingConfig(name="ga", everybody=True)]
NIGHT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def by_ring(**shares: float) -> dict[str, Any]:
    return {"strategy": "ring", "rings": shares}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"percent": 5}, {"percent": 10}, []),
        ({"percent": 5}, {"percent": 25}, ["It skips steps: after 5 % comes 10 %."]),
        ({"percent": 50}, {"everyone": True}, ["It skips steps: after 50 % comes 75 %."]),
        (by_ring(internal=5, beta=100), by_ring(internal=5, beta=100, ga=1), []),
        (
            by_ring(internal=5, beta=100),
            by_ring(internal=5, beta=100, ga=100),
            ["It skips steps: in the ring ga, after 0 % comes 1 %."],
        ),
        (by_ring(internal=1, beta=1), by_ring(internal=5, beta=5), []),
        (
            by_ring(internal=1, beta=1),
            by_ring(internal=10, beta=10),
            [f"It skips steps: in the ring {ring}, after 1 % comes 5 %." for ring in ("internal", "beta")],
        ),
        ({"percent": 25}, by_ring(ga=25), []),
        ({"percent": 25}, by_ring(ga=100), ["It skips steps: in the ring ga, after 25 % comes 50 %."]),
        ({"percent": 0}, by_ring(internal=100), []),
        (by_ring(internal=0), by_ring(internal=50), []),
        (by_ring(internal=1), by_ring(internal=100), ["It skips steps: in the ring internal, after 1 % comes 5 %."]),
        (
            by_ring(internal=100),
            by_ring(internal=100, beta=100),
            ["It skips steps: in the ring beta, after 0 % comes 1 %."],
        ),
        (by_ring(internal=100), {"everyone": True}, ["It skips steps: after 0 % comes 1 %."]),
        (by_ring(internal=100), {"percent": 100}, ["It skips steps: after 0 % comes 1 %."]),
        (by_ring(internal=100, ga=75), {"percent": 100}, []),
        (by_ring(), by_ring(beta=1), ["It skips steps: the ring internal comes before the ring beta."]),
        (by_ring(beta=100, ga=50), by_ring(beta=100, ga=25), []),
        ({"everyone": False, **by_ring(beta=100)}, by_ring(internal=1), []),
    ],
)
def test_skipped_steps_are_said(before: dict[str, Any], after: dict[str, Any], expected: list[str]) -> None:
    assert find_cautions({**NEW_STATE, **before}, {**NEW_STATE, **after}, NIGHT, (), RINGS) == expected
