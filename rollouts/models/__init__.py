"""The tables of rollouts, a module for each subject; Django and everybody else find them here."""

from rollouts.models.banners import Banner
from rollouts.models.exposures import Exposure, SubjectFailure
from rollouts.models.flags import (
    STATE_CHANGED,
    TURNED,
    Flag,
    FlagChange,
    GroupMembership,
    Reader,
    Ring,
    RingMember,
    Scrape,
    SnapshotVersion,
    StateField,
    Switch,
    WaffleBackend,
)
from rollouts.models.gate_records import GateRecord
from rollouts.models.plans import GateAnswer, Plan, PlanApproval, PlanEvent

__all__ = [
    "STATE_CHANGED",
    "TURNED",
    "Banner",
    "Exposure",
    "Flag",
    "FlagChange",
    "GateAnswer",
    "GateRecord",
    "GroupMembership",
    "Plan",
    "PlanApproval",
    "PlanEvent",
    "Reader",
    "Ring",
    "RingMember",
    "Scrape",
    "SnapshotVersion",
    "StateField",
    "SubjectFailure",
    "Switch",
    "WaffleBackend",
]
