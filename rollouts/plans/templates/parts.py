"""Parts that several templates share: gates, triggers and patches."""

from collections.abc import Mapping
from datetime import timedelta

from rollouts.evaluation.flag_state import FlagPatch
from rollouts.plans.definition import (
    ApprovalRole,
    CriterionDefinition,
    ExperimentDefinition,
    GateCategory,
    GateDefinition,
    PhaseDefinition,
    Severity,
    TriggerAction,
    TriggerDefinition,
    WhenShort,
)

DAY, WEEK = timedelta(days=1), timedelta(days=7)


# Gates ------------------------------------------------------------------------------------------------
def _asked(check: str, says: str, category: GateCategory) -> GateDefinition:
    return GateDefinition(name=check.replace("_", " "), says=says, category=category, check=check)


LAUNCH_GATES = (
    _asked("code_reviewed", "Somebody else has read the code behind the flag.", GateCategory.CODE),
    _asked("flag_read_in_code", "The deployed code reads the flag.", GateCategory.CODE),
    _asked("migrations_applied", "The database has every migration of this release.", GateCategory.DATABASE),
    _asked("migrations_reversible", "Each migration can be taken back.", GateCategory.DATABASE),
    _asked("backup_proved", "There is a backup younger than a day, restored to prove it.", GateCategory.DATABASE),
    _asked("security_reviewed", "Somebody has looked for what a stranger could do.", GateCategory.SECURITY),
    _asked("figures_watched", "Somebody reads the site's figures.", GateCategory.OBSERVABILITY),
    _asked("alerts_loaded", "Prometheus watches for every alert of this release.", GateCategory.OBSERVABILITY),
    _asked("no_open_trouble", "Nothing is wrong that calls somebody at once.", GateCategory.OBSERVABILITY),
    _asked("flag_documented", "The flag says what it does, whose it is and when it goes.", GateCategory.FLAGS),
    _asked("flag_off_by_default", "The flag is off in production until somebody sets it.", GateCategory.FLAGS),
    _asked("flags_propagated", "Every process knows the newest flags.", GateCategory.FLAGS),
    _asked("browser_tests", "The browser tests passed for this release.", GateCategory.TESTING),
    _asked("drill", "The way back was rehearsed within 90 days.", GateCategory.TESTING),
)
"""What holds before anybody gets anything, in each template."""


# Criteria and triggers --------------------------------------------------------------------------------
NO_ERRORS = CriterionDefinition(metric="server_error", below=0.05, within=DAY)
ALL_END = CriterionDefinition(metric="not_completed", below=0.05)


def worse(
    metric: str, symptom: str, action: TriggerAction = TriggerAction.ROLL_BACK, severity: Severity = Severity.CRITICAL
) -> TriggerDefinition:
    """Return the trigger that more fail by a metric with the flag than without it."""
    return TriggerDefinition(metric=metric, action=action, symptom=symptom, severity=severity, times=1.0)


def more_than(
    share: float, metric: str, symptom: str, action: TriggerAction, severity: Severity = Severity.HIGH
) -> TriggerDefinition:
    """Return the trigger that more than a share of those with the flag fail by a metric within a day."""
    return TriggerDefinition(metric=metric, action=action, symptom=symptom, severity=severity, above=share, within=DAY)


AUCTIONS_SUFFER = (
    worse("server_error", "More get error pages with it."),
    worse("auction_cancelled", "More auctions are cancelled with it."),
    worse("bid_missed", "More bids are decided too late with it.", TriggerAction.PAUSE, Severity.HIGH),
    worse("page_error", "More pages break with it.", TriggerAction.PAUSE, Severity.HIGH),
)
"""What stops any release of something that leagues use."""


# Phases -----------------------------------------------------------------------------------------------
def share(percent: float, criteria: Mapping[str, Mapping[str, object]] | None = None) -> FlagPatch:
    """Return the patch that gives a flag to a percentage, of those for whom the criteria hold."""
    return {"everyone": None, "strategy": "percentage", "percent": percent, "criteria": dict(criteria or {})}


def arms(**weights: float) -> FlagPatch:
    """Return the patch that gives a flag arms with weights in percent, the control first."""
    return {"arms": [{"name": name, "weight": weight} for name, weight in weights.items()]}


def rings(**percents: float) -> FlagPatch:
    """Return the patch that gives a flag to percentages of rings."""
    return {"everyone": None, "strategy": "ring", "rings": percents, "criteria": {}}


def phase(
    name: str,
    patch: FlagPatch,
    bake: timedelta,
    *,
    minimum: int = 5,
    criteria: tuple[CriterionDefinition, ...] = (),
    gates: tuple[GateDefinition, ...] = (),
    approvals: tuple[ApprovalRole, ...] = (),
    experiment: ExperimentDefinition | None = None,
) -> PhaseDefinition:
    """Return a phase in which a person may go on without evidence where there are too few to have any."""
    return PhaseDefinition(
        name=name,
        patch=patch,
        bake=bake,
        minimum_subjects=minimum,
        when_short=WhenShort.ASK,
        criteria=criteria,
        gates=gates,
        approvals=approvals,
        experiment=experiment,
    )
