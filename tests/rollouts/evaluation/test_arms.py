"""The arms of a flag: who is in which, and that nothing else about the flag moves them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise, product

import pytest

from rollouts.evaluation.evaluate import Evaluation, Reason, TraceLine, arm_at, evaluate
from rollouts.evaluation.types import Audience, BucketBy, FlagConfig, FlagSnapshot, Subject

THIRDS = (("as_today", 3_333), ("larger", 3_333), ("largest", 3_334))
F = FlagConfig(name="f", percent=10_000, arms=THIRDS)
PEOPLE = range(1, 20_001)
EXAMPLES = {1: "largest", 2: "as_today", 3: "larger", 4: "larger", 5: "larger", 6: "as_today", 7: "largest"}
BOUND = {1: 23.93, 2: 27.63, 4: 33.38}
"""By degrees of freedom: a draw without fault has a larger chi-square once in a million."""


def asked(flag: FlagConfig, user: int | None) -> Evaluation:
    return evaluate(FlagSnapshot(flags={flag.name: flag}), flag.name, Subject(user=user), 0.0)


def chi_square(counts: Iterable[int], expected: Iterable[float]) -> float:
    return sum((count - wanted) ** 2 / wanted for count, wanted in zip(counts, expected, strict=True))


def chi_square_of_table(table: list[list[int]]) -> float:
    """Return how far rows and columns are from having nothing to do with each other."""
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    expected = [row * column / sum(rows) for row in rows for column in columns]
    return chi_square([count for row in table for count in row], expected)


def arms_of(flag: FlagConfig) -> dict[int, str]:
    """The arm of each to whom the flag is on."""
    found = {user: asked(flag, user) for user in PEOPLE}
    return {user: each.variant for user, each in found.items() if each.value}


@pytest.mark.parametrize(
    ("place", "arm"),
    [
        (0, "as_today"),
        (3_332, "as_today"),
        (3_333, "larger"),
        (6_665, "larger"),
        (6_666, "largest"),
        (9_999, "largest"),
    ],
)
def test_each_place_belongs_to_one_arm(place: int, arm: str) -> None:
    assert arm_at(THIRDS, place) == arm


def test_each_arm_has_exactly_its_weight_of_all_places() -> None:
    assert Counter(arm_at(THIRDS, place) for place in range(10_000)) == dict(THIRDS)


def test_what_no_arm_has_is_the_controls() -> None:
    assert [arm_at((("a", 10), ("b", 20)), place) for place in (9, 10, 29, 30, 9_999)] == ["a", "b", "b", "a", "a"]


def test_examples_that_every_release_draws_alike() -> None:
    # The first 8 digits of sha256("f:arms:user:7"), modulo 10 000; as any other program reckons it.
    assert {user: asked(F, user).arm for user in EXAMPLES} == EXAMPLES


def test_trace_and_programs_are_told_the_arm() -> None:
    found = asked(F, 1)
    assert found.trace[-1] == TraceLine("arm", "largest: the user's place among the arms is 82.97 %")
    assert (found.variant, found.as_json()["variant"], found.value) == (found.arm, found.arm, True)
    assert found.reason is Reason.PERCENTAGE


def test_off_is_off_and_a_flag_without_arms_is_on() -> None:
    off, on = asked(replace(F, percent=0), 1), asked(replace(F, arms=()), 1)
    assert (off.variant, off.arm, off.trace[-1].step) == ("off", "", "percentage")
    assert (on.variant, on.arm, on.trace[-1].step) == ("on", "", "percentage")


@pytest.mark.parametrize("fields", [{"everyone": True}, {"targets": Audience(users=frozenset(PEOPLE))}])
def test_arm_is_drawn_however_the_flag_is_on(fields: dict[str, object]) -> None:
    by_other_ways = replace(F, percent=0, **fields)  # type: ignore[arg-type]
    for user in range(1, 200):
        assert asked(by_other_ways, user).variant == asked(F, user).variant


def test_who_cannot_be_drawn_is_in_the_control() -> None:
    found = asked(F, None)
    assert (found.value, found.variant) == (True, "as_today")
    assert found.trace[-1] == TraceLine("arm", "as_today, the control: there is no user to draw by")


@pytest.mark.parametrize("weights", [(3_333, 3_333, 3_334), (1_000, 9_000), (5_000, 2_500, 2_500)])
def test_arms_are_as_large_as_their_weights(weights: tuple[int, ...]) -> None:
    flag = replace(F, arms=tuple((f"a{place}", weight) for place, weight in enumerate(weights)))
    counts = Counter(arms_of(flag).values())
    expected = [len(PEOPLE) * weight / 10_000 for weight in weights]
    assert chi_square([counts[name] for name, _ in flag.arms], expected) < BOUND[len(weights) - 1]


def test_nobody_changes_arms_when_the_percentage_rises() -> None:
    steps = [arms_of(replace(F, percent=percent)) for percent in (100, 500, 2_500, 5_000, 10_000)]
    for fewer, more in pairwise(steps):
        assert fewer.items() < more.items()


def test_another_salt_moves_nobody_to_another_arm() -> None:
    assert arms_of(replace(F, salt="new")) == arms_of(F)


@pytest.mark.parametrize("percent", [1_000, 5_000])
def test_arm_says_nothing_of_the_place_in_the_percentage(percent: int) -> None:
    inside = arms_of(replace(F, percent=percent)).keys()
    counts = Counter((arm, user in inside) for user, arm in arms_of(F).items())
    table = [[counts[name, value] for value in (True, False)] for name, _ in THIRDS]
    assert chi_square_of_table(table) < BOUND[2]


def test_flags_that_share_a_salt_draw_their_arms_apart() -> None:
    one, other = (arms_of(replace(F, name=name, salt="shared")) for name in ("f", "g"))
    counts = Counter((one[user], other[user]) for user in PEOPLE)
    names = [name for name, _ in THIRDS]
    table = [[counts[first, second] for second in names] for first in names]
    assert all(counts[pair] for pair in product(names, names))
    assert chi_square_of_table(table) < BOUND[4]


def test_by_league_everybody_in_a_room_is_in_one_arm() -> None:
    flag = replace(F, bucket_by=BucketBy.LEAGUE)
    snapshot = FlagSnapshot(flags={"f": flag})
    arms = {evaluate(snapshot, "f", Subject(user=user, league="one"), 0.0).variant for user in range(100)}
    assert len(arms) == 1
