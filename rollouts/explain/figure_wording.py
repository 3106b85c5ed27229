"""Figures of a flag in words, for somebody who wants to know whether to go on. Pure."""

import math
from datetime import timedelta

from auctionsite.moments.durations import format_duration
from rollouts.evaluation.evaluate import format_percent
from rollouts.evaluation.types import HUNDRED_PERCENT
from rollouts.evidence.pairs import PairedEvidence
from rollouts.explain.wording import PLURAL, WordingContext, counted, join_words
from rollouts.exposures.compared import MINIMUM_SUBJECTS, OutcomeArm, OutcomeFigures, OutcomeVerdict
from rollouts.exposures.measures import OutcomeMeasure
from rollouts.figures import LIMIT, ArmFigures, ArmsFigures, FlagFigures, Forecast, MetricFigures, Verdict

VERDICTS = {
    Verdict.WORSE: "More fail with it. Turn it down or off.",
    Verdict.SUSPICIOUS: "It looks worse with it. Wait before you widen it.",
    Verdict.BETTER: "Fewer fail with it.",
    Verdict.UNDECIDED: "No difference can be told yet.",
    Verdict.NO_FAILURE: "Nobody failed on either side.",
    Verdict.NO_CONTROL: "There is nobody to compare with.",
}
OUTCOME_VERDICTS = {
    OutcomeVerdict.BETTER: "Better with it.",
    OutcomeVerdict.WORSE: "Worse with it.",
    OutcomeVerdict.UNDECIDED: "No difference can be told yet.",
    OutcomeVerdict.TOO_FEW: f"Too few to say anything: it takes {MINIMUM_SUBJECTS} on each side.",
}
_LONGEST = timedelta(days=3 * 365)


def met_sentence(figures: FlagFigures, context: WordingContext) -> str:
    """Return how many have met it with it on and off since it was changed."""
    when = context.when(figures.since)
    if not figures.on + figures.off + figures.both:
        return f"Nobody has met it since {when}."
    met = f"{counted(figures.on, figures.kind.value)} met it on and {figures.off:,} met it off since {when}"
    return f"{met}." if figures.complete else f"{met}. There are more: the first of them are counted."


def remarks(figures: FlagFigures) -> list[str]:
    """Return what to know before reading the figures; where the draw is wrong, that comes first."""
    sentences = []
    if figures.ratio_off and figures.share is not None:
        of_all = counted(figures.on + figures.off, figures.kind.value)
        sentences.append(
            f"{figures.on:,} of {of_all} have it, where {percent(figures.share)} should. "
            "The draw is wrong, so no figure below counts: find out first who is missing."
        )
    if figures.chosen:
        sentences.append(
            f"{_were(figures.chosen)} chosen by name or a condition, not drawn, and {_are(figures.chosen)} out."
        )
    if figures.both:
        sentences.append(f"{_have(figures.both)} met it on and off meanwhile, and {_are(figures.both)} out.")
    if not figures.drawn and figures.on and figures.off:
        sentences.append(
            "No percentage drew who has it: those who do may differ from the others, and fail more or less for that."
        )
    return sentences


def arms_sentence(arms: ArmsFigures) -> str:
    """`as_today, the control: 40 of 118 (33.33 % should be); larger: 41 (33.33 %)`, a sentence of all arms."""
    total = sum(size.subjects for size in arms.sizes)
    parts = [
        f"{size.subjects:,} in {size.arm}{', the control' if size.arm == arms.control else ''} "
        f"({format_percent(round(size.share * HUNDRED_PERCENT))})"
        for size in arms.sizes
    ]
    return f"Of {total:,} who have it there are {join_words(parts)}."


ARMS_WRONG = "The arms aren't as large as their weights say, so none of their figures counts: find out who is missing."


def _were(number: int) -> str:
    return f"{number:,} {'was' if number == 1 else 'were'}"


def _have(number: int) -> str:
    return f"{number:,} {'has' if number == 1 else 'have'}"


def _are(number: int) -> str:
    return "is left" if number == 1 else "are left"


def arm_text(arm: ArmFigures) -> str:
    """`3 of 40: 7.5 %`; the share only of somebody."""
    return "nobody" if arm.rate is None else f"{arm.failed:,} of {arm.subjects:,}: {percent(arm.rate)}"


def interval_text(arm: ArmFigures) -> str:
    """`between 0.9 and 24 %`; empty of nobody."""
    if not arm.subjects:
        return ""
    interval = arm.interval
    return f"between {percent(interval.low).removesuffix(' %')} and {percent(interval.high)}"


def percent(share: float) -> str:
    """`7.5 %`; from 10 % on without a decimal."""
    value = share * 100
    text = f"{value:.1f}".removesuffix(".0") if value < 9.95 else f"{value:.0f}"
    return f"{text} %"


def verdict_sentence(figures: MetricFigures) -> str:
    """Return what the evidence says by one metric."""
    return VERDICTS[figures.verdict]


def outcome_text(figures: OutcomeFigures) -> str:
    """`Bids on each lot that closed, within 2 days`."""
    return f"{figures.measure.says}, within {format_duration(figures.measure.within)}"


def outcome_arm_text(measure: OutcomeMeasure, arm: OutcomeArm) -> str:
    """`63 % on average of 40`, `4.5 in the middle of 40`: what is typical of one side."""
    if arm.typical is None:
        return "nobody yet"
    half = " in the middle" if measure.typical == "median" else " on average"
    return f"{_amount(arm.typical, measure.unit)}{half} of {arm.subjects:,}"


def _amount(value: float, unit: str) -> str:
    if math.isinf(value):
        return "never"
    if unit == "share":
        return percent(value)
    return format_duration(timedelta(seconds=value)) if unit == "seconds" else f"{value:.2f}".rstrip("0").rstrip(".")


def outcome_verdict_sentence(figures: OutcomeFigures) -> str:
    """Return what is known by one outcome, and from how many pairs on a clear difference would be."""
    says = OUTCOME_VERDICTS[figures.verdict]
    if figures.verdict is not OutcomeVerdict.UNDECIDED or figures.needed is None:
        return says
    return f"{says} If one side is ahead in two pairs of three it is known after about {figures.needed:,} of them."


def outcome_sentence(figures: OutcomeFigures) -> str:
    """`bids_per_lot: better with it. More with it in 31 of 50 pairs: …`, for whoever decides about an experiment."""
    known = {OutcomeVerdict.BETTER: "better with it", OutcomeVerdict.WORSE: "worse with it"}
    says = f"{figures.measure.name}: {known.get(figures.verdict, 'no difference is known')}."
    return f"{says} {pairs_sentence(figures.pairs)}".strip()


def arm_outcome_sentence(arm: str, figures: OutcomeFigures) -> str:
    """`bids_per_lot: better in larger. More with it in 31 of 50 pairs: …`, of an arm against the control."""
    known = {OutcomeVerdict.BETTER: f"better in {arm}", OutcomeVerdict.WORSE: f"worse in {arm}"}
    says = f"{figures.measure.name}: {known.get(figures.verdict, f'no difference is known of {arm}')}."
    return f"{says} {pairs_sentence(figures.pairs)}".strip()


def pairs_sentence(pairs: PairedEvidence) -> str:
    """`More with it in 31 of 50 pairs: between 45 and 76 %. 4 are alike.`; empty without a pair."""
    differ = pairs.more + pairs.less
    alike = f" {pairs.same:,} {'is' if pairs.same == 1 else 'are'} alike." if pairs.same else ""
    if not differ:
        return alike.strip()
    low, high = percent(pairs.share.low).removesuffix(" %"), percent(pairs.share.high)
    return f"More with it in {pairs.more:,} of {differ:,} pairs: between {low} and {high}.{alike}"


def noticing_sentence(figures: FlagFigures, by: MetricFigures) -> str:
    """Return when four times as many failures would be noticed; empty where it says nothing new."""
    if by.verdict in {Verdict.WORSE, Verdict.BETTER, Verdict.NO_CONTROL} or by.noticing.subjects is None:
        return ""
    subject = counted(by.noticing.subjects, figures.kind.value)
    return f"Four times as many would be noticed after about {subject}: {_when(by.noticing)}."


def passing_sentence(figures: FlagFigures) -> str:
    """Return when it could be known that few of those with it fail."""
    needed, kind = figures.passing, PLURAL[figures.kind]
    first = f"That fewer than {percent(LIMIT)} of the {kind} with it fail can be known"
    if needed.seconds == 0:
        return f"{first} now: there are {figures.on:,}."
    return f"{first} from {counted(needed.subjects or 0, figures.kind.value)} on, if none fails: {_when(needed)}."


def _when(forecast: Forecast) -> str:
    if forecast.seconds == 0:
        return "there are as many"
    if forecast.seconds is None or timedelta(seconds=min(forecast.seconds, 1e10)) > _LONGEST:
        return "never at the pace of now, so ask people instead"
    return f"in about {format_duration(timedelta(seconds=forecast.seconds))} at the pace of now"
