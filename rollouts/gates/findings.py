"""Findings on a launch gate: it passed, it failed, or nobody can know. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class GateOutcome(StrEnum):
    """The state of a gate."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class GateFinding:
    """An outcome, the sentence that says why and what to do, and when what it rests on was looked at."""

    outcome: GateOutcome
    sentence: str
    seen_at: datetime


def passed(sentence: str, seen_at: datetime) -> GateFinding:
    """Return the finding that the gate holds."""
    return GateFinding(GateOutcome.PASSED, sentence, seen_at)


def failed(sentence: str, seen_at: datetime) -> GateFinding:
    """Return the finding that the gate doesn't hold."""
    return GateFinding(GateOutcome.FAILED, sentence, seen_at)


def unknown(sentence: str, seen_at: datetime) -> GateFinding:
    """Return the finding that nobody can know if the gate holds."""
    return GateFinding(GateOutcome.UNKNOWN, sentence, seen_at)


# By hand ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRule:
    """The record that answers a gate: one younger than `lasts`, of the flag or (`of_flag` False) of the product.

    `task` says what to do before it is recorded. `of_release`: it counts for the release that it was made of.
    `by_person`: a program may not record it.
    """

    task: str
    lasts: timedelta
    of_flag: bool = False
    of_release: bool = False
    by_person: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCheck:
    """A record as it was written. `by` is who wrote it, in words."""

    passed: bool
    by: str
    proof: str
    release: str
    at: datetime


def judge_record(
    gate: str, rule: RecordRule, record: RecordedCheck | None, *, release: str, now: datetime
) -> GateFinding:
    """Return what the newest record says of a gate now, while this release runs."""
    then = f"{rule.task}, then record it as {gate}."
    if record is None:
        return unknown(f"Nobody has recorded it. {then}", now)
    told = f"{record.by}, {record.at:%Y-%m-%d %H:%M} UTC: {record.proof}"
    if not record.passed:
        return failed(f"It failed ({told}). {then}", record.at)
    if now - record.at > rule.lasts:
        return unknown(f"It passed more than {rule.lasts.days} days ago ({told}). {then}", record.at)
    if rule.of_release and record.release != release:
        return unknown(f"It passed for release {record.release}, and this is {release} ({told}). {then}", record.at)
    return passed(f"It passed ({told}).", record.at)
