"""The order of evaluation, and the bucket."""

from dataclasses import replace
from math import sqrt
from uuid import UUID

import pytest

from rollouts.changes.ladder import LADDER
from rollouts.evaluation.evaluate import Reason, TraceLine, bucket, evaluate, format_percent
from rollouts.evaluation.types import (
    Audience,
    BucketBy,
    Criterion,
    FlagConfig,
    FlagSnapshot,
    RingConfig,
    Strategy,
    Subject,
)

NOON = 1_800_000_000.0
PEOPLE = range(1, 10_001)
KEEPS = Subject(user=7, pinned={"f": True})
MAX = Subject(user=7, league=str(UUID(int=5)), traits={"account_age_days": 40, "sport": "football"})


def decide(flag: FlagConfig | None, subject: Subject = MAX, **around: object) -> tuple[bool, Reason]:
    flags = {} if flag is None else {flag.name: flag}
    snapshot = replace(FlagSnapshot(version=3, flags=flags), **around)  # type: ignore[arg-type]
    evaluation = evaluate(snapshot, "f", subject, NOON)
    assert [line.decided for line in evaluation.trace].count(True) == 1
    assert evaluation.trace[-1].decided
    assert evaluation.version == 3
    return evaluation.value, evaluation.reason


def flag(**fields: object) -> FlagConfig:
    return replace(FlagConfig(name="f"), **fields)  # type: ignore[arg-type]


def test_unknown_flag_is_what_the_code_says() -> None:
    assert decide(None) == (False, Reason.FLAG_NOT_FOUND)
    assert decide(None, defaults={"f": True}) == (True, Reason.FLAG_NOT_FOUND)


@pytest.mark.parametrize(
    ("needed", "expected"),
    [
        ({"everyone": True}, (True, Reason.FLAG_NOT_FOUND)),
        ({"everyone": False}, (False, Reason.DEPENDENCY)),
        ({"percent": 0}, (False, Reason.DEPENDENCY)),
    ],
)
def test_unset_flag_is_off_without_what_it_requires(needed: dict[str, object], expected: tuple[bool, Reason]) -> None:
    snapshot = FlagSnapshot(
        flags={"g": replace(FlagConfig(name="g"), **needed)},  # type: ignore[arg-type]
        defaults={"f": True, "g": True},
        default_requires={"f": (("g", True),)},
    )
    evaluation = evaluate(snapshot, "f", MAX, NOON)
    assert (evaluation.value, evaluation.reason) == expected
    assert [line.decided for line in evaluation.trace].count(True) == 1


EARLY, LATE = {"starts_at": NOON + 1}, {"ends_at": NOON}
ALL = {"percent": 10_000}
NAMED = {"targets": Audience(users=frozenset({7}))}
OUT = {"excluded": Audience(users=frozenset({7}))}
PINNED = replace(MAX, pinned={"f": True})


@pytest.mark.parametrize(
    ("fields", "around", "subject", "expected"),
    [
        # Each case would be decided the other way by the step after the one that decides it.
        ({"everyone": False}, {"overrides": {"f": True}}, MAX, (True, Reason.ENVIRONMENT)),
        ({"everyone": True}, {"overrides": {"f": False}}, MAX, (False, Reason.ENVIRONMENT)),
        ({"everyone": False, **NAMED}, {}, PINNED, (False, Reason.EVERYONE)),
        ({"everyone": True, **OUT}, {"overrides": {"f": True}}, MAX, (True, Reason.ENVIRONMENT)),
        ({"everyone": False, **OUT}, {}, MAX, (False, Reason.EVERYONE)),
        ({"everyone": True, **OUT, **EARLY}, {}, MAX, (False, Reason.EXCLUDED)),
        ({"testing": True, **OUT}, {}, replace(MAX, tester_answers={"f": True}), (False, Reason.EXCLUDED)),
        ({**OUT, **NAMED, **ALL, "staff": True}, {}, replace(MAX, staff=True), (False, Reason.EXCLUDED)),
        ({"excluded": Audience(leagues=frozenset({str(UUID(int=5))})), **ALL}, {}, MAX, (False, Reason.EXCLUDED)),
        (
            {"excluded": Audience(groups=frozenset({1})), **ALL},
            {"groups": {1: frozenset({7})}},
            MAX,
            (False, Reason.EXCLUDED),
        ),
        ({"excluded": Audience(users=frozenset({8})), **ALL}, {}, MAX, (True, Reason.PERCENTAGE)),
        ({**OUT}, {}, PINNED, (True, Reason.PINNED)),
        ({"everyone": True, **EARLY}, {}, PINNED, (False, Reason.SCHEDULE)),
        ({"everyone": True, **LATE}, {}, PINNED, (False, Reason.SCHEDULE)),
        ({"everyone": True, "requires": (("g", True),)}, {}, PINNED, (False, Reason.DEPENDENCY)),
        ({"everyone": True, "requires": (("g", False),)}, {}, MAX, (True, Reason.EVERYONE)),
        ({"everyone": True}, {}, replace(MAX, pinned={"f": False}), (False, Reason.PINNED)),
        ({}, {}, PINNED, (True, Reason.PINNED)),
        ({"everyone": True, "testing": True}, {}, replace(MAX, tester_answers={"f": False}), (True, Reason.EVERYONE)),
        ({"testing": True, **NAMED}, {}, replace(MAX, tester_answers={"f": False}), (False, Reason.TESTER)),
        ({**NAMED}, {}, replace(MAX, tester_answers={"f": False}), (True, Reason.NAMED)),
        ({"criteria": (Criterion("sport", "is", "cricket"),), **NAMED}, {}, MAX, (True, Reason.NAMED)),
        ({"targets": Audience(groups=frozenset({1}))}, {"groups": {1: frozenset({7})}}, MAX, (True, Reason.NAMED)),
        ({"targets": Audience(leagues=frozenset({str(UUID(int=5))}))}, {}, MAX, (True, Reason.NAMED)),
        ({"staff": True}, {}, replace(MAX, staff=True), (True, Reason.NAMED)),
        ({"superusers": True}, {}, replace(MAX, superuser=True), (True, Reason.NAMED)),
        ({"authenticated": True}, {}, MAX, (True, Reason.NAMED)),
        ({"languages": frozenset({"de"})}, {}, replace(MAX, language="de"), (True, Reason.NAMED)),
        ({"criteria": (Criterion("sport", "is", "cricket"),), **ALL}, {}, MAX, (False, Reason.CRITERIA)),
        ({"criteria": (Criterion("account_age_days", "at_least", 40),), **ALL}, {}, MAX, (True, Reason.PERCENTAGE)),
        ({"criteria": (Criterion("account_age_days", "at_most", 39),), **ALL}, {}, MAX, (False, Reason.CRITERIA)),
        ({"criteria": (Criterion("sport", "in", frozenset({"football"})),), **ALL}, {}, MAX, (True, Reason.PERCENTAGE)),
        ({"criteria": (Criterion("sport", "is_not", "football"),), **ALL}, {}, MAX, (False, Reason.CRITERIA)),
        ({"criteria": (Criterion("sport", "is_not", "cricket"),), **ALL}, {}, MAX, (True, Reason.PERCENTAGE)),
        (
            {"criteria": (Criterion("sport", "not_in", frozenset({"football"})),), **ALL},
            {},
            MAX,
            (False, Reason.CRITERIA),
        ),
        ({"criteria": (Criterion("sport", "not_in", frozenset({"golf"})),), **ALL}, {}, MAX, (True, Reason.PERCENTAGE)),
        ({"criteria": (Criterion("height", "is_not", 1),), **ALL}, {}, MAX, (False, Reason.CRITERIA)),
        ({"criteria": (Criterion("height", "at_least", 1),), **ALL}, {}, MAX, (False, Reason.CRITERIA)),
        ({}, {}, MAX, (False, Reason.PERCENTAGE)),
        ({**ALL}, {}, Subject(), (True, Reason.PERCENTAGE)),
        ({"percent": 9_999}, {}, Subject(), (False, Reason.PERCENTAGE)),
        ({"strategy": Strategy.CANARY, "labels": frozenset({"web-1"})}, {}, MAX, (False, Reason.CANARY)),
        (
            {"strategy": Strategy.CANARY, "labels": frozenset({"web-1"})},
            {},
            replace(MAX, label="web-1"),
            (True, Reason.CANARY),
        ),
        (
            {"strategy": Strategy.CANARY, "regions": frozenset({"eu"})},
            {},
            replace(MAX, region="eu"),
            (True, Reason.CANARY),
        ),
    ],
)
def test_first_step_that_matches_decides(
    fields: dict[str, object], around: dict[str, object], subject: Subject, expected: tuple[bool, Reason]
) -> None:
    assert decide(flag(**fields), subject, **around) == expected


# The trace ------------------------------------------------------------------------------------------
def trace(flag: FlagConfig | None, subject: Subject = MAX, **around: object) -> list[TraceLine]:
    flags = {} if flag is None else {flag.name: flag}
    snapshot = replace(FlagSnapshot(flags=flags), **around)  # type: ignore[arg-type]
    return list(evaluate(snapshot, "f", subject, NOON).trace)


def test_trace_says_what_each_step_found() -> None:
    below = FlagConfig(name="g", everyone=True)
    sport = Criterion("sport", "is", "football")
    chosen = flag(percent=2_500, starts_at=NOON - 1, requires=(("g", True),), criteria=(sport,), salt="s")
    assert trace(chosen, flags={"f": chosen, "g": below}) == [
        TraceLine("everyone", "not off for everyone"),
        TraceLine("excluded", "no"),
        TraceLine("schedule", "within it"),
        TraceLine("g: everyone", "not off for everyone"),
        TraceLine("g: excluded", "no"),
        TraceLine("g: schedule", "none"),
        TraceLine("g: requires", "nothing"),
        TraceLine("g: pinned", "no"),
        TraceLine("g: everyone", "on for everyone"),
        TraceLine("requires", "all it needs"),
        TraceLine("pinned", "no"),
        TraceLine("named", "no"),
        TraceLine("criteria", "all hold"),
        TraceLine("percentage", "the user's place 77.94 % is not below 25 %", decided=True),
    ]


def test_trace_of_a_flag_with_nothing_set_says_so() -> None:
    assert trace(flag(ends_at=NOON + 1))[2] == TraceLine("schedule", "within it")
    left_out = trace(flag(excluded=Audience(users=frozenset({MAX.user or 0}))))
    assert left_out[-1] == TraceLine("excluded", "the user, a group or the league is left out", decided=True)
    began = evaluate(FlagSnapshot(flags={"f": flag(excluded=Audience(users=frozenset({7})))}), "f", KEEPS)
    assert began.trace[1] == TraceLine("excluded", "left out, but not of what began before")
    assert trace(flag())[-2:] == [
        TraceLine("criteria", "none"),
        TraceLine("percentage", "the user's place 91.37 % is not below 0 %", decided=True),
    ]


WEB = {"strategy": Strategy.CANARY, "labels": frozenset({"web-1"})}


@pytest.mark.parametrize(
    ("fields", "around", "subject", "step", "found"),
    [
        ({}, {"overrides": {"f": True}}, MAX, "environment", "on in the server's environment"),
        ({}, {"overrides": {"f": False}}, MAX, "environment", "off in the server's environment"),
        (None, {}, MAX, "flag", "no such flag; it counts as off"),
        (None, {"defaults": {"f": False}}, MAX, "flag", "not set; the default here is off"),
        (None, {"defaults": {"f": True}}, MAX, "flag", "not set; the default here is on"),
        (
            None,
            {"defaults": {"f": True}, "default_requires": {"f": (("g", True),)}},
            MAX,
            "requires",
            "g is off, and must be on",
        ),
        ({"everyone": False}, {}, MAX, "everyone", "off for everyone"),
        (EARLY, {}, MAX, "schedule", "has not started"),
        (LATE, {}, MAX, "schedule", "is over"),
        ({"requires": (("g", True),)}, {}, MAX, "requires", "g is off, and must be on"),
        ({"requires": (("g", False),)}, {"defaults": {"g": True}}, MAX, "requires", "g is on, and must be off"),
        ({}, {}, PINNED, "pinned", "it began with this on and keeps it"),
        ({}, {}, replace(MAX, pinned={"f": False}), "pinned", "it began with this off and keeps it"),
        ({"everyone": True}, {}, MAX, "everyone", "on for everyone"),
        ({"testing": True}, {}, replace(MAX, tester_answers={"f": True}), "tester", "the browser asks for on"),
        ({"testing": True}, {}, replace(MAX, tester_answers={"f": False}), "tester", "the browser asks for off"),
        (NAMED, {}, MAX, "named", "the user, a group or the league is named"),
        ({"superusers": True}, {}, replace(MAX, superuser=True), "named", "on for superusers"),
        ({"staff": True}, {}, replace(MAX, staff=True), "named", "on for staff"),
        ({"authenticated": True}, {}, MAX, "named", "on for everybody who is signed in"),
        ({"languages": frozenset({"de"})}, {}, replace(MAX, language="de"), "named", "on for the language de"),
        (
            {"criteria": (Criterion("account_age_days", "at_least", 41),)},
            {},
            MAX,
            "criteria",
            "account_age_days is 40, and must be: at least 41",
        ),
        (
            {"criteria": (Criterion("height", "is", 2),)},
            {},
            MAX,
            "criteria",
            "height is unknown, and must be: is 2",
        ),
        ({"percent": 9_138}, {}, MAX, "percentage", "the user's place 91.37 % is below 91.38 %"),
        (
            {"bucket_by": BucketBy.AUCTION, **ALL},
            {},
            MAX,
            "percentage",
            "100 %, and there is no auction to place",
        ),
        (WEB, {}, MAX, "canary", "server ? in ? is not chosen"),
        (WEB, {}, replace(MAX, label="web-1", region="eu"), "canary", "server web-1 in eu is chosen"),
    ],
)
def test_line_that_decides_says_why(
    fields: dict[str, object] | None, around: dict[str, object], subject: Subject, step: str, found: str
) -> None:
    chosen = None if fields is None else flag(**fields)
    assert trace(chosen, subject, **around)[-1] == TraceLine(step, found, decided=True)


def test_decision_is_written_for_programs_with_the_percentage_it_is_on_from() -> None:
    evaluation = evaluate(FlagSnapshot(flags={"f": flag(percent=9_200)}), "f", MAX, NOON)
    assert evaluation.as_json() == {
        "flag": "f",
        "value": True,
        "variant": "on",
        "reason": "PERCENTAGE",
        "on_from": 91.38,
        "trace": [line._asdict() for line in evaluation.trace],
    }
    unknown = evaluate(FlagSnapshot(), "f", MAX, NOON).as_json()
    assert (unknown["value"], unknown["variant"], unknown["on_from"]) == (False, "off", None)


# Rings and percentages ------------------------------------------------------------------------------
RINGS = (
    RingConfig(name="internal", members=Audience(users=frozenset({1}))),
    RingConfig(name="beta", members=Audience(groups=frozenset({9}), leagues=frozenset({"L"}))),
    RingConfig(name="ga", everybody=True),
)


@pytest.mark.parametrize(
    ("subject", "rings", "expected"),
    [
        (Subject(user=1), {"internal": 10_000}, True),
        (Subject(user=2), {"internal": 10_000}, False),
        (Subject(user=2), {"beta": 10_000}, True),
        (Subject(user=3, league="L"), {"beta": 10_000}, True),
        (Subject(user=3), {"beta": 10_000}, False),
        (Subject(user=3), {"ga": 10_000}, True),
        (Subject(user=1), {"internal": 0, "ga": 10_000}, True),
        (Subject(user=1), {"internal": 1_000, "ga": 10_000}, True),
        (Subject(user=1), {"ga": 10_000}, True),
    ],
)
def test_ring_lets_its_members_in(subject: Subject, rings: dict[str, int], expected: bool) -> None:
    chosen = flag(strategy=Strategy.RING, rings=rings)
    assert decide(chosen, subject, rings=RINGS, groups={9: frozenset({2})}) == (expected, Reason.RING)


def test_trace_names_the_ring_that_lets_most_of_its_members_in() -> None:
    chosen = flag(strategy=Strategy.RING, rings={"internal": 1, "ga": 9_200})
    assert trace(chosen, MAX, rings=RINGS)[-1].found == "ring ga: the user's place 91.37 % is below 92 %"
    least = replace(chosen, rings={"ga": 1})
    assert trace(least, Subject(user=1), rings=RINGS)[-1].found.startswith("ring ga: ")
    alone = replace(chosen, rings={"internal": 10_000})
    assert trace(alone, MAX, rings=RINGS[:2])[-1].found == "no ring: the user's place 91.37 % is not below 0 %"


def test_ring_of_nobody_lets_nobody_in() -> None:
    nobody = Subject(user=next(user for user in range(100_000) if bucket("f", BucketBy.USER, str(user)) == 0))
    assert decide(flag(strategy=Strategy.RING), nobody, rings=RINGS[:1]) == (False, Reason.RING)


@pytest.mark.parametrize("unset", [False, True])
def test_required_flag_is_asked_for_the_same_instant(unset: bool) -> None:
    later = FlagConfig(name="g", everyone=True, starts_at=NOON + 1)
    needs = (("g", True),)
    flags = {"g": later} if unset else {"g": later, "f": flag(everyone=True, requires=needs)}
    snapshot = FlagSnapshot(flags=flags, defaults={"f": True}, default_requires={"f": needs})
    assert evaluate(snapshot, "f", MAX, NOON).reason is Reason.DEPENDENCY
    assert evaluate(snapshot, "f", MAX, NOON + 1).value


@pytest.mark.parametrize(
    ("fields", "subject"),
    [
        ({"superusers": True}, replace(MAX, staff=True)),
        ({"staff": True}, replace(MAX, superuser=True)),
        ({"authenticated": True}, Subject()),
        ({"languages": frozenset({"de"})}, replace(MAX, language="en")),
        ({}, replace(MAX, superuser=True, staff=True, language="de")),
        ({}, replace(MAX, tester_answers={"f": True})),
    ],
)
def test_flag_for_some_is_off_for_others(fields: dict[str, object], subject: Subject) -> None:
    assert decide(flag(**fields), subject) == (False, Reason.PERCENTAGE)


def test_required_flag_is_asked_for_the_same_subject() -> None:
    below = FlagConfig(name="g", percent=5_000)
    above = flag(everyone=True, requires=(("g", True),))
    snapshot = FlagSnapshot(flags={"f": above, "g": below})
    asked = [Subject(user=user) for user in range(200)]
    assert [evaluate(snapshot, "f", each, NOON).value for each in asked] == [
        evaluate(snapshot, "g", each, NOON).value for each in asked
    ]


def test_nobody_leaves_on_the_way_up_the_ladder() -> None:
    inside: set[int] = set()
    for percent in LADDER:
        snapshot = FlagSnapshot(flags={"f": flag(percent=percent)})
        now = {user for user in PEOPLE if evaluate(snapshot, "f", Subject(user=user), NOON).value}
        assert inside <= now
        share = percent / 10_000
        deviation = sqrt(len(PEOPLE) * share * (1 - share))
        assert abs(len(now) - share * len(PEOPLE)) <= 3 * deviation
        inside = now
    assert inside == {*PEOPLE}


def test_on_from_is_the_smallest_percentage_that_lets_the_subject_in() -> None:
    for user in range(50):
        on_from = evaluate(FlagSnapshot(flags={"f": flag()}), "f", Subject(user=user), NOON).on_from
        assert on_from is not None
        assert decide(flag(percent=on_from), Subject(user=user))[0]
        assert not decide(flag(percent=on_from - 1), Subject(user=user))[0]


@pytest.mark.parametrize(
    ("salt", "bucket_by", "identifier", "place"),
    [
        # Computed once by hand with sha256sum, and true for ever: a subject that moves would lose what it had.
        ("waiting_room", BucketBy.LEAGUE, "00000000-0000-4000-8000-000000000001", 2717),
        ("waiting_room", BucketBy.LEAGUE, "00000000-0000-4000-8000-000000000002", 6001),
        ("bots", BucketBy.USER, "1", 7396),
        ("bots", BucketBy.USER, "2", 3129),
        ("use_state_persistence", BucketBy.AUCTION, "00000000-0000-4000-8000-00000000000a", 5049),
        ("Wörter", BucketBy.USER, "42", 7456),
    ],
)
def test_bucket_is_the_same_everywhere(salt: str, bucket_by: BucketBy, identifier: str, place: int) -> None:
    assert bucket(salt, bucket_by, identifier) == place


@pytest.mark.parametrize(("hundredths", "text"), [(0, "0 %"), (1, "0.01 %"), (1835, "18.35 %"), (10_000, "100 %")])
def test_percentages_are_written_without_needless_zeros(hundredths: int, text: str) -> None:
    assert format_percent(hundredths) == text
