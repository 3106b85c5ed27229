"""The drill of the quickest way back, with the stopwatch: how long a change of a flag takes to reach the last process.

It writes a note to a switch and takes it back. That changes nothing for anybody, but every process has to load and
confirm it, as it would a flag that is turned off.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from rollouts.changes import services
from rollouts.changes.services import Author, FlagRefused
from rollouts.evaluation.registry import SPECS
from rollouts.propagation import readers

LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class WayBack:
    """A way back, and in what time it should be gone."""

    level: int
    name: str
    target: timedelta
    how: str


WAYS_BACK = (
    WayBack(1, "flag", timedelta(minutes=1), "Turn it off for everyone."),
    WayBack(2, "environment", timedelta(minutes=5), "Set FEATURE_… to false, and restart web processes and clock."),
    WayBack(3, "code", timedelta(minutes=15), "Deploy the release before."),
    WayBack(4, "database", timedelta(minutes=30), "Take the newer release's migrations back, then deploy."),
)
"""The quickest first. The first is rehearsed by a program; the others need hands and a stopwatch."""


class NobodyToReach(FlagRefused):
    """No process runs, so the drill would prove nothing."""

    code = "not_now"


@dataclass(frozen=True, slots=True)
class DrillResult:
    """A drill's result: how many processes and sockets had the change, and after how many seconds the last of them.

    `held`: all had it within the target.
    """

    processes: int
    sockets: int
    reached: int
    seconds: float
    held: bool


def rehearse(author: Author, target: timedelta, wait: Callable[[float], None] = time.sleep) -> DrillResult:
    """Measure the quickest way back once, no longer than its target. Raises FlagRefused if no process runs."""
    if not readers.propagation_status().processes:
        raise NobodyToReach("No process of the site runs, so there is nobody to reach. Start the site.")
    switch = next(name for name, spec in SPECS.items() if spec.switch)
    begin = time.monotonic()
    change = services.change_flag(switch, {"note": f"A drill. {author.reason}".strip()[:500]}, author)
    try:
        return _watch(change.version, begin, target.total_seconds(), wait)
    finally:
        services.revert(change, author)


def _watch(version: int, begin: float, most: float, wait: Callable[[float], None]) -> DrillResult:
    while True:
        status, seconds = readers.propagation_status(), time.monotonic() - begin
        all_have_it = status.complete and status.version >= version and status.processes > 0
        if all_have_it or seconds >= most:
            return DrillResult(status.processes, status.sockets, status.current, round(seconds, 2), all_have_it)
        wait(LOOK_SECONDS)
