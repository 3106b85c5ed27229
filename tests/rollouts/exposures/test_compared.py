"""Both sides of an experiment: who counts already, what is typical of them, and what is known."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from rollouts.evaluation.types import BucketBy
from rollouts.exposures import measures
from rollouts.exposures.compared import ArmOutcomes, Met, OutcomeFigures, OutcomeVerdict, compare_arms, compare_outcomes
from rollouts.exposures.measures import OutcomeMeasure

NOW = datetime(2027, 3, 4, 13, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def outcome(monkeypatch: pytest.MonkeyPatch, values: Mapping[str, float], **but: object) -> None:
    """One outcome in place of the product's, over a day."""
    usual = {"name": "bids", "says": "bids", "kinds": frozenset(BucketBy), "within": DAY, "wants_more": True}
    found = {"measure": lambda kind, since: {each: values[each] for each in since if each in values}}
    monkeypatch.setattr(measures, "outcome_measures", [OutcomeMeasure(**{**usual, **found, **but})])  # type: ignore[arg-type]


def leagues(number: int, ago: timedelta = 2 * DAY) -> dict[str, Met]:
    """So many leagues by turns with it and without it, `on 0`, `off 1` and so on."""
    return {
        f"{'off' if place % 2 else 'on'} {place}": Met(place % 2 == 0, NOW - ago + timedelta(seconds=place))
        for place in range(number)
    }


def compared(met: Mapping[str, Met]) -> OutcomeFigures:
    [found] = compare_outcomes(BucketBy.LEAGUE, met, NOW)
    return found


def test_who_met_it_later_is_not_counted_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome(monkeypatch, {})
    met = {**leagues(4), "early": Met(True, NOW - DAY), "late": Met(True, NOW - DAY + timedelta(seconds=1))}
    found = compared(met)
    assert (found.on.subjects, found.off.subjects) == (3, 2)
    none = compared({})
    assert (none.on.subjects, none.on.typical, none.verdict) == (0, None, OutcomeVerdict.TOO_FEW)


def test_whoever_did_nothing_has_a_number_too(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome(monkeypatch, {"on 0": 6, "off 1": 1})
    found = compared(leagues(6))
    assert found.on.typical == 2
    assert found.off.typical == pytest.approx(1 / 3)
    outcome(monkeypatch, {"on 0": 6, "off 1": 1, "off 3": 3, "off 5": 2}, missing=math.inf, typical="median")
    found = compared(leagues(6))
    assert (found.on.typical, found.off.typical) == (math.inf, 2)
    assert (found.pairs.more, found.pairs.less) == (3, 0)


@pytest.mark.parametrize(
    ("with_it", "wants_more", "verdict"),
    [(5, True, "better"), (5, False, "worse"), (0, True, "worse"), (0, False, "better"), (1, True, "undecided")],
)
def test_verdict_goes_by_what_is_wanted(
    monkeypatch: pytest.MonkeyPatch, with_it: float, wants_more: bool, verdict: str
) -> None:
    met = leagues(60)
    outcome(monkeypatch, {each: with_it if met[each].on else 1 for each in met}, wants_more=wants_more)
    assert compared(met).verdict == verdict


def test_of_few_nothing_is_said_however_clear_it_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    met = leagues(39)
    outcome(monkeypatch, {each: float(met[each].on) for each in met})
    assert compared(met).verdict is OutcomeVerdict.TOO_FEW
    assert compare_outcomes(BucketBy.LEAGUE, met, NOW, minimum=19)[0].verdict is OutcomeVerdict.BETTER


def test_what_turns_from_one_side_to_the_other_is_no_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    met = leagues(400)
    values = {each: float(met[each].on is (place < 40)) for place, each in enumerate(met)}
    outcome(monkeypatch, values)
    assert compared(met).verdict is OutcomeVerdict.UNDECIDED


# Arms -------------------------------------------------------------------------------------------------
def arms_of_leagues(number: int, *names: str) -> dict[str, dict[str, datetime]]:
    """So many leagues by turns in each of these arms, `a 0`, `b 1` and so on, whose time is over."""
    since = {
        f"{names[place % len(names)]} {place}": NOW - 2 * DAY + timedelta(seconds=place) for place in range(number)
    }
    return {name: {each: at for each, at in since.items() if each.startswith(name)} for name in names}


def by_arm(arms: Mapping[str, Mapping[str, datetime]]) -> dict[str, OutcomeFigures]:
    found: list[ArmOutcomes] = compare_arms(BucketBy.LEAGUE, arms, NOW)
    return {each.arm: each.outcomes[0] for each in found}


def test_each_arm_is_compared_with_the_first_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    arms = arms_of_leagues(180, "a", "b", "c")
    outcome(monkeypatch, {each: {"a": 1.0, "b": 2.0, "c": 0.5}[name] for name in arms for each in arms[name]})
    found = by_arm(arms)
    assert [*found] == ["b", "c"]
    assert [(each.on.typical, each.off.typical) for each in found.values()] == [(2, 1), (0.5, 1)]
    assert [each.verdict for each in found.values()] == [OutcomeVerdict.BETTER, OutcomeVerdict.WORSE]
    assert {(each.on.subjects, each.off.subjects) for each in found.values()} == {(60, 60)}


def test_more_arms_share_one_chance_of_a_false_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """A difference that is just known between two arms isn't known yet where there are more to be wrong about."""
    two = arms_of_leagues(200, "a", "b")
    outcome(monkeypatch, {each: float(name == "b") for name in two for each in two[name]})
    alone = by_arm(two)["b"]
    more = by_arm({**two, **{f"x{place}": {} for place in range(6)}})["b"]
    assert alone.needed is not None
    assert more.needed is not None
    assert more.needed > alone.needed
    assert more.pairs == alone.pairs


def test_arms_without_anybody_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome(monkeypatch, {})
    found = by_arm({"a": {}, "b": {}})
    assert (found["b"].verdict, found["b"].on.typical) == (OutcomeVerdict.TOO_FEW, None)


def test_who_met_it_late_is_in_no_arm_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome(monkeypatch, {})
    found = by_arm({"a": {"1": NOW - DAY, "2": NOW - DAY / 2}, "b": {"3": NOW}})
    assert (found["b"].off.subjects, found["b"].on.subjects) == (1, 0)


def test_outcomes_of_all_arms_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def count(kind: BucketBy, since: Mapping[str, datetime]) -> dict[str, float]:
        asked.append(len(since))
        return {}

    outcome(monkeypatch, {}, measure=count)
    by_arm(arms_of_leagues(80, "a", "b", "c", "d"))
    assert asked == [80]
