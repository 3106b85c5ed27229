"""The templates of plans, as data. A plan is made of one, and then edited as long as it is a draft."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from rollouts.evaluation.flag_state import FlagPatch
from rollouts.plans.definition import (
    GateCategory,
    GateDefinition,
    PhaseDefinition,
    PlanDefinition,
    Severity,
    TriggerAction,
    TriggerDefinition,
    WhenShort,
)
from rollouts.plans.templates.parts import NO_ERRORS, more_than
from rollouts.plans.templates.releases import RELEASES

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_TRIGGERS = (
    TriggerDefinition(
        metric="server_error",
        action=TriggerAction.ROLL_BACK,
        symptom="More get error pages with it.",
        severity=Severity.CRITICAL,
        times=1.0,
    ),
    TriggerDefinition(
        metric="auction_cancelled",
        action=TriggerAction.ROLL_BACK,
        symptom="More auctions are cancelled with it.",
        severity=Severity.CRITICAL,
        times=1.0,
    ),
    TriggerDefinition(
        metric="bid_missed",
        action=TriggerAction.PAUSE,
        symptom="More bids are decided too late with it.",
        severity=Severity.HIGH,
        times=1.0,
    ),
)


def _share(percent: float) -> FlagPatch:
    return {"everyone": None, "strategy": "percentage", "percent": percent}


def _step(percent: float) -> PhaseDefinition:
    """A step of the ladder. From 10 % on it goes on by evidence, which the steps below have too few leagues for."""
    return PhaseDefinition(
        name=f"{percent} %",
        patch=_share(percent),
        bake=4 * _HOUR if percent == 50 else _HOUR,
        minimum_subjects=5,
        when_short=WhenShort.ASK,
        criteria=(NO_ERRORS,) if 10 <= percent < 100 else (),
    )


WAITING_ROOM = PlanDefinition(
    name="waiting-room",
    says="10 % for an hour at least, then 95 % and 100 % for a day each.",
    phases=(
        PhaseDefinition(
            name="canary",
            patch=_share(10),
            bake=_HOUR,
            minimum_subjects=5,
            when_short=WhenShort.ASK,
            criteria=(NO_ERRORS,),
            gates=(
                GateDefinition(
                    name="browser tests",
                    says="The four browser tests pass in staging.",
                    category=GateCategory.TESTING,
                ),
            ),
        ),
        PhaseDefinition(
            name="all but a control",
            patch=_share(95),
            bake=_DAY,
            minimum_subjects=20,
            when_short=WhenShort.ASK,
            criteria=(NO_ERRORS,),
        ),
        PhaseDefinition(name="everybody", patch=_share(100), bake=_DAY, minimum_subjects=20, when_short=WhenShort.ASK),
    ),
    triggers=_TRIGGERS,
)
PERCENTAGE_LADDER = PlanDefinition(
    name="percentage-ladder",
    says="1, 5, 10, 25, 50, 75 and 100 %: an hour at least on each step, four at 50 %.",
    phases=tuple(map(_step, (1, 5, 10, 25, 50, 75, 100))),
    triggers=(
        *_TRIGGERS,
        more_than(0.05, "server_error", "More than 5 % get an error page.", TriggerAction.PAUSE),
        more_than(0.01, "bid_slow", "More than 1 % have a bid that took over a second.", TriggerAction.PAUSE),
        more_than(0.01, "outage_pause", "More than 1 % are paused by an outage.", TriggerAction.ROLL_BACK),
        more_than(0.05, "server_stalled", "More than 5 % meet a server that stands still.", TriggerAction.NOTIFY),
    ),
)
TEMPLATES: Mapping[str, PlanDefinition] = MappingProxyType(
    {each.name: each for each in (WAITING_ROOM, PERCENTAGE_LADDER, *RELEASES)}
)
