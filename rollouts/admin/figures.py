"""A flag's figures: those with it and those without side by side, and what can be known of them by when."""

from dataclasses import dataclass

from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse

from rollouts.admin.pages import find_flag, is_switch, render_page
from rollouts.explain import figure_wording, page_queries
from rollouts.exposures.compared import OutcomeFigures, OutcomeVerdict
from rollouts.figures import ArmsFigures, FlagFigures, MetricFigures, Verdict, read_figures
from rollouts.models import Flag

_MARKS = {Verdict.WORSE: "bad", Verdict.SUSPICIOUS: "bad"}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One metric in words."""

    says: str
    on: str
    on_between: str
    off: str
    off_between: str
    verdict: str
    forecast: str
    mark: str

    @classmethod
    def of(cls, figures: FlagFigures, by: MetricFigures) -> "FigureRow":
        """Put a metric's figures into words: both sides, their intervals, and the verdict."""
        return cls(
            says=by.metric.says,
            on=figure_wording.arm_text(by.on),
            on_between=figure_wording.interval_text(by.on),
            off=figure_wording.arm_text(by.off),
            off_between=figure_wording.interval_text(by.off),
            verdict=figure_wording.verdict_sentence(by),
            forecast=figure_wording.noticing_sentence(figures, by),
            mark=_MARKS.get(by.verdict, ""),
        )


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One outcome in words."""

    says: str
    on: str
    off: str
    verdict: str
    pairs: str
    mark: str

    @classmethod
    def of(cls, by: OutcomeFigures) -> "ComparedRow":
        """Put an outcome's figures into words: both sides, and the verdict."""
        return cls(
            says=figure_wording.outcome_text(by),
            on=figure_wording.outcome_arm_text(by.measure, by.on),
            off=figure_wording.outcome_arm_text(by.measure, by.off),
            verdict=figure_wording.outcome_verdict_sentence(by),
            pairs=figure_wording.pairs_sentence(by.pairs),
            mark="bad" if by.verdict is OutcomeVerdict.WORSE else "",
        )


@dataclass(frozen=True, slots=True)
class ArmRows:
    """An arm against the control, in words."""

    arm: str
    rows: tuple[ComparedRow, ...]


def _arm_rows(arms: ArmsFigures | None) -> list[ArmRows]:
    compared = arms.compared if arms else ()
    return [ArmRows(each.arm, tuple(map(ComparedRow.of, each.outcomes))) for each in compared]


def show_figures(flags: "ModelAdmin[Flag]", request: HttpRequest, name: str) -> HttpResponse:
    """The flag's figures since it was changed last."""
    find_flag(name)
    if is_switch(name):
        raise Http404(f"{name} is the same for everybody: there is nobody to compare.")
    figures = read_figures(name)
    return render_page(
        flags,
        request,
        "figures",
        f"Figures of {name}",
        name=name,
        met=figure_wording.met_sentence(figures, page_queries.wording_context()),
        wrong=figures.ratio_off,
        remarks=figure_wording.remarks(figures),
        rows=[FigureRow.of(figures, each) for each in figures.metrics],
        outcomes=[ComparedRow.of(each) for each in figures.outcomes] if figures.drawn else [],
        arms=figures.arms,
        arms_say=figure_wording.arms_sentence(figures.arms) if figures.arms else "",
        arms_wrong=figure_wording.ARMS_WRONG,
        arm_rows=_arm_rows(figures.arms),
        passing=figure_wording.passing_sentence(figures),
        anybody=figures.on + figures.off > 0,
    )
