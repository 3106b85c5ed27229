"""Carries plans out: any number of processes may, and each step of a plan is taken once.

1  lock the plan's row; whoever finds it locked passes it by
2  read the database's clock: a plan that was looked at a moment ago isn't due
3  see what became of its flag, and decide (`machine.py`)
4  change the flag through `change_flags`, note what was decided, and where the plan is then, all in one transaction

Killed anywhere, nothing has happened, and whoever comes next does it.
"""

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q

from auctionsite.observability import loops
from auctionsite.postgresql.clock import database_now
from rollouts.changes import actions, services
from rollouts.changes.services import Author, FlagRefused, Frozen, Invalid, NeedsOverride, Source, Stale, UnknownFlag
from rollouts.models import FlagChange, Plan, PlanEvent
from rollouts.plans import checks, machine, reading
from rollouts.plans.machine import ALIVE, PlanDecision, PlanMove, PlanStatus
from rollouts.plans.reading import PlanView, UnreadablePlan

log = structlog.get_logger("rollouts")
LOOK_SECONDS = 30
CONFIRM_SECONDS = 1
"""How often a plan is looked at that waits for processes to confirm."""
IDLE_SECONDS = 1.0
_LONGEST = 1000


class PlanRunner(threading.Thread):
    """Looks after plans until stopped."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="plans")
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look at whatever is due, again and again."""
        loops.run_until(self._stopped, "plans", self._step)

    def stop(self) -> None:
        """Finish the step in hand, and end."""
        self._stopped.set()
        self.join(timeout=5)

    def _step(self) -> None:
        run_due()
        self._stopped.wait(IDLE_SECONDS)


def run_due() -> int:
    """Look once at each plan that is due; return at how many. One that fails is told of, and holds up no other."""
    now, count = database_now(), 0
    for pk in list(_due(now).values_list("pk", flat=True)):
        try:
            count += look_at(pk)
        except Exception as error:  # noqa: BLE001 # whatever it is, the next plan has its turn
            loops.report_failure("plans", error)
            _put_off(pk, now)
    return count


def _due(now: datetime) -> Any:
    confirming = Q(status=PlanStatus.ROLLING_BACK, looked_at__lte=now - timedelta(seconds=CONFIRM_SECONDS))
    others = Q(status__in=ALIVE, looked_at__lte=now - timedelta(seconds=LOOK_SECONDS))
    return Plan.objects.filter(confirming | others | Q(status__in=ALIVE, looked_at=None)).order_by("id")


def look_at(pk: int) -> bool:
    """Take the plan's next step if it is due; False if it isn't, or somebody else has it in hand."""
    with transaction.atomic():
        row = Plan.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
        if row is None or not _due(database_now()).filter(pk=pk).exists():
            return False
        take_step(row)
        return True


def _put_off(pk: int, now: datetime) -> None:
    """Leave a plan that failed alone for as long as any other."""
    sentence = "It couldn't be looked at: the log has why. It is tried again."
    Plan.objects.filter(pk=pk, status__in=ALIVE).update(looked_at=now, outlook=sentence)


def take_step(row: Plan) -> None:
    """Decide what a plan does next, and do it. Needs the lock of its row."""
    row = Plan.objects.select_related("last_change", "first_change").get(pk=row.pk)
    row.looked_at = now = database_now()
    try:
        view = reading.view_plan(row, now)
        decision = machine.decide(view.plan, view.seen)
        if decision.move is PlanMove.ENTER and decision.phase is not None:
            shut, missing = reading.missing_consents(row, view.plan.definition.phases[decision.phase])
            decision = machine.decide(view.plan, replace(view.seen, shut_gates=shut, missing_roles=missing))
    except UnreadablePlan as error:
        row.outlook = str(error)[:_LONGEST]
    else:
        _carry_out(row, view, decision)
    row.save()


def _carry_out(row: Plan, view: PlanView, decision: PlanDecision) -> None:
    change: FlagChange | None = None
    match decision.move:
        case PlanMove.ENTER:
            decision, change = _enter(row, view, decision)
        case PlanMove.STEP_BACK:
            change = _step_back(row, view, decision)
        case PlanMove.ROLL_BACK:
            decision, change = _roll_back(row, decision)
        case PlanMove.PAUSE:
            row.status = PlanStatus.PAUSED
        case PlanMove.CONFIRM:
            row.status = PlanStatus.ROLLED_BACK
        case PlanMove.COMPLETE:
            row.status = PlanStatus.COMPLETED
        case PlanMove.END:
            row.status = PlanStatus.ENDED
        case PlanMove.NOTIFY if decision.trigger is not None:
            row.notified = sorted({*row.notified, decision.trigger})
    row.outlook = decision.sentence[:_LONGEST]
    if decision.move is not PlanMove.WAIT:
        note(row, decision.move.value, decision.sentence, view=view, change=change)


def note(
    row: Plan,
    what: str,
    sentence: str,
    *,
    view: PlanView | None = None,
    change: FlagChange | None = None,
    actor: Any = None,
    reason: str = "",
) -> None:
    """Note for good what was decided or done about a plan."""
    log.info("plan.decided", plan=row.pk, flag=row.flag, what=what)
    PlanEvent.objects.create(
        plan=row,
        what=what,
        phase=row.phase,
        sentence=sentence[:_LONGEST],
        figures={} if view is None else _figures(view),
        change=change,
        actor=actor,
        reason=reason[:500],
        at=database_now(),
    )


def _figures(view: PlanView) -> dict[str, Any]:
    """Return both sides by metric, `[failed, subjects]`."""
    arms = {
        name: {side: checks.arm(exposed, on=side == "on") for side in ("on", "off")}
        for name, exposed in view.seen.exposed.items()
    }
    return {
        name: {side: [arm.failed, arm.subjects] for side, arm in sides.items()}
        for name, sides in arms.items()
        if any(arm.subjects for arm in sides.values())
    }


# What changes the flag --------------------------------------------------------------------------------
def _enter(row: Plan, view: PlanView, decision: PlanDecision) -> tuple[PlanDecision, FlagChange | None]:
    """Begin a phase. What holds every change back holds a plan's back too: it waits then."""
    place = row.phase + 1
    phase = view.plan.definition.phases[place]
    author = Author(source=Source.PLAN, reason=f"Plan {row.pk}, phase {phase.name}.")
    try:
        change = services.change_flag(row.flag, phase.patch, author, expected_version=view.version, planned=True)
    except NeedsOverride as refused:
        return PlanDecision(PlanMove.WAIT, f"The phase {phase.name} waits. {' '.join(refused.cautions)}"), None
    except (Frozen, Stale) as refused:
        return PlanDecision(PlanMove.WAIT, f"The phase {phase.name} waits. {refused.sentence}"), None
    except FlagRefused as refused:
        row.status = PlanStatus.PAUSED
        return PlanDecision(PlanMove.PAUSE, f"The phase {phase.name} can't begin. {refused.sentence}"), None
    _stand(row, place, change, anew=not view.plan.definition.continues(place))
    if row.first_change is None and not change.repeated:
        row.first_change = change
    return decision, change


def _step_back(row: Plan, view: PlanView, decision: PlanDecision) -> FlagChange:
    """Return the flag to an earlier phase, and pause there."""
    place = decision.phase or 0
    phase = view.plan.definition.phases[place]
    author = Author(source=Source.PLAN, reason=decision.sentence, override="a plan steps back")
    try:
        change = services.change_flag(row.flag, phase.patch, author, planned=True)
    except FlagRefused:
        change = services.change_flag(row.flag, actions.kill(), author)
    _stand(row, place, change, anew=True)
    row.status = PlanStatus.PAUSED
    return change


def _roll_back(row: Plan, decision: PlanDecision) -> tuple[PlanDecision, FlagChange | None]:
    """Give the flag the state that it had before the plan; where that can't be, turn it off for everyone."""
    if row.first_change is None:
        row.status = PlanStatus.ENDED
        return PlanDecision(
            PlanMove.END, f"{decision.sentence} There is nothing to roll back: it changed nothing."
        ), None
    author = Author(source=Source.PLAN, reason=decision.sentence)
    try:
        change = services.revert(row.first_change, author)
    except (Frozen, Invalid, UnknownFlag):
        change = services.change_flag(row.flag, actions.kill(), author)
    row.status, row.last_change = PlanStatus.ROLLING_BACK, change
    return decision, change


def _stand(row: Plan, phase: int, change: FlagChange, *, anew: bool) -> None:
    """The plan is in this phase from now on, as the change left the flag; `anew`: and so is its evidence."""
    row.phase, row.last_change, row.since = phase, change, database_now()
    if anew or row.counted_since is None:
        row.counted_since = row.since
    row.let_pass, row.notified = False, []


def roll_back_now(row: Plan, sentence: str) -> FlagChange | None:
    """Roll a plan back because an operator says so. Needs the lock of its row."""
    _, change = _roll_back(row, PlanDecision(PlanMove.ROLL_BACK, sentence))
    return change
