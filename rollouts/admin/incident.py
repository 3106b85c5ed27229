"""The page for when something is wrong: what fits what is measured now, and the one button to press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from auctionsite.postgresql.clock import database_now
from rollouts.admin.plan_display import CheckDisplay, PlanLine, trigger_display
from rollouts.models import STATE_CHANGED, FlagChange, Plan
from rollouts.plans import queries, reading
from rollouts.plans.definition import Severity
from rollouts.plans.machine import ALIVE, PlanStatus, readings_of_triggers
from rollouts.plans.reading import UnreadablePlan

FITS = 50
"""A row of the matrix fits from here on: its evidence in percent of the bar."""
LOOKS_BACK = timedelta(days=1)
MOST = 20
_WORST_FIRST = tuple(Severity)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of a plan's decision matrix. `fits`: what is measured now speaks for it."""

    severity: str
    check: CheckDisplay
    fits: bool


@dataclass(frozen=True, slots=True)
class PlanInTrouble:
    """A plan under way, with its matrix: the rows that fit first, then the worst."""

    line: PlanLine
    rows: Sequence[MatrixRow]
    can_roll_back: bool

    @classmethod
    def of(cls, row: Plan) -> "PlanInTrouble":
        """One that can't be read has no rows, and says why."""
        line, can_roll_back = PlanLine.of(row), row.status in {PlanStatus.RUNNING, PlanStatus.PAUSED}
        try:
            view = reading.view_plan(row, database_now())
        except UnreadablePlan:
            return cls(line, (), can_roll_back=False)
        checks = [
            (trigger_reading.trigger.severity, trigger_display(trigger_reading))
            for trigger_reading in readings_of_triggers(view.plan, view.seen)
            if trigger_reading
        ]
        rows = [MatrixRow(severity.value, check, check.reached or check.way >= FITS) for severity, check in checks]
        rows.sort(
            key=lambda matrix_row: (
                not matrix_row.fits,
                _WORST_FIRST.index(Severity(matrix_row.severity)),
                -matrix_row.check.way,
            )
        )
        return cls(line, rows, can_roll_back)


def plans_in_trouble() -> list[PlanInTrouble]:
    """Return the plans that are under way, those with a row that fits first."""
    found = [PlanInTrouble.of(each) for each in queries.all_plans().filter(status__in=ALIVE)[:MOST]]
    return sorted(found, key=lambda each: not any(row.fits for row in each.rows))


def latest_changes() -> list[FlagChange]:
    """Return what was changed of flags in the last day, the newest of each flag, newest first."""
    changes = FlagChange.objects.filter(STATE_CHANGED, at__gte=database_now() - LOOKS_BACK).select_related("actor")
    newest = changes.order_by("flag", "-id").distinct("flag")
    return sorted(newest, key=lambda each: -each.pk)[:MOST]
