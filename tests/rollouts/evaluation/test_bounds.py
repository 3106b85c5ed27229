"""Values that nobody or everybody has are proven, and not by trying."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollouts.evaluation.bounds import Server, possible_values, values_around
from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.types import (
    HUNDRED_PERCENT,
    OPERATORS,
    Audience,
    Criterion,
    FlagConfig,
    FlagSnapshot,
    RingConfig,
    Strategy,
    Subject,
)

ON, OFF, BOTH = frozenset({True}), frozenset({False}), frozenset({True, False})
WEB = Server("web-1", "eu")
SAMPLE = 60
audiences = st.builds(
    Audience,
    users=st.frozensets(st.integers(1, 3), max_size=1),
    groups=st.frozensets(st.sampled_from([1, 2]), max_size=1),
    leagues=st.frozensets(st.sampled_from(["a", "b"]), max_size=1),
)
nobody = st.just(Audience())
criteria = st.builds(
    Criterion,
    trait=st.just("age"),
    operator=st.sampled_from(["is", "is_not", "at_least", "at_most"]),
    value=st.integers(2, 4),
)
shares = st.sampled_from([0, 1, 5_000, HUNDRED_PERCENT, HUNDRED_PERCENT])
seldom = st.sampled_from([False, False, False, True])


def configs(name: str, requires: list[tuple[tuple[str, bool], ...]]) -> st.SearchStrategy[FlagConfig]:
    return st.builds(
        FlagConfig,
        name=st.just(name),
        everyone=st.sampled_from([None, None, None, True, False]),
        strategy=st.sampled_from([*Strategy]),
        percent=shares,
        rings=st.dictionaries(st.sampled_from(["beta", "ga"]), shares, max_size=2),
        labels=st.sampled_from([frozenset(), frozenset({"web-1"}), frozenset({"web-9"})]),
        regions=st.sampled_from([frozenset(), frozenset(), frozenset({"eu"})]),
        criteria=st.lists(criteria, max_size=3).map(tuple),
        requires=st.sampled_from(requires),
        starts_at=st.sampled_from([None, None, 5.0, 15.0]),
        ends_at=st.sampled_from([None, None, 8.0, 20.0]),
        targets=nobody | audiences,
        excluded=nobody | audiences,
        staff=seldom,
        superusers=seldom,
        authenticated=seldom,
        testing=seldom,
        languages=st.sampled_from([frozenset(), frozenset(), frozenset({"de"})]),
        frozen=seldom,
    )


rings = audiences.map(lambda members: (RingConfig(name="beta", members=members), RingConfig(name="ga", everybody=True)))
flags = st.tuples(
    configs("f", [(), (("g", True),), (("g", False),), (("h", True),)]), configs("g", [(), (("h", True),)])
)


def snapshots(at: float, earlier: FlagSnapshot | None) -> st.SearchStrategy[FlagSnapshot]:
    return st.builds(
        lambda each, ring, overrides, default: FlagSnapshot(
            at=at,
            flags={flag.name: flag for flag in each},
            rings=ring,
            groups={1: frozenset({2})},
            defaults={"h": default},
            overrides=overrides,
            earlier=earlier,
        ),
        flags,
        rings,
        st.dictionaries(st.sampled_from(["f", "g"]), st.booleans(), max_size=1) if earlier is None else st.just({}),
        st.booleans(),
    )


def sample(draw: Random) -> Subject:
    return Subject(
        user=draw.choice([None, 1, 2, 3, draw.randrange(10_000)]),
        league=draw.choice([None, "a", "b", "c"]),
        staff=draw.random() < 0.3,
        superuser=draw.random() < 0.3,
        language=draw.choice(["", "de"]),
        label=WEB.label,
        region=WEB.region,
        traits=draw.choice([{}, {"age": draw.randrange(7)}]),
        tester_answers=draw.choice([{}, {"f": True}, {"f": False}]),
    )


@settings(max_examples=300, deadline=None)
@given(snapshots(10.0, None), st.none() | snapshots(9.0, None), st.randoms(use_true_random=False))
def test_nobody_is_answered_what_is_not_possible(now: FlagSnapshot, before: FlagSnapshot | None, draw: Random) -> None:
    now = replace(now, earlier=before)
    for name in ("f", "g", "h"):
        on_this, on_any = possible_values(now, name, WEB), possible_values(now, name)
        answers = {evaluate(now, name, sample(draw)).value for _ in range(SAMPLE)}
        assert answers <= on_this <= on_any
        assert on_this


def values(server: Server | None = WEB, **fields: Any) -> frozenset[bool]:
    ring = (RingConfig(name="beta", members=Audience(users=frozenset({1}))), RingConfig(name="ga", everybody=True))
    around = {key: fields.pop(key) for key in ("groups", "defaults", "earlier") if key in fields}
    flags = {"f": FlagConfig(name="f", **fields), "g": FlagConfig(name="g", percent=50)}
    return possible_values(FlagSnapshot(at=10.0, flags=flags, rings=ring, **around), "f", server)


ALL: dict[str, Any] = {"percent": HUNDRED_PERCENT}
CANARY = {"strategy": Strategy.CANARY, "labels": frozenset({"web-1"})}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, OFF),
        ({"percent": 1}, BOTH),
        (ALL, ON),
        ({**ALL, "everyone": False}, OFF),
        ({"everyone": True}, ON),
        ({"everyone": True, "ends_at": 10.0}, OFF),
        ({"everyone": True, "starts_at": 10.0}, ON),
        ({"everyone": True, "requires": (("g", True),)}, BOTH),
        ({"everyone": True, "requires": (("x", True),)}, OFF),
        ({"everyone": True, "requires": (("x", False),)}, ON),
        ({"everyone": True, "excluded": Audience(users=frozenset({1}))}, BOTH),
        ({"everyone": True, "excluded": Audience(groups=frozenset({1}))}, ON),
        ({"everyone": True, "excluded": Audience(groups=frozenset({1})), "groups": {1: frozenset({2})}}, BOTH),
        ({"targets": Audience(leagues=frozenset({"a"}))}, BOTH),
        ({"staff": True}, BOTH),
        ({**ALL, "testing": True}, BOTH),
        (CANARY, ON),
        ({**CANARY, "labels": frozenset({"web-9"})}, OFF),
        ({**CANARY, "labels": frozenset({"web-9"}), "server": None}, BOTH),
        ({**CANARY, "labels": frozenset(), "server": None}, OFF),
        ({"strategy": Strategy.RING, "rings": {"beta": 1}}, BOTH),
        ({"strategy": Strategy.RING, "rings": {"gone": HUNDRED_PERCENT}}, OFF),
        ({"strategy": Strategy.RING, "rings": {"ga": HUNDRED_PERCENT}}, ON),
    ],
)
def test_possible_values_of_one_setting(fields: dict[str, Any], expected: frozenset[bool]) -> None:
    assert values(**fields) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([("sport", "is", "golf"), ("tier", "is", 9)], BOTH),
        ([("age", "at_least", 3), ("age", "at_most", 3)], BOTH),
        ([("age", "at_least", 3), ("age", "is_not", 3), ("age", "is_not", 4)], BOTH),
        ([("age", "at_least", 4), ("age", "at_most", 3)], OFF),
        ([("sport", "is", "golf"), ("sport", "is_not", "golf")], OFF),
        ([("sport", "not_in", frozenset({"golf", "chess"}))], BOTH),
        ([("sport", "in", frozenset({"golf", "chess"})), ("sport", "is_not", "golf")], BOTH),
        ([("paid", "is_not", True)], BOTH),
    ],
)
def test_audience_of_conditions_is_found_however_small(
    asked: list[tuple[str, str, Any]], expected: frozenset[bool]
) -> None:
    assert values(**ALL, criteria=tuple(Criterion(*each) for each in asked)) == expected


def test_frozen_flag_has_only_who_was_in_all_the_while() -> None:
    def picture(earlier: FlagSnapshot | None, **fields: Any) -> FlagSnapshot:
        return FlagSnapshot(flags={"f": FlagConfig(name="f", frozen=True, **fields)}, earlier=earlier)

    on, half, off = {"percent": HUNDRED_PERCENT}, {"percent": 50}, {"percent": 0}
    for was, expected in ((on, ON), (half, BOTH), (off, OFF)):
        assert possible_values(picture(picture(None, **was), **on), "f") == expected
        assert possible_values(picture(picture(picture(None, **on), **was), **on), "f") == expected
    thawed = FlagSnapshot(flags={"f": FlagConfig(name="f")}, earlier=picture(None, **off))
    assert possible_values(picture(thawed, **on), "f") == ON


def test_every_operator_has_values_on_both_sides() -> None:
    for operator in OPERATORS:
        value: Any = frozenset({3, 4}) if operator in {"in", "not_in"} else 3
        asked = Criterion("age", operator, value)
        assert {asked.met_by({"age": each}) for each in values_around([asked])} == {True, False}
