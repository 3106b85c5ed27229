"""Reads what the report of a plan tells: what was decided, when, by whom and by which figures; and what it changed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from auctionsite.moments.durations import format_duration
from auctionsite.postgresql.clock import database_now
from rollouts.evaluation.registry import SPECS
from rollouts.explain import figure_wording
from rollouts.explain.wording import PLURAL, counted
from rollouts.exposures.compared import OutcomeFigures
from rollouts.figures import FlagFigures, read_figures
from rollouts.models import Plan, PlanEvent
from rollouts.plans import reading
from rollouts.plans.machine import ALIVE, PlanState, PlanStatus
from rollouts.plans.reading import UnreadablePlan
from rollouts.plans.reports import ReleaseReport, ReportSection, due_dates, due_sentence

MOST_EVENTS = 500
"""Of a release that was paused and went on all the time the oldest are told; its page has the newest."""
_WHAT = {"enter": "phase", "complete": "completed", "roll_back": "rolled back", "confirm": "confirmed"}


def read_report(row: Plan) -> ReleaseReport:
    """Return the report of a plan as of now; of one that can't be read, what was decided."""
    now = database_now()
    events = list(PlanEvent.objects.filter(plan=row).select_related("actor").order_by("id")[:MOST_EVENTS])
    ended = _ended(row, events)
    try:
        plan, lead = reading.plan_state(row), []
    except UnreadablePlan as error:
        plan, lead = None, [str(error)]
    sections = [_timeline(events), *_phases(plan, events, now), _figures(events), _people(events)]
    if row.last_change_id:
        figures = read_figures(row.flag)
        sections += [_adoption(figures), *_outcomes(figures)]
    sections.append(_dates(ended))
    return ReleaseReport(f"Release of {row.flag}: plan {row.pk}", [*lead, *_lead(row, plan, ended, now)], sections)


def _ended(row: Plan, events: Sequence[PlanEvent]) -> datetime | None:
    over = row.status not in {*ALIVE, PlanStatus.DRAFT}
    return events[-1].at if over and events else None


def _lead(row: Plan, plan: PlanState | None, ended: datetime | None, now: datetime) -> list[str]:
    does = SPECS[row.flag].does if row.flag in SPECS else ""
    what = f"{plan.definition.name}: {plan.definition.says}" if plan else ""
    status = f"It is {row.status.replace('_', ' ')}. {row.outlook}".strip()
    return [does, what, status, due_sentence(ended, now), f"Written {_when(now)}."]


def _timeline(events: Sequence[PlanEvent]) -> ReportSection:
    rows = [(_when(each.at), each.sentence, _who(each), each.reason) for each in events]
    return ReportSection("Timeline", columns=("When", "What", "Who", "Why"), rows=rows)


def _phases(plan: PlanState | None, events: Sequence[PlanEvent], now: datetime) -> Iterator[ReportSection]:
    """Yield how long it was in each phase, every time that it was."""
    if plan is None:
        return
    steps = [each for each in events if each.what in {"enter", "step_back", "complete", "roll_back", "end"}]
    names = {place: phase.name for place, phase in enumerate(plan.definition.phases)}
    until = [*(each.at for each in steps[1:]), now]
    rows = [
        (names.get(step.phase, "?"), _when(step.at), format_duration(end - step.at))
        for step, end in zip(steps, until, strict=False)
        if step.what in {"enter", "step_back"}
    ]
    yield ReportSection("Phases", columns=("Phase", "Since", "Lasted"), rows=rows)


def _figures(events: Sequence[PlanEvent]) -> ReportSection:
    rows = [
        (
            _WHAT.get(event.what, event.what.replace("_", " ")),
            _when(event.at),
            metric,
            _arm(sides, "on"),
            _arm(sides, "off"),
        )
        for event in events
        if isinstance(event.figures, dict)
        for metric, sides in event.figures.items()
    ]
    columns = ("Decision", "When", "Metric", "Failed with it", "Failed without it")
    says = "By which figures it was decided: of those who had met the flag, how many had failed at least once."
    return ReportSection(
        "Figures", [says] if rows else ["Nobody had met the flag when anything was decided."], columns, rows
    )


def _arm(sides: Any, side: str) -> str:
    """`7 of 40`; what can't be read is nobody."""
    arm = sides.get(side) if isinstance(sides, dict) else None
    if not isinstance(arm, list) or len(arm) != 2 or not arm[1]:
        return "nobody"
    return f"{arm[0]} of {arm[1]}"


def _people(events: Sequence[PlanEvent]) -> ReportSection:
    by_name: dict[str, list[str]] = {}
    for event in events:
        if event.actor:
            by_name.setdefault(event.actor.display_name, []).append(event.sentence)
    rows = [(name, " ".join(dict.fromkeys(sentences))) for name, sentences in by_name.items()]
    return ReportSection("Who decided", [] if rows else ["Nobody: it ran by itself."], ("Who", "What"), rows)


def _adoption(figures: FlagFigures) -> ReportSection:
    """Return who has the flag since it was changed last, and what it changed for them."""
    rows = [
        (
            f"{PLURAL[figures.kind].capitalize()} that {metric_figures.metric.says}",
            figure_wording.arm_text(metric_figures.on),
            figure_wording.arm_text(metric_figures.off),
            figure_wording.verdict_sentence(metric_figures),
        )
        for metric_figures in figures.metrics
    ]
    columns = ("Failure", "With it", "Without it", "What that says")
    return ReportSection("Adoption, and what the flag changed", [_met(figures)], columns, rows)


def _outcomes(figures: FlagFigures) -> Iterator[ReportSection]:
    """Yield what those with it did since then, and those without it, where a percentage drew them; then arm by arm."""
    if figures.drawn and figures.outcomes:
        yield _did("What they did", "With it", "Without it", figures.outcomes)
    if arms := figures.arms:
        yield from (
            _did(f"What those in {each.arm} did", each.arm, arms.control, each.outcomes) for each in arms.compared
        )


def _did(heading: str, on: str, off: str, outcomes: Sequence[OutcomeFigures]) -> ReportSection:
    rows = [
        (
            figure_wording.outcome_text(outcome),
            figure_wording.outcome_arm_text(outcome.measure, outcome.on),
            figure_wording.outcome_arm_text(outcome.measure, outcome.off),
            (
                f"{figure_wording.outcome_verdict_sentence(outcome)} {figure_wording.pairs_sentence(outcome.pairs)}"
            ).strip(),
        )
        for outcome in outcomes
    ]
    return ReportSection(heading, columns=("Of each", on, off, "What that says"), rows=rows)


def _met(figures: FlagFigures) -> str:
    since = _when(figures.since)
    on, off = counted(figures.on, figures.kind.value), f"{figures.off:,} without it"
    return f"Since the flag was changed last ({since}) {on} met it with it on, and {off}."


def _dates(ended: datetime | None) -> ReportSection:
    if ended is None:
        return ReportSection("Reports to come", ["At its end, after a week, after two weeks and after a month."])
    return ReportSection(
        "Reports", columns=("Report", "Due"), rows=[(name, _when(at)) for name, at in due_dates(ended)]
    )


def _who(event: PlanEvent) -> str:
    return event.actor.display_name if event.actor else "by itself, or at a terminal"


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
