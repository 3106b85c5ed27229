"""Figures in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rollouts.evaluation.types import BucketBy
from rollouts.evidence.pairs import PairedEvidence
from rollouts.explain import figure_wording
from rollouts.explain.wording import WordingContext
from rollouts.exposures.compared import OutcomeArm, OutcomeFigures, OutcomeVerdict
from rollouts.exposures.measures import OutcomeMeasure
from rollouts.exposures.outcomes import OutcomeMetric
from rollouts.figures import ArmFigures, FlagFigures, Forecast, MetricFigures, Verdict

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
CONTEXT = WordingContext(now=NOW, zone=ZoneInfo("UTC"))
METRIC = OutcomeMetric(name="fails", says="failed", kinds=frozenset(BucketBy), first_failures=lambda kind, since: {})
BY = MetricFigures(METRIC, ArmFigures(12, 1), ArmFigures(108, 3), Verdict.UNDECIDED, Forecast(1304, 1_700_000.0))
FIGURES = FlagFigures(
    flag="waiting_room",
    kind=BucketBy.LEAGUE,
    since=datetime(2026, 11, 27, 9, 0, tzinfo=UTC),
    on=12,
    off=108,
    both=0,
    chosen=0,
    drawn=True,
    share=0.1,
    ratio_off=False,
    complete=True,
    metrics=(BY,),
    passing=Forecast(73, 440_000.0),
)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "12 leagues met it on and 108 met it off since 27 Nov 09:00 UTC."),
        ({"on": 1, "off": 0}, "1 league met it on and 0 met it off since 27 Nov 09:00 UTC."),
        ({"on": 0, "off": 0}, "Nobody has met it since 27 Nov 09:00 UTC."),
    ],
)
def test_how_many_met_it_is_said(changes: dict[str, int], sentence: str) -> None:
    assert figure_wording.met_sentence(replace(FIGURES, **changes), CONTEXT) == sentence  # type: ignore[arg-type]


def test_more_than_can_be_counted_is_said() -> None:
    sentence = figure_wording.met_sentence(replace(FIGURES, complete=False), CONTEXT)
    assert sentence.endswith("27 Nov 09:00 UTC. There are more: the first of them are counted.")


def test_sound_figures_need_no_remark() -> None:
    assert figure_wording.remarks(FIGURES) == []


def test_wrong_draw_is_said_before_all_else() -> None:
    found = figure_wording.remarks(replace(FIGURES, ratio_off=True, both=1, chosen=2))
    assert found[0].startswith("12 of 120 leagues have it, where 10 % should. The draw is wrong, so no figure below")
    assert found[1:] == [
        "2 were chosen by name or a condition, not drawn, and are left out.",
        "1 has met it on and off meanwhile, and is left out.",
    ]


def test_figures_of_those_who_were_chosen_come_with_a_warning() -> None:
    [said] = figure_wording.remarks(replace(FIGURES, drawn=False))
    assert said.startswith("No percentage drew who has it")
    assert figure_wording.remarks(replace(FIGURES, drawn=False, off=0)) == []


def test_side_is_said_with_its_interval() -> None:
    assert figure_wording.arm_text(ArmFigures(0, 0)) == "nobody"
    assert figure_wording.interval_text(ArmFigures(0, 0)) == ""
    for arm, text, between in (
        (ArmFigures(7, 0), "0 of 7: 0 %", "between 0 and 49 %"),
        (ArmFigures(1000, 50), "50 of 1,000: 5 %", "between 3 and 7.7 %"),
    ):
        assert figure_wording.arm_text(arm) == text
        assert figure_wording.interval_text(arm) == between


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (0.0004, "0 %"), (0.075, "7.5 %"), (0.0996, "10 %"), (0.48, "48 %"), (1, "100 %")]
)
def test_shares_are_said_as_exactly_as_they_matter(share: float, text: str) -> None:
    assert figure_wording.percent(share) == text


def test_every_verdict_has_a_sentence() -> None:
    said = {figure_wording.verdict_sentence(replace(BY, verdict=each)) for each in Verdict}
    assert len(said) == len(Verdict)


@pytest.mark.parametrize(
    ("noticing", "ending"),
    [
        (Forecast(1304, 1_700_000.0), "after about 1,304 leagues: in about 19 days at the pace of now."),
        (Forecast(1, 7_200.0), "after about 1 league: in about 2 h at the pace of now."),
        (Forecast(100, 0.0), "after about 100 leagues: there are as many."),
        (Forecast(1304, None), "after about 1,304 leagues: never at the pace of now, so ask people instead."),
        (Forecast(1304, 1e300), "after about 1,304 leagues: never at the pace of now, so ask people instead."),
    ],
    ids=range(5),
)
def test_forecast_is_said(noticing: Forecast, ending: str) -> None:
    sentence = figure_wording.noticing_sentence(FIGURES, replace(BY, noticing=noticing))
    assert sentence == f"Four times as many would be noticed {ending}"


def test_forecast_says_nothing_where_it_is_known_or_never_can_be() -> None:
    assert figure_wording.noticing_sentence(FIGURES, replace(BY, verdict=Verdict.WORSE)) == ""
    assert figure_wording.noticing_sentence(FIGURES, replace(BY, noticing=Forecast(None, None))) == ""


def test_what_passing_takes_is_said() -> None:
    first = "That fewer than 5 % of the leagues with it fail can be known"
    soon = "from 73 leagues on, if none fails: in about 5 days at the pace of now."
    assert figure_wording.passing_sentence(FIGURES) == f"{first} {soon}"
    assert figure_wording.passing_sentence(replace(FIGURES, on=80, passing=Forecast(73, 0.0))) == (
        f"{first} now: there are 80."
    )


MEASURE = OutcomeMeasure(
    name="bids",
    says="bids on each lot",
    kinds=frozenset(BucketBy),
    within=timedelta(days=2),
    wants_more=True,
    measure=lambda kind, since: {},
    typical="median",
)
PAIRS = PairedEvidence(31, 19, 4, 2.0, 0.0)
OUTCOME = OutcomeFigures(MEASURE, OutcomeArm(40, 4.5), OutcomeArm(0, None), PAIRS, OutcomeVerdict.UNDECIDED, 125)


@pytest.mark.parametrize(
    ("arm", "but", "text"),
    [
        (OutcomeArm(0, None), {}, "nobody yet"),
        (OutcomeArm(1_200, 4.0), {}, "4 in the middle of 1,200"),
        (OutcomeArm(40, 0.625), {"typical": "mean", "unit": "share"}, "62 % on average of 40"),
        (OutcomeArm(40, 600.0), {"unit": "seconds"}, "10 min in the middle of 40"),
        (OutcomeArm(40, float("inf")), {"unit": "seconds"}, "never in the middle of 40"),
    ],
)
def test_what_is_typical_of_a_side_is_said(arm: OutcomeArm, but: dict[str, Any], text: str) -> None:
    assert figure_wording.outcome_arm_text(replace(MEASURE, **but), arm) == text


def test_outcome_is_said_with_its_time_and_what_is_known() -> None:
    assert figure_wording.outcome_text(OUTCOME) == "bids on each lot, within 2 days"
    assert figure_wording.outcome_verdict_sentence(OUTCOME) == (
        "No difference can be told yet. If one side is ahead in two pairs of three it is known after about 125 of them."
    )
    worse = replace(OUTCOME, verdict=OutcomeVerdict.WORSE)
    assert figure_wording.outcome_verdict_sentence(worse) == "Worse with it."


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        (OUTCOME.pairs, "More with it in 31 of 50 pairs: between 39 and 82 %. 4 are alike."),
        (PairedEvidence(0, 0, 1, 0.0, 0.0), "1 is alike."),
        (PairedEvidence(0, 0, 0, 0.0, 0.0), ""),
    ],
)
def test_pairs_are_said(pairs: PairedEvidence, sentence: str) -> None:
    assert figure_wording.pairs_sentence(pairs) == sentence
