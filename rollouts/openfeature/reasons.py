"""Our reasons in the words of OpenFeature, for its remote protocol and its SDK alike. Pure."""

from rollouts.evaluation.evaluate import Evaluation, Reason
from rollouts.evaluation.types import HUNDRED_PERCENT, FlagSnapshot, Subject

OPENFEATURE_REASONS: dict[Reason, tuple[str, str]] = {
    # decided by                on                 off
    Reason.FLAG_NOT_FOUND: ("DEFAULT", "DEFAULT"),  # known to the code, and set by nobody
    Reason.ENVIRONMENT: ("STATIC", "STATIC"),
    Reason.EVERYONE: ("STATIC", "DISABLED"),
    Reason.SCHEDULE: ("STATIC", "DISABLED"),
    Reason.EXCLUDED: ("TARGETING_MATCH", "TARGETING_MATCH"),
    Reason.DEPENDENCY: ("STATIC", "DISABLED"),
    Reason.PINNED: ("TARGETING_MATCH", "TARGETING_MATCH"),
    Reason.TESTER: ("TARGETING_MATCH", "TARGETING_MATCH"),
    Reason.NAMED: ("TARGETING_MATCH", "TARGETING_MATCH"),
    Reason.CRITERIA: ("TARGETING_MATCH", "DEFAULT"),
    Reason.PERCENTAGE: ("SPLIT", "SPLIT"),
    Reason.RING: ("SPLIT", "SPLIT"),
    Reason.CANARY: ("TARGETING_MATCH", "DEFAULT"),
    Reason.FROZEN: ("STATIC", "DISABLED"),
}
"""OpenFeature's reason for a flag that is on, and for one that is off. ERROR is for what could not be decided."""


def openfeature_reason(evaluation: Evaluation) -> str:
    """Return OpenFeature's reason for an evaluation."""
    on, off = OPENFEATURE_REASONS[evaluation.reason]
    if evaluation.arm and on == "STATIC":
        return "SPLIT"  # the value is the same for all, and the variant isn't
    return on if evaluation.value else off


def missing_key(snapshot: FlagSnapshot, subject: Subject, evaluation: Evaluation) -> str | None:
    """Return the key that the subject lacks for an answer: `user`, `league` or `auction`.

    None if nothing is missing: also where the flag is for nobody or for everybody, whoever asks.
    """
    flag = snapshot.flags.get(evaluation.flag)
    if flag is None or evaluation.reason not in {Reason.PERCENTAGE, Reason.RING}:
        return None
    shares = flag.rings.values() if evaluation.reason is Reason.RING else [flag.percent]
    undecided = any(0 < share < HUNDRED_PERCENT for share in shares)
    return flag.bucket_by.value if undecided and subject.id_for(flag.bucket_by) is None else None
