"""The trace of an evaluation in words, step by step. Pure."""

from typing import NamedTuple

from rollouts.evaluation.evaluate import Evaluation, Reason, format_percent
from rollouts.explain.wording import on_off

STEPS = {
    "environment": "The server's environment",
    "flag": "Whether it is set",
    "everyone": "For everyone",
    "excluded": "Left out",
    "schedule": "Schedule",
    "requires": "Flags that it needs",
    "pinned": "What it began with",
    "tester": "What the browser asks for",
    "named": "By name",
    "criteria": "Conditions",
    "percentage": "Percentage",
    "ring": "Rings",
    "canary": "Servers",
    "frozen": "Frozen",
    "arm": "Arm",
}
"""The steps of a trace as people call them."""
REASONS = {
    Reason.FLAG_NOT_FOUND: "nobody has set the flag",
    Reason.ENVIRONMENT: "the server's environment says so",
    Reason.EVERYONE: "it is {} for everyone",
    Reason.EXCLUDED: "the user, a group or the league is left out",
    Reason.SCHEDULE: "it is outside of its time",
    Reason.DEPENDENCY: "a flag that it needs has another value",
    Reason.FROZEN: "it was off since the flag was frozen",
    Reason.PINNED: "that is how it began",
    Reason.TESTER: "the browser asks for it",
    Reason.NAMED: "it is named",
    Reason.CRITERIA: "a condition doesn't hold",
    Reason.PERCENTAGE: "of the percentage",
    Reason.RING: "of the rings",
    Reason.CANARY: "of the server",
}


class TraceStep(NamedTuple):
    """A line of a trace in words. `of` is the required flag that it is about; empty: the flag itself."""

    of: str
    step: str
    found: str
    decided: bool


def trace_steps(evaluation: Evaluation) -> list[TraceStep]:
    """The trace, step by step."""
    steps = []
    for line in evaluation.trace:
        *of, step = line.step.split(": ")
        steps.append(TraceStep(": ".join(of), STEPS.get(step, step), line.found, line.decided))
    return steps


def conclusion_sentence(evaluation: Evaluation) -> str:
    """The answer in a sentence, and from which percentage on it would be another."""
    because = REASONS[evaluation.reason].format(on_off(evaluation.value))
    arm = f" in the arm {evaluation.arm}" if evaluation.arm else ""
    answer = f"{on_off(evaluation.value).capitalize()}{arm}, because {because}."
    if evaluation.on_from is None:
        return answer
    return f"{answer} On from {format_percent(evaluation.on_from)}."
