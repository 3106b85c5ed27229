"""Strata: who is compared with whom, and when, while a percentage grows step by step.

Whoever meets the flag in a step is compared with those who met it in the same step: all of them were active then. They
stay so until they meet it in a later step, or until a step gives their bucket another answer, whether they ask again or
not: to leave by the bucket alone favours neither side. So a failure that takes longer than a step to show is counted,
and each subject's first failure is counted once. If buckets have nothing to do with who fails, then the chance that the
next failure has the flag is the share of those at risk, step by step, and the evidence of all steps is one e-process.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rollouts.evidence.comparison import ExposedSubject, Stay


@dataclass(frozen=True, slots=True)
class Step:
    """A time with one percentage, in hundredths: from `begins`, in seconds, to the next step's begin."""

    begins: float
    percent: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A subject met the flag in a step, by place, with one answer; `since`: first in that step."""

    step: int
    on: bool
    since: float


Stays = Mapping[bool, tuple[Stay, ...]]
"""A subject's stays with the flag and without it; a side on which it never was is missing."""


def stays_of(visits: Sequence[Visit], steps: Sequence[Step], bucket: int | None) -> Stays:
    """Return when a subject, whose visits are in the order of steps, is at risk on each side.

    Without a bucket nobody knows whether its answer holds on, so it leaves with the step.
    """
    stays: dict[bool, tuple[Stay, ...]] = {}
    for visit, after in zip(visits, [*visits[1:], None], strict=False):
        until = min(_answer_until(visit, steps, bucket), after.since if after else math.inf)
        if until > visit.since:
            stays[visit.on] = (*stays.get(visit.on, ()), Stay(visit.step, visit.since, until))
    return stays


def _answer_until(visit: Visit, steps: Sequence[Step], bucket: int | None) -> float:
    later = steps[visit.step + 1 :]
    changed = (each.begins for each in later if bucket is None or (bucket < each.percent) is not visit.on)
    return next(changed, math.inf)


def exposed_subjects(stays: Stays, failures: Mapping[bool, float | None]) -> list[ExposedSubject]:
    """Return a subject as it is counted on each side. `failures`: its first since it came to that side.

    On the side to which it came after it had failed on the other, it is no more at risk.
    """
    counted: list[ExposedSubject] = []
    for on, own in sorted(stays.items(), key=lambda side: side[1][0].since):
        failed_at = failures.get(on)
        if failed_at is not None and failed_at >= own[-1].until:
            failed_at = None
        out = any(each.failed_at is not None for each in counted)
        counted.append(ExposedSubject(on, own[0].since, failed_at, () if out else own))
    return counted
