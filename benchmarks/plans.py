"""Years of plans in seconds: whole releases, phase by phase, decided by the plans' machine where the truth is known.

    .venv/bin/python -m benchmarks.plans [--plans 200]

Leagues meet the flag of each phase over some days, as in `benchmarks.evidence`, and fail by each metric of the plan's
triggers: by the first as the release says, by the others as without harm. The plan is looked at every few hours; since
evidence that was reached stays reached, looking oftener finds the same harm, and sooner. The luck is seeded.
"""

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from benchmarks.evidence import RELEASES, SEED, Release, leagues_of
from rollouts.evidence.comparison import ExposedSubject
from rollouts.plans import machine
from rollouts.plans.definition import PlanDefinition
from rollouts.plans.machine import NOT_BEGUN, PlanDecision, PlanMove, PlanState, PlanStatus, Sighting
from rollouts.plans.templates.catalogue import TEMPLATES

BEGIN = datetime(2027, 1, 1, tzinfo=UTC)
LOOK_HOURS = 6.0
Exposures = Mapping[str, Sequence[ExposedSubject]]


@dataclass(frozen=True, slots=True)
class Played:
    """How a plan ended: the last thing it did, in which phase, and how many with the flag had failed by then."""

    move: PlanMove
    phase: int
    failures: int


def play(definition: PlanDefinition, release: Release, luck: random.Random) -> Played:
    """Play a plan to its end; a phase that doesn't end within the days of the release is where it stays."""
    plan = PlanState(flag="a_flag", definition=definition, status=PlanStatus.RUNNING, phase=NOT_BEGUN, since=BEGIN)
    while True:
        exposures = _exposures(plan, release, luck)
        decision, at = _first_decision(plan, exposures, release)
        if decision.move is not PlanMove.ENTER or decision.phase is None:
            return Played(decision.move, plan.phase, _failures_until(plan, exposures, at, decision))
        plan = replace(plan, phase=decision.phase)


def _exposures(plan: PlanState, release: Release, luck: random.Random) -> Exposures:
    watched = [each.metric for each in plan.definition.triggers]
    needed = [each.metric for phase in plan.definition.phases for each in phase.criteria]
    metrics = list(dict.fromkeys([*watched, *needed]))
    if plan.current is None:
        return dict.fromkeys(metrics, ())
    share = plan.current.patch["percent"] / 100
    harmless = replace(release, ratio=1.0)
    return {
        each: list(leagues_of(replace(harmless if place else release, on_share=share), luck))
        for place, each in enumerate(metrics)
    }


def _first_decision(plan: PlanState, exposures: Exposures, release: Release) -> tuple[PlanDecision, float]:
    """Return what the plan does first other than to wait, and when, in seconds; at the end it waits."""
    looks = int(release.days * 24 / LOOK_HOURS) + 1
    for look in range(looks):
        at = look * LOOK_HOURS * 3_600
        decision = machine.decide(plan, _seen(exposures, at))
        if decision.move not in {PlanMove.WAIT, PlanMove.NOTIFY}:
            break
    return decision, at


def _seen(exposures: Exposures, at: float) -> Sighting:
    known = {name: _until(each, at) for name, each in exposures.items()}
    on = sum(each.on for each in next(iter(known.values())))
    return Sighting(now=BEGIN + timedelta(seconds=at), on=on, exposed=known, subjects="leagues")


def _until(leagues: Sequence[ExposedSubject], at: float) -> list[ExposedSubject]:
    met = (each for each in leagues if each.since <= at)
    return [each if each.failed_at is None or each.failed_at <= at else replace(each, failed_at=None) for each in met]


def _failures_until(plan: PlanState, exposures: Exposures, at: float, decision: PlanDecision) -> int:
    """Return how many with the flag had failed by the metric that fired, at the failure by which it did."""
    if decision.trigger is None:
        return 0
    leagues = exposures[plan.definition.triggers[decision.trigger].metric]
    moments = sorted(each.failed_at for each in leagues if each.failed_at is not None and each.failed_at <= at)
    low, high = 0, len(moments)
    while high - low > 1:
        middle = (low + high) // 2
        early = machine.decide(plan, _seen(exposures, moments[middle - 1])).move is decision.move
        low, high = (low, middle) if early else (middle, high)
    until = moments[high - 1] if moments else at
    return sum(each.on and each.failed_at is not None and each.failed_at <= until for each in leagues)


def outcomes(definition: PlanDefinition, release: Release, plans: int) -> dict[str, Any]:
    """Return what became of so many plans, as shares, and after how many failures half of those taken back were."""
    luck = random.Random(SEED)  # noqa: S311 # makes leagues
    played = [play(definition, release, luck) for _ in range(plans)]
    back = [each.failures for each in played if each.move is PlanMove.ROLL_BACK]
    return {
        "rolled_back": len(back) / plans,
        "failures": median(back) if back else None,
        "paused": sum(each.move is PlanMove.PAUSE for each in played) / plans,
        "promoted": sum(each.phase > 0 or each.move is PlanMove.COMPLETE for each in played) / plans,
        "completed": sum(each.move is PlanMove.COMPLETE for each in played) / plans,
    }


PLANNED = {
    **{name: release for name, release in RELEASES.items() if "half and half" not in name},
    "above the limit": Release(rate=0.2),
    "no traffic": Release(leagues=0),
}
"""Of a release above the limit of 5 % more than that fail by the end of the first phase, with the flag and without."""


def main() -> None:
    """Print a line of figures for each template and each release whose truth is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=200, help="plans of each kind (default 200)")
    plans = parser.parse_args().plans
    for template, definition in TEMPLATES.items():
        if any("percent" not in phase.patch for phase in definition.phases):
            continue  # whom rings let in was chosen, so there is nobody to compare them with
        for name, release in PLANNED.items():
            found = outcomes(definition, release, plans)
            print(json.dumps({"template": template, "release": name, **found}), flush=True)


if __name__ == "__main__":
    main()
