"""Plans of the waiting room with rows in the database, and leagues that meet it and fail as a test says."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count, islice
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group

from accounts.models import User
from rollouts.changes.services import Author, Source, change_flag
from rollouts.evaluation.evaluate import bucket
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import storage
from rollouts.exposures.outcomes import OutcomeMetric
from rollouts.exposures.storage import ExposureEntry
from rollouts.models import Flag, FlagChange, Plan
from rollouts.plans import runner, services
from rollouts.plans.definition import PlanDefinition
from rollouts.plans.reading import APPROVES
from tests.database_clock import DatabaseClock
from tests.rollouts.plans.machine_cases import METRIC, definition

ROOM = "waiting_room"


class Failures:
    """The leagues that fail, and when: a metric in place of the product's."""

    def __init__(self) -> None:
        self._at: dict[str, datetime] = {}

    def first(self, kind: BucketBy, since: Mapping[str, datetime]) -> dict[str, datetime]:
        """The first failure of each at or after its moment."""
        return {each: self._at[each] for each, at in since.items() if each in self._at and self._at[each] >= at}

    def metric(self) -> OutcomeMetric:
        return OutcomeMetric(name=METRIC, says="failed", kinds=frozenset(BucketBy), first_failures=self.first)

    def fail(self, leagues: Iterable[str], clock: DatabaseClock) -> None:
        """They fail one second after the other from now on, and then it is as much later."""
        for league in leagues:
            clock.advance(seconds=1)
            self._at[league] = clock.now


def meet(number: int, *, on: bool) -> list[str]:
    """So many new leagues meet the flag now, drawn by its percentage."""
    return meet_again([str(uuid4()) for _ in range(number)], on=on)


def meet_again(leagues: list[str], *, on: bool, drawn: bool = True) -> list[str]:
    """These leagues meet the flag now."""
    storage.write_exposures([(ExposureEntry(ROOM, BucketBy.LEAGUE, each, on, drawn), 0.0) for each in leagues])
    return leagues


def leagues_between(low: int, high: int, number: int) -> list[str]:
    """So many leagues whose place in the draw of the waiting room is from `low` to below `high` hundredths."""
    names = (f"league {place}" for place in count())
    return list(islice((each for each in names if low <= bucket(ROOM, BucketBy.LEAGUE, each) < high), number))


def set_flag(flag: str = ROOM, actor: User | None = None, **patch: Any) -> FlagChange:
    """An operator's hand on the flag, past all cautions."""
    source = Source.ADMIN if actor else Source.CODE
    return change_flag(flag, patch, Author(source=source, actor=actor, override="a test"))


def made(made_of: PlanDefinition | None = None, flag: str = ROOM, by: User | None = None) -> Plan:
    return services.make_plan(flag, made_of or definition(), by)


def started(made_of: PlanDefinition | None = None, flag: str = ROOM) -> Plan:
    """A plan that was started by somebody at a command line."""
    return services.start_plan(made(made_of, flag).pk, None)


def look(plan: Plan, clock: DatabaseClock, **later: float) -> Plan:
    """The plan after it was looked at, so much later, half a minute at least."""
    clock.advance(**(later or {"seconds": runner.LOOK_SECONDS}))
    runner.run_due()
    return Plan.objects.get(pk=plan.pk)


def percent(flag: str = ROOM) -> float | None:
    value = Flag.objects.get(name=flag).percent
    return None if value is None else float(value)


def in_role(user: User, role: str) -> User:
    """The user, an operator, who may approve in this role."""
    user.groups.add(Group.objects.get_or_create(name=f"{APPROVES}{role}")[0])
    return user
