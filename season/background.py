"""What a season needs done without anybody asking: small steps, each of which finds one thing that is due and does it.

Any number of processes may take the steps at once: see each step for what makes that right. See `run_season`.
"""

import time
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import connection

from season.ownership import services as ownership_services
from season.standings import services as standings_services
from season.trades import settling

log = structlog.get_logger("season")
PUSH_BACK_SECONDS = 30.0
"""What fails is left alone for so long, and never holds up the rest."""
AT_ONCE = 100
"""How often a step is taken before the next has its turn."""


@dataclass(frozen=True, slots=True)
class BackgroundStep:
    """`find` gives what is due, other than what it is told to leave alone; None: nothing is. `do` does it."""

    name: str
    find: Callable[[Collection[Any]], Hashable | None]
    do: Callable[[Any], object]


STEPS = (
    BackgroundStep("trades", settling.next_due, settling.settle),
    BackgroundStep("ownership", ownership_services.next_moved, ownership_services.refresh),
    BackgroundStep("standings", standings_services.next_asked, standings_services.recount),
)
"""In the order in which they have their turns."""


@dataclass(slots=True)
class Worker:
    """Takes steps, and remembers what has failed a moment ago."""

    steps: tuple[BackgroundStep, ...] = STEPS
    _failed: dict[tuple[str, Hashable], float] = field(default_factory=dict)

    def work(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Do what is due, step by step, until nothing is or `stopped` says so; how many things were done or failed."""
        done = 0
        for step in self.steps:
            for _ in range(AT_ONCE):
                if stopped() or not self._take(step):
                    break
                done += 1
        return done

    def _take(self, step: BackgroundStep) -> bool:
        """Whether there was something to do. Raises DatabaseError if the database can't even be asked."""
        due = step.find(self._left_alone(step))
        if due is None:
            return False
        try:
            step.do(due)
        except Exception as error:  # whatever it is, the other things go on
            log.exception("season.failed", step=step.name, due=str(due), error=str(error))
            self._failed[step.name, due] = time.monotonic() + PUSH_BACK_SECONDS
            connection.close()
        return True

    def _left_alone(self, step: BackgroundStep) -> list[Hashable]:
        now = time.monotonic()
        self._failed = {key: until for key, until in self._failed.items() if until > now}
        return [due for name, due in self._failed if name == step.name]
