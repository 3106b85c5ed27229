"""Our reasons in the words of OpenFeature, for its remote protocol and its SDK alike. Pure."""

from rollouts.evaluation.evaluate import Decision, Reason
from rollouts.evaluation.types import EVERYBODY, Snapshot, Subject

OPENFEATURE: dict[Reason, tuple[str, str]] = {
    # decided by                on                 off
    Reason.FLAG_NOT_FOUND: ("DEFAULT", "DEFAULT"),  # known to the code, and set by nobody
    Reason.ENVIRONMENT: ("STATIC", "STATIC"),
    Reason.EVERYONE: ("STATIC", "DISABLED"),
    Reason.SCHEDULE: ("STATIC", "DISABLED"),
    Reason.DEPENDENCY: ("STATIC", "DISABLED"),
    Reason.PINNED: ("TARGETING_MATCH", "TARGETING_MATCH"),
    Reason.TESTER: ("TARGETING_MATCH", "TARGETING_MATCH"),
    Reason.NAMED: ("TARGETING_MATCH", "TARGETING_MATCH"),
    Reason.CRITERIA: ("TARGETING_MATCH", "DEFAULT"),
    Reason.PERCENTAGE: ("SPLIT", "SPLIT"),
    Reason.RING: ("SPLIT", "SPLIT"),
    Reason.CANARY: ("TARGETING_MATCH", "DEFAULT"),
}
"""OpenFeature's reason for a flag that is on, and for one that is off. ERROR is for what could not be decided."""


def openfeature_reason(decision: Decision) -> str:
    """Why, as OpenFeature says it."""
    on, off = OPENFEATURE[decision.reason]
    return on if decision.value else off


def is_known(snapshot: Snapshot, name: str) -> bool:
    """Whether there is such a flag: one that the code knows or that somebody has set."""
    return name in snapshot.flags or name in snapshot.defaults


def missing_key(snapshot: Snapshot, subject: Subject, decision: Decision) -> str | None:
    """What the subject would have to be given for an answer: `user`, `league` or `auction`.

    None if nothing is missing: also where the flag is for nobody or for everybody, whoever asks.
    """
    flag = snapshot.flags.get(decision.flag)
    if flag is None or decision.reason not in {Reason.PERCENTAGE, Reason.RING}:
        return None
    shares = flag.rings.values() if decision.reason is Reason.RING else [flag.percent]
    undecided = any(0 < share < EVERYBODY for share in shares)
    return flag.bucket_by.value if undecided and subject.id_for(flag.bucket_by) is None else None
