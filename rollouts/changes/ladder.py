"""One step up or down the ladder of a release, as a patch of a flag's state. Pure.

By percentage it is the percentage that steps. By ring it is one ring after the other: the first that isn't whole goes
up, the last that has anything goes down. The first ring may begin whole: whoever is in it builds the thing. By server
there are no steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rollouts.evaluation.evaluate import format_percent
from rollouts.evaluation.flag_state import FlagPatch, FlagState, released_share, to_hundredths
from rollouts.evaluation.types import HUNDRED_PERCENT, RingConfig, Strategy

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


# What a change skips --------------------------------------------------------------------------------
def skipped_steps(before: FlagState, after: FlagState, rings: Sequence[RingConfig]) -> list[str]:
    """Return in words each step that a change leaves out; `rings` are all in order."""
    if after["everyone"] is None and after["strategy"] == Strategy.RING:
        return _skipped_in_rings(before, after, rings)
    everybody = [ring.name for ring in rings if ring.everybody]
    was, becomes = (_share_of_all(state, everybody) for state in (before, after))
    return [_skip(was)] if becomes > step_above(was) else []


def _skipped_in_rings(before: FlagState, after: FlagState, rings: Sequence[RingConfig]) -> list[str]:
    """Each ring climbs by itself, and begins after those before it."""
    order = [ring.name for ring in rings]
    shares = {name: to_hundredths(percent) for name, percent in after["rings"].items()}
    skipped = []
    for name in sorted(shares, key=lambda ring: order.index(ring) if ring in order else len(order)):
        was, becomes = _share_in(before, name), shares[name]
        first = bool(rings) and name == rings[0].name and not rings[0].everybody
        if becomes > step_above(was) and not (first and was == 0):
            skipped.append(f"in the ring {name}, {_skip(was)}")
        earlier = order[: order.index(name)] if name in order else []
        if was == 0 < becomes and (untouched := [each for each in earlier if not shares.get(each)]):
            skipped.append(f"the ring {untouched[0]} comes before the ring {name}")
    return skipped


def _skip(was: int) -> str:
    return f"after {format_percent(was)} comes {format_percent(step_above(was))}"


def _share_in(state: FlagState, ring: str) -> int:
    """Return the share of a ring that a state lets in, in hundredths."""
    if state["everyone"] is None and state["strategy"] == Strategy.RING:
        return to_hundredths(state["rings"].get(ring))
    return released_share(state)


def _share_of_all(state: FlagState, everybody: Sequence[str]) -> int:
    """Return the share of those who are in no ring by name."""
    if state["everyone"] is None and state["strategy"] == Strategy.RING:
        return max((to_hundredths(state["rings"].get(ring)) for ring in everybody), default=0)
    return released_share(state)
