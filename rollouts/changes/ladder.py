"""One step up or down the ladder of a release, as a patch of a flag's state. Pure.

By percentage it is the percentage that steps. By ring it is one ring after the other: the first that isn't whole goes
up, the last that has anything goes down. By server there are no steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rollouts.evaluation.flag_state import FlagPatch, FlagState, to_hundredths
from rollouts.evaluation.types import HUNDRED_PERCENT, Strategy

LADDER = (0, 100, 500, 1000, 2500, 5000, 7500, HUNDRED_PERCENT)
"""The steps of a release, in hundredths of a percent."""


def step_above(percent: int) -> int:
    """The next larger step of the ladder, in hundredths; at the top, the top."""
    return next((step for step in LADDER if step > percent), HUNDRED_PERCENT)


def step_below(percent: int) -> int:
    """The next smaller step; at the bottom, the bottom."""
    return next((step for step in reversed(LADDER) if step < percent), 0)


@dataclass(frozen=True, slots=True)
class LadderStep:
    """A step that can be made: the patch, and where it leads, in hundredths of a percent, of a ring if one is named."""

    patch: FlagPatch
    percent: int
    ring: str = ""


@dataclass(frozen=True, slots=True)
class LadderPosition:
    """A flag's position on the ladder (`percent`, of `ring` if it goes by rings), and the steps from there."""

    percent: int
    up: LadderStep | None
    down: LadderStep | None
    ring: str = ""


def ladder_position(state: FlagState, rings: Sequence[str]) -> LadderPosition | None:
    """Return the flag's position; `rings` are all in order. None if it goes by server, or there are no rings."""
    if state["everyone"] is None and state["strategy"] == Strategy.CANARY:
        return None
    if state["strategy"] == Strategy.RING:
        return _by_ring(state, rings) if rings else None
    return _by_percentage(state)


def _by_percentage(state: FlagState) -> LadderPosition:
    at = _whole(state, to_hundredths(state["percent"]))
    up, down = step_above(at), step_below(at)
    # A canary that was turned on or off for everyone takes the ladder by percentage.
    patch = {"everyone": None, "strategy": Strategy.PERCENTAGE.value}
    return LadderPosition(
        at,
        up=LadderStep({**patch, "percent": up / 100}, up) if at < HUNDRED_PERCENT else None,
        down=LadderStep({**patch, "percent": down / 100}, down) if at > 0 else None,
    )


def _by_ring(state: FlagState, rings: Sequence[str]) -> LadderPosition:
    at = {ring: _whole(state, to_hundredths(state["rings"].get(ring))) for ring in rings}
    rising = next((ring for ring in rings if at[ring] < HUNDRED_PERCENT), None)
    falling = next((ring for ring in reversed(rings) if at[ring] > 0), None)
    stands = falling or rings[0]
    return LadderPosition(
        at[stands],
        up=_ring_step(at, rising, step_above(at[rising])) if rising else None,
        down=_ring_step(at, falling, step_below(at[falling])) if falling else None,
        ring=stands,
    )


def _ring_step(at: dict[str, int], ring: str, percent: int) -> LadderStep:
    becomes = {each: share / 100 for each, share in {**at, ring: percent}.items() if share or each == ring}
    return LadderStep({"everyone": None, "rings": becomes}, percent, ring)


def _whole(state: FlagState, percent: int) -> int:
    if state["everyone"] is None:
        return percent
    return HUNDRED_PERCENT if state["everyone"] else 0
