"""Evaluates a flag for a subject: one pure function of the snapshot, the subject and the instant.

The first step that matches decides, and each leaves a line in the trace:

     1  unknown flag: the code's default, as long as the flags that it requires have the value expected
     2  the environment's FEATURE_<NAME>
     3  everyone = No
     4  the user, one of their groups or the league is left out: off, unless the subject is pinned
     5  outside of its schedule: off
     6  a required flag has another value than expected: off
     7  the subject is pinned to an answer
     8  everyone = Yes
     9  a tester's answer; a named user, group or league; staff and the like
    10  a criterion that doesn't hold: off
    11  percentage, ring or canary
    12  off
    13  on, and it was off at a moment since the flag was frozen: off

A subject's bucket is the first 8 hexadecimal digits of sha256("salt:kind:id") modulo 10 000, and it is in where the
bucket is below the percentage in hundredths: a larger percentage never drops anybody who was in.

Where it is on, and it has arms, another bucket says in which arm: of sha256("flag's name:arms:kind:id"). No salt is in
it, so that an arm says nothing of the place in the percentage, flags that share a salt draw their arms apart, and an
arm stays when the percentage changes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import accumulate
from typing import Any, NamedTuple

from rollouts.evaluation.types import HUNDRED_PERCENT, BucketBy, FlagConfig, FlagSnapshot, Strategy, Subject


class Reason(StrEnum):
    """The step that decided."""

    FLAG_NOT_FOUND = "FLAG_NOT_FOUND"
    ENVIRONMENT = "ENVIRONMENT"
    EVERYONE = "EVERYONE"
    EXCLUDED = "EXCLUDED"
    SCHEDULE = "SCHEDULE"
    DEPENDENCY = "DEPENDENCY"
    PINNED = "PINNED"
    TESTER = "TESTER"
    NAMED = "NAMED"
    CRITERIA = "CRITERIA"
    PERCENTAGE = "PERCENTAGE"
    RING = "RING"
    CANARY = "CANARY"
    FROZEN = "FROZEN"


class TraceLine(NamedTuple):
    """One step of a trace: its name, and what was found. `decided`: this step gave the answer."""

    step: str
    found: str
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A flag's value for a subject, and why.

    `on_from` is the percentage, in hundredths, from which the strategy lets the subject in.
    """

    flag: str
    value: bool
    reason: Reason
    version: int
    trace: tuple[TraceLine, ...]
    on_from: int | None = None
    arm: str = ""
    """In which way it is on; empty where it is off, or has no arms."""

    @property
    def variant(self) -> str:
        """The value's name, as OpenFeature wants one: the arm, if there is one."""
        return self.arm or ("on" if self.value else "off")

    def as_json(self) -> dict[str, Any]:
        """Return the evaluation for programs; `on_from` is per cent."""
        return {
            "flag": self.flag,
            "value": self.value,
            "variant": self.variant,
            "reason": self.reason.value,
            "on_from": None if self.on_from is None else self.on_from / 100,
            "trace": [line._asdict() for line in self.trace],
        }


def bucket(salt: str, bucket_by: BucketBy, identifier: str) -> int:
    """Return the subject's bucket from 0 to 9 999, the same in every process, restart and Python."""
    digest = sha256(f"{salt}:{bucket_by}:{identifier}".encode()).hexdigest()
    return int(digest[:8], 16) % HUNDRED_PERCENT


def format_percent(hundredths: int) -> str:
    """Return hundredths of a percent as people read them: 1835 is `18.35 %`, 2500 is `25 %`."""
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".") + " %"


def evaluate(snapshot: FlagSnapshot, name: str, subject: Subject, at: float | None = None) -> Evaluation:
    """Evaluate the flag. Schedules count as of the snapshot's instant; `at` is another, such as one still to come."""
    trace: list[TraceLine] = []
    flag = snapshot.flags.get(name)
    at = snapshot.at if at is None else at
    value, reason, on_from = _decide(snapshot, name, flag, subject, at, trace)
    arm = _draw_arm(flag, subject, trace) if value and flag is not None and flag.arms else ""
    return Evaluation(name, value, reason, snapshot.version, tuple(trace), on_from, arm)


def _draw_arm(flag: FlagConfig, subject: Subject, trace: list[TraceLine]) -> str:
    """Return the arm of a subject to whom the flag is on. Who has nothing to be drawn by is in the control."""
    control = flag.arms[0][0]
    identifier = subject.id_for(flag.bucket_by)
    if identifier is None:
        trace.append(TraceLine("arm", f"{control}, the control: there is no {flag.bucket_by} to draw by"))
        return control
    place = bucket(f"{flag.name}:arms", flag.bucket_by, identifier)
    arm = arm_at(flag.arms, place)
    found = f"{arm}: the {flag.bucket_by}'s place among the arms is {format_percent(place)}"
    trace.append(TraceLine("arm", found))
    return arm


def arm_at(arms: Sequence[tuple[str, int]], place: int) -> str:
    """Return the arm at a place from 0 to 9 999: the first ones belong to the first arm, as many as its weight says.

    Weights that come to less than 100 %, as only another hand than ours writes them, leave the rest to the control.
    """
    ends = accumulate(weight for _, weight in arms)
    return next((name for (name, _), end in zip(arms, ends, strict=True) if place < end), arms[0][0])


_Answer = tuple[bool, Reason, int | None]


def _decide(
    snapshot: FlagSnapshot, name: str, flag: FlagConfig | None, subject: Subject, at: float, trace: list[TraceLine]
) -> _Answer:
    if (override := snapshot.overrides.get(name)) is not None:
        found = f"{'on' if override else 'off'} in the server's environment"
        trace.append(TraceLine("environment", found, decided=True))
        return override, Reason.ENVIRONMENT, None
    if name in snapshot.unreadable:
        trace.append(TraceLine("row", snapshot.unreadable[name]))
    if flag is None:
        return _unset(snapshot, name, subject, at, trace)
    answer = _by_steps(snapshot, flag, subject, at, trace)
    if answer[0] and flag.frozen and _was_off(snapshot, name, subject):
        trace[-1] = trace[-1]._replace(decided=False)
        return _off(trace, "frozen", "was off since it was frozen, and nobody is added", Reason.FROZEN)
    return answer


def _was_off(snapshot: FlagSnapshot, name: str, subject: Subject) -> bool:
    """True if the subject was off in one of the pictures since the flag was frozen."""
    for picture in snapshot.pictures_before():
        flag = picture.flags.get(name)
        if flag is None or not flag.frozen:
            return False
        on, _, _ = _by_steps(picture, flag, subject.as_of(picture.at), picture.at, [])
        if not on:
            return True
    return False


def _by_steps(snapshot: FlagSnapshot, flag: FlagConfig, subject: Subject, at: float, trace: list[TraceLine]) -> _Answer:
    for step in _STEPS:
        answer = step(snapshot, flag, subject, at, trace)
        if answer is not None:
            return answer
    return _STRATEGIES[flag.strategy](snapshot, flag, subject, trace)


def _unset(snapshot: FlagSnapshot, name: str, subject: Subject, at: float, trace: list[TraceLine]) -> _Answer:
    default = snapshot.defaults.get(name, False)
    if default and (missing := _unmet(snapshot, snapshot.default_requires.get(name, ()), subject, at, trace)):
        return _off(trace, "requires", missing, Reason.DEPENDENCY)
    prefix = "not set; the default here is" if name in snapshot.defaults else "no such flag; it counts as"
    trace.append(TraceLine("flag", f"{prefix} {'on' if default else 'off'}", decided=True))
    return default, Reason.FLAG_NOT_FOUND, None


def _off(trace: list[TraceLine], step: str, found: str, reason: Reason) -> _Answer:
    trace.append(TraceLine(step, found, decided=True))
    return False, reason, None


def _on(trace: list[TraceLine], step: str, found: str, reason: Reason) -> _Answer:
    trace.append(TraceLine(step, found, decided=True))
    return True, reason, None


def _everyone_off(
    snapshot: FlagSnapshot, flag: FlagConfig, subject: Subject, at: float, trace: list[TraceLine]
) -> _Answer | None:
    if flag.everyone is False:
        return _off(trace, "everyone", "off for everyone", Reason.EVERYONE)
    trace.append(TraceLine("everyone", "not off for everyone"))
    return None


def _excluded(
    snapshot: FlagSnapshot, flag: FlagConfig, subject: Subject, at: float, trace: list[TraceLine]
) -> _Answer | None:
    """An auction that began keeps its answer: a room changes for nobody in the middle, nor for some of its people."""
    if not snapshot.is_in(flag.excluded, subject):
        trace.append(TraceLine("excluded", "no"))
        return None
    if flag.name not in subject.pinned:
        return _off(trace, "excluded", "the user, a group or the league is left out", Reason.EXCLUDED)
    trace.append(TraceLine("excluded", "left out, but not of what began before"))
    return None


def _schedule(
    snapshot: FlagSnapshot, flag: FlagConfig, subject: Subject, at: float, trace: list[TraceLine]
) -> _Answer | None:
    if outside := flag.outside_schedule(at):
        return _off(trace, "schedule", outside, Reason.SCHEDULE)
    trace.append(TraceLine("schedule", "none" if flag.starts_at is flag.ends_at is None else "within it"))
    return None


def _requires(
    snapshot: FlagSnapshot, flag: FlagConfig, subject: Subject, at: float, trace: list[TraceLine]
) -> _Answer | None:
    if missing := _unmet(snapshot, flag.requires, subject, at, trace):
        return _off(trace, "requires", missing, Reason.DEPENDENCY)
    trace.append(TraceLine("requires", "all it needs" if flag.requires else "nothing"))
    return None


def _unmet(
    snapshot: FlagSnapshot, requires: Iterable[tuple[str, bool]], subject: Subject, at: float, trace: list[TraceLine]
) -> str:
    """Describe the first required flag that has another value than expected; empty if there is none."""
    for name, wanted in requires:
        below: list[TraceLine] = []
        value, _, _ = _decide(snapshot, name, snapshot.flags.get(name), subject, at, below)
        trace += [TraceLine(f"{name}: {line.step}", line.found) for line in below]
        if value is not wanted:
            return f"{name} is {'on' if value else 'off'}, and must be {'on' if wanted else 'off'}"
    return ""


def _pinned(
    snapshot: FlagSnapshot, flag: FlagConfig, subject: Subject, at: float, trace: list[TraceLine]
) -> _Answer | None:
    pin = subject.pinned.get(flag.name)
    if pin is not None:
        found = f"it began with this {'on' if pin else 'off'} and keeps it"
        trace.append(TraceLine("pinned", found, decided=True))
        return pin, Reason.PINNED, None
    trace.append(TraceLine("pinned", "no"))
    return None


def _everyone_on(
    snapshot: FlagSnapshot, flag: FlagConfig, subject: Subject, at: float, trace: list[TraceLine]
) -> _Answer | None:
    if flag.everyone:
        return _on(trace, "everyone", "on for everyone", Reason.EVERYONE)
    return None


def _by_name(
    snapshot: FlagSnapshot, flag: FlagConfig, subject: Subject, at: float, trace: list[TraceLine]
) -> _Answer | None:
    if flag.testing and (asked := subject.tester_answers.get(flag.name)) is not None:
        trace.append(TraceLine("tester", f"the browser asks for {'on' if asked else 'off'}", decided=True))
        return asked, Reason.TESTER, None
    if snapshot.is_in(flag.targets, subject):
        return _on(trace, "named", "the user, a group or the league is named", Reason.NAMED)
    if flag.superusers and subject.superuser:
        return _on(trace, "named", "on for superusers", Reason.NAMED)
    if flag.staff and subject.staff:
        return _on(trace, "named", "on for staff", Reason.NAMED)
    if flag.authenticated and subject.user is not None:
        return _on(trace, "named", "on for everybody who is signed in", Reason.NAMED)
    if flag.languages and subject.language in flag.languages:
        return _on(trace, "named", f"on for the language {subject.language}", Reason.NAMED)
    trace.append(TraceLine("named", "no"))
    return None


def _criteria(
    snapshot: FlagSnapshot, flag: FlagConfig, subject: Subject, at: float, trace: list[TraceLine]
) -> _Answer | None:
    for criterion in flag.criteria:
        if not criterion.met_by(subject.traits):
            actual = subject.traits.get(criterion.trait, "unknown")
            finding = (
                f"{criterion.trait} is {actual}, and must be: {criterion.operator.replace('_', ' ')} {criterion.value}"
            )
            return _off(trace, "criteria", finding, Reason.CRITERIA)
    trace.append(TraceLine("criteria", "all hold" if flag.criteria else "none"))
    return None


_Step = Callable[[FlagSnapshot, FlagConfig, Subject, float, list[TraceLine]], _Answer | None]
_STEPS: tuple[_Step, ...] = (
    _everyone_off,
    _excluded,
    _schedule,
    _requires,
    _pinned,
    _everyone_on,
    _by_name,
    _criteria,
)


def _percentage(snapshot: FlagSnapshot, flag: FlagConfig, subject: Subject, trace: list[TraceLine]) -> _Answer:
    return _in_bucket(flag, subject, flag.percent, "", Reason.PERCENTAGE, trace)


def _ring(snapshot: FlagSnapshot, flag: FlagConfig, subject: Subject, trace: list[TraceLine]) -> _Answer:
    """A subject is in by the ring that lets most of its members in, of those it belongs to."""
    memberships = [ring.name for ring in snapshot.rings if ring.everybody or snapshot.is_in(ring.members, subject)]
    best = max(memberships, key=lambda ring: flag.rings.get(ring, 0), default="")
    return _in_bucket(
        flag, subject, flag.rings.get(best, 0), f"ring {best}: " if best else "no ring: ", Reason.RING, trace
    )


def _canary(snapshot: FlagSnapshot, flag: FlagConfig, subject: Subject, trace: list[TraceLine]) -> _Answer:
    chosen = subject.label in flag.labels or subject.region in flag.regions
    found = f"server {subject.label or '?'} in {subject.region or '?'} is {'' if chosen else 'not '}chosen"
    trace.append(TraceLine("canary", found, decided=True))
    return chosen, Reason.CANARY, None


_STRATEGIES = {Strategy.PERCENTAGE: _percentage, Strategy.RING: _ring, Strategy.CANARY: _canary}


def _in_bucket(
    flag: FlagConfig, subject: Subject, percent: int, through: str, reason: Reason, trace: list[TraceLine]
) -> _Answer:
    identifier = subject.id_for(flag.bucket_by)
    if identifier is None:
        # Everybody is in at 100 %, also who has nothing to be hashed by.
        value = percent >= HUNDRED_PERCENT
        finding = f"{through}{format_percent(percent)}, and there is no {flag.bucket_by} to place"
        trace.append(TraceLine(flag.strategy, finding, decided=True))
        return value, reason, HUNDRED_PERCENT
    place = bucket(flag.salt or flag.name, flag.bucket_by, identifier)
    value = place < percent
    sign = "below" if value else "not below"
    finding = f"{through}the {flag.bucket_by}'s place {format_percent(place)} is {sign} {format_percent(percent)}"
    trace.append(TraceLine(flag.strategy, finding, decided=True))
    return value, reason, place + 1
