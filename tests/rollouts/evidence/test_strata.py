"""Subjects who stay at risk while a percentage grows: by the bucket alone, so that neither side is favoured."""

import math
import random

import pytest

from rollouts.evidence.comparison import ExposedSubject, Stay, compare_arms
from rollouts.evidence.strata import Stays, Step, Visit, exposed_subjects, stays_of

STEPS = (Step(0, 1_000), Step(100, 2_500), Step(200, 5_000))
END = math.inf


@pytest.mark.parametrize(
    ("bucket", "visits", "expected"),
    [
        (500, [Visit(0, True, 10)], {True: (Stay(0, 10, END),)}),
        (500, [Visit(0, True, 10), Visit(2, True, 210)], {True: (Stay(0, 10, 210), Stay(2, 210, END))}),
        (9_000, [Visit(0, False, 10)], {False: (Stay(0, 10, END),)}),
        (2_000, [Visit(0, False, 10)], {False: (Stay(0, 10, 100),)}),
        (
            2_000,
            [Visit(0, False, 10), Visit(1, True, 150)],
            {False: (Stay(0, 10, 100),), True: (Stay(1, 150, END),)},
        ),
        (2_500, [Visit(0, False, 10)], {False: (Stay(0, 10, 200),)}),
        (500, [Visit(0, True, 100), Visit(1, True, 100)], {True: (Stay(1, 100, END),)}),
        (3_000, [Visit(1, False, 110)], {False: (Stay(1, 110, 200),)}),
        (None, [Visit(0, True, 10), Visit(1, True, 110)], {True: (Stay(0, 10, 100), Stay(1, 110, 200))}),
        (None, [Visit(2, False, 210)], {False: (Stay(2, 210, END),)}),
        (500, [], {}),
    ],
    ids=[
        "stays on",
        "comes again",
        "stays off",
        "drawn later",
        "comes after",
        "not drawn yet",
        "both at once",
        "by the next step",
        "bare",
        "last",
        "none",
    ],
)
def test_subject_is_at_risk_until_it_comes_again_or_its_bucket_has_another_answer(
    bucket: int | None, visits: list[Visit], expected: Stays
) -> None:
    assert stays_of(visits, STEPS, bucket) == expected


def test_step_back_ends_a_stay_with_the_flag() -> None:
    assert stays_of([Visit(0, True, 10)], [Step(0, 1_000), Step(100, 100)], 500) == {True: (Stay(0, 10, 100),)}


CROSSING = {False: (Stay(0, 10, 100),), True: (Stay(1, 150, END),)}


def test_first_failure_counts_once_where_it_happened() -> None:
    never = exposed_subjects(CROSSING, {True: None, False: None})
    assert [(each.on, each.failed_at, each.stays) for each in never] == [
        (False, None, CROSSING[False]),
        (True, None, CROSSING[True]),
    ]
    with_it = exposed_subjects(CROSSING, {True: 160.0, False: 160.0})
    assert [(each.on, each.failed_at) for each in with_it] == [(False, None), (True, 160.0)]
    without = exposed_subjects(CROSSING, {True: 160.0, False: 50.0})
    assert without[0] == ExposedSubject(False, 10, 50.0, CROSSING[False])
    assert without[1] == ExposedSubject(True, 150, 160.0, ()), "it is no more at risk, though its share counts"


def test_failure_at_the_end_of_a_stay_is_no_more_counted() -> None:
    at_the_end, before = (exposed_subjects(CROSSING, {False: at})[0] for at in (100.0, 99.0))
    assert (at_the_end.failed_at, before.failed_at) == (None, 99.0)


def test_who_failed_with_the_flag_before_a_step_back_is_not_at_risk_without_it() -> None:
    back = {False: (Stay(1, 150, END),), True: (Stay(0, 10, 100),)}
    with_it, without = exposed_subjects(back, {True: 50.0, False: 160.0})
    assert with_it == ExposedSubject(True, 10, 50.0, back[True])
    assert without == ExposedSubject(False, 150, 160.0, ())


def _fails_in_a_later_step(luck: random.Random, *, on_times: float) -> list[ExposedSubject]:
    """Leagues that meet the flag once, in the first step, and fail long after it."""
    found = []
    for _ in range(2_000):
        bucket = luck.randrange(10_000)
        on, since = bucket < STEPS[0].percent, luck.random() * 100
        failed_at = since + luck.expovariate((on_times if on else 1.0) / 5_000)
        first = failed_at if failed_at < 1_000 else None
        found += exposed_subjects(stays_of([Visit(0, on, since)], STEPS, bucket), {on: first})
    return found


def test_failures_that_take_longer_than_a_step_are_noticed_and_only_where_there_is_harm() -> None:
    luck = random.Random(15)  # noqa: S311 # makes leagues
    assert compare_arms(_fails_in_a_later_step(luck, on_times=4.0)).reached(100)
    assert not any(compare_arms(_fails_in_a_later_step(luck, on_times=1.0)).reached(100) for _ in range(10))
