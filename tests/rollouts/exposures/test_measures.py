"""Measures, each registered once by name."""

from rollouts.evaluation.types import BucketBy
from rollouts.exposures.measures import measures_of, outcome_measures


def test_names_are_said_once_and_known_units_shown() -> None:
    names = [each.name for each in outcome_measures]
    assert len(names) == len({*names})
    assert {each.unit for each in outcome_measures} <= {"share", "number", "seconds"}
    assert {each.typical for each in outcome_measures} <= {"mean", "median"}
    assert {*measures_of(BucketBy.LEAGUE)} <= {*outcome_measures}
