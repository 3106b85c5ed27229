"""For whom a flag is on, all in all: everybody, some or nobody, by the evaluator's answers for probes. Pure.

Lists, pages, commands and the API say this and nothing that they read in a column: a schedule, a required flag, a
freeze or the environment may decide otherwise than the row looks. Auctions that keep what they began with aren't asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rollouts.audiences.entering import configs_asked, probes
from rollouts.evaluation.evaluate import Evaluation, Reason, bucket, evaluate
from rollouts.evaluation.types import HUNDRED_PERCENT, BucketBy, FlagConfig, FlagSnapshot, Subject

MOST_PROBES = 600
_NEAR = 200_000
"""So many ids are looked through for one whose place is low."""
_SAID_ALREADY = {Reason.PERCENTAGE, Reason.RING, Reason.CANARY, Reason.EVERYONE, Reason.ENVIRONMENT}
_FOR_ALL = {Reason.ENVIRONMENT, Reason.SCHEDULE}


class Extent(StrEnum):
    """For whom a flag is on."""

    EVERYBODY = "on"
    SOME = "part"
    NOBODY = "off"


@dataclass(frozen=True, slots=True)
class Reach:
    """For whom a flag is on, and what beside its strategy keeps out one who doesn't have it; empty: nothing."""

    extent: Extent
    because: str = ""


def reach_of(snapshots: Iterable[FlagSnapshot], flag: str) -> Reach:
    """Return for whom the flag is on, by the snapshots of all servers."""
    found: dict[bool, Evaluation] = {}
    for snapshot in snapshots:
        for answer in _answers(snapshot, flag):
            found.setdefault(answer.value, answer)
            if len(found) == 2:
                return Reach(Extent.SOME, _why(found[False]))
    return Reach(Extent.NOBODY, _why(found[False])) if False in found else Reach(Extent.EVERYBODY)


def _answers(snapshot: FlagSnapshot, flag: str) -> Iterable[Evaluation]:
    """Yield the evaluator's answers for probes; one alone where it is the same for all."""
    configs = configs_asked(snapshot, flag)
    yield evaluate(snapshot, flag, Subject())
    for number, probe in enumerate(probes(snapshot, snapshot, configs)):
        if number == MOST_PROBES:
            break
        answer = evaluate(snapshot, flag, probe)
        yield answer
        if answer.reason in _FOR_ALL or (answer.reason is Reason.EVERYONE and not answer.value):
            return
    for config in configs:
        for share in {config.percent, *config.rings.values()} - {0, HUNDRED_PERCENT}:
            yield evaluate(snapshot, flag, _placed_below(config, share))


def _placed_below(config: FlagConfig, share: int) -> Subject:
    """Return a subject whose place is below a share, which few of the probes may be."""
    found = _id_below(config.salt or config.name, config.bucket_by, share)
    return Subject(user=int(found), league=found, auction=found)


@lru_cache(maxsize=1000)
def _id_below(salt: str, bucket_by: BucketBy, share: int) -> str:
    return next((str(each) for each in range(_NEAR) if bucket(salt, bucket_by, str(each)) < share), "0")


def _why(answer: Evaluation) -> str:
    """Return what was found at the step that decided; empty where what is set says it, or FEATURE_<NAME>."""
    if answer.reason in _SAID_ALREADY:
        return ""
    return next((f"{line.step}: {line.found}" for line in answer.trace if line.decided), "")
