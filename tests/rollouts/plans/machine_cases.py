"""Plans and sightings for the machine's tests, which name what differs."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from rollouts.evidence.comparison import ExposedSubject
from rollouts.plans.definition import (
    ApprovalRole,
    CriterionDefinition,
    PhaseDefinition,
    PlanDefinition,
    Severity,
    TriggerAction,
    TriggerDefinition,
    WhenShort,
)
from rollouts.plans.machine import PlanState, PlanStatus, Sighting

BEGAN = datetime(2027, 3, 4, 13, 0, tzinfo=UTC)
METRIC = "server_error"


def trigger(action: TriggerAction = TriggerAction.ROLL_BACK, **but: Any) -> TriggerDefinition:
    how = but if "above" in but else {"times": 1.0, **but}
    return TriggerDefinition(
        **{"metric": METRIC, "action": action, "symptom": "Rooms break.", "severity": Severity.HIGH, **how}
    )


def phase(name: str, percent: float, **but: Any) -> PhaseDefinition:
    return PhaseDefinition(
        **{"name": name, "patch": {"percent": percent}, "bake": timedelta(hours=1), "minimum_subjects": 3, **but}
    )


CANARY = phase("canary", 10, criteria=(CriterionDefinition(metric=METRIC, below=0.05),))
ALL = phase("all", 100, approvals=(ApprovalRole.SECURITY,))


def definition(*triggers: TriggerDefinition, phases: Sequence[PhaseDefinition] = (CANARY, ALL)) -> PlanDefinition:
    return PlanDefinition(name="a-release", says="A release.", phases=tuple(phases), triggers=triggers or (trigger(),))


def plan(made_of: PlanDefinition | None = None, **but: Any) -> PlanState:
    usual = {"flag": "waiting_room", "status": PlanStatus.RUNNING, "phase": 0, "since": BEGAN}
    return PlanState(**{**usual, "definition": made_of or definition(), **but})


def subjects(on: int, off: int, failed_on: int = 0, failed_off: int = 0) -> list[ExposedSubject]:
    """So many who met the flag at once, of whom so many failed, one after the other in a quarter of an hour."""
    since = BEGAN.timestamp()
    return [
        ExposedSubject(has, since, since + 900 * (place + 1) / failed if place < failed else None)
        for has, number, failed in ((True, on, failed_on), (False, off, failed_off))
        for place in range(number)
    ]


def seen(exposed: Sequence[ExposedSubject] = (), /, *, minutes: float = 90, **but: Any) -> Sighting:
    usual = {
        "now": BEGAN + timedelta(minutes=minutes),
        "subjects": "leagues",
        "on": sum(each.on for each in exposed),
        "exposed": {METRIC: exposed},
        "reach": "All 3 processes have it.",
        "confirmed": True,
    }
    return Sighting(**{**usual, **but})


ASKING = phase("canary", 10, when_short=WhenShort.ASK)
