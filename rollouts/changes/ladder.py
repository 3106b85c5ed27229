"""One step up or down the ladder of a release, as a patch of a flag's state. Pure.

By percentage it is the percentage that steps. By ring it is one ring after the other: the first that isn't whole goes
up, the last that has anything goes down. By server there are no steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rollouts.changes.actions import Patch
from rollouts.changes.warnings import step_above, step_below
from rollouts.evaluation.flag_state import State, hundredths
from rollouts.evaluation.types import EVERYBODY, Strategy


@dataclass(frozen=True, slots=True)
class Step:
    """A step that can be made: the patch, and where it leads, in hundredths of a percent, of a ring if one is named."""

    patch: Patch
    percent: int
    ring: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """Where a flag stands on the ladder (`percent`, of `ring` if it goes by rings), and the steps from there."""

    percent: int
    up: Step | None
    down: Step | None
    ring: str = ""


def rung(state: State, rings: Sequence[str]) -> Rung | None:
    """Where the flag stands; `rings` are all, the first first. None if it goes by server, or there are no rings."""
    if state["everyone"] is None and state["strategy"] == Strategy.CANARY:
        return None
    if state["strategy"] == Strategy.RING:
        return _by_ring(state, rings) if rings else None
    return _by_percentage(state)


def _by_percentage(state: State) -> Rung:
    at = _whole(state, hundredths(state["percent"]))
    up, down = step_above(at), step_below(at)
    # A canary that was turned on or off for everyone takes the ladder by percentage.
    patch = {"everyone": None, "strategy": Strategy.PERCENTAGE.value}
    return Rung(
        at,
        up=Step({**patch, "percent": up / 100}, up) if at < EVERYBODY else None,
        down=Step({**patch, "percent": down / 100}, down) if at > 0 else None,
    )


def _by_ring(state: State, rings: Sequence[str]) -> Rung:
    at = {ring: _whole(state, hundredths(state["rings"].get(ring))) for ring in rings}
    rising = next((ring for ring in rings if at[ring] < EVERYBODY), None)
    falling = next((ring for ring in reversed(rings) if at[ring] > 0), None)
    stands = falling or rings[0]
    return Rung(
        at[stands],
        up=_ring_step(at, rising, step_above(at[rising])) if rising else None,
        down=_ring_step(at, falling, step_below(at[falling])) if falling else None,
        ring=stands,
    )


def _ring_step(at: dict[str, int], ring: str, percent: int) -> Step:
    becomes = {each: share / 100 for each, share in {**at, ring: percent}.items() if share or each == ring}
    return Step({"everyone": None, "rings": becomes}, percent, ring)


def _whole(state: State, percent: int) -> int:
    if state["everyone"] is None:
        return percent
    return EVERYBODY if state["everyone"] else 0
