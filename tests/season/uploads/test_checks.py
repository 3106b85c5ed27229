"""Rows against the world: vectors of what can't be, and of what is odd."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from season.models.competitions import STATUSES_WITHOUT_POINTS
from season.uploads.checks import (
    WITHOUT_POINTS,
    PlannedFixture,
    PlannedScore,
    contradictions,
    odd_fixtures,
    odd_scores,
)

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)
KICKOFF = NOW - timedelta(days=1)


def test_the_statuses_without_points_are_those_of_the_model() -> None:
    assert tuple(each.value for each in STATUSES_WITHOUT_POINTS) == WITHOUT_POINTS


def result(score: tuple[int, int] | None = None, **more: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"status": "finished", "home_score": None, "away_score": None}
    for kind, pair in (
        ("score", score),
        ("extra", more.pop("extra", None)),
        ("penalties", more.pop("penalties", None)),
    ):
        values |= {f"home_{kind}": pair[0], f"away_{kind}": pair[1]} if pair else {}
    return values | more


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"winner": "home"},
        result((2, 1)),
        result((2, 1), winner="home"),
        result((1, 1), winner="draw"),
        result((1, 1), winner="away"),  # a shoot-out of which the file has no score
        result((1, 1), extra=(1, 1), penalties=(4, 3), winner="home"),
        result((0, 1), extra=(2, 1), winner="home"),
        result((2, 1), penalties=(3, 4), winner="away"),  # a second leg
        result((0, 0), penalties=(2, 2), status="live"),
    ],
)
def test_what_can_be_is_taken(values: dict[str, Any]) -> None:
    assert contradictions(values) == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (result((1, 1), penalties=(4, 4)), "The shoot-out ends 4–4, and one side must win it; correct it."),
        (result((2, 1), winner="away"), "The winner is away, and 2–1 says home; correct one of them."),
        (result((0, 3), winner="draw"), "The winner is draw, and 0–3 says away; correct one of them."),
        (result((1, 1), extra=(1, 2), winner="home"), "The winner is home, and 1–2 says away; correct one of them."),
        (
            result((1, 1), penalties=(4, 3), winner="away"),
            "The winner is away, and 4–3 says home; correct one of them.",
        ),
        (result((2, 2), extra=(1, 2)), "1–2 after extra time is less than 2–2 before it; correct one of them."),
    ],
)
def test_what_can_not_be_is_refused(values: dict[str, Any], sentence: str) -> None:
    assert contradictions(values) == [sentence]


def fixture(line: int = 2, home: str = "Reds", away: str = "Blues", **fields: Any) -> PlannedFixture:
    usual = {"round": "Round 1", "kickoff": KICKOFF, "status": "scheduled", **fields}
    day = usual.pop("day", usual["kickoff"] and usual["kickoff"].date())
    return PlannedFixture(line=line, home=home, away=away, day=day, **usual)


@pytest.mark.parametrize(
    ("fixtures", "odd"),
    [
        ([fixture(), fixture(3, "Greens", "Greys")], []),
        ([fixture(), fixture(3, "Greens", "Reds", round="Round 2")], []),
        ([fixture(), fixture(3, "Blues", "Reds", status="cancelled")], []),
        ([fixture(), fixture(3, "Blues", "Reds", round="", kickoff=None)], []),
        ([fixture(0), fixture(0, "Reds", "Blues")], []),  # neither is in the file
        ([fixture(0, round=""), fixture(3, "Blues", "Reds")], [(3, "Reds and Blues meet 2 times on 19 Aug 2026.")]),
        ([fixture(), fixture(3, "Blues", "Reds", kickoff=NOW)], []),  # two legs
        ([fixture(), fixture(3, "Greens", "Reds")], [(3, "Reds plays 2 times on Round 1.")]),
        (
            [fixture(), fixture(3, "Greens", "Reds"), fixture(4, "Blues", "Greens")],
            [(3, "Reds plays 2 times on Round 1, and 2 other sides too.")],
        ),
        (
            [fixture(status="finished", kickoff=NOW + timedelta(days=2000))],
            [(2, "Reds – Blues is finished, and begins on 10 Feb 2032.")],
        ),
        (
            [fixture(status="finished", kickoff=None)],
            [(2, "Reds – Blues is finished without a kick-off, so nobody gets its points.")],
        ),
    ],
)  # fmt: skip
def test_odd_fixtures_are_said(fixtures: list[PlannedFixture], odd: list[tuple[int, str]]) -> None:
    assert odd_fixtures(fixtures, NOW) == odd


def score(line: int, club: str = "", on: PlannedFixture | None = None, **statistics: int) -> PlannedScore:
    return PlannedScore(line, "Ada Keeper", club, on or fixture(0), statistics)


@pytest.mark.parametrize(
    ("scores", "odd"),
    [
        ([score(2, minutes=90), score(3, "Reds", minutes=130)], []),
        ([score(2, on=fixture(0, status="finished"))], []),
        (
            [score(2, on=fixture(0, kickoff=datetime(2030, 1, 5, 12, tzinfo=UTC))) for line in (2, 3)],
            [(2, "Reds – Blues begins on 5 Jan 2030, and 2 lines have scores of it already; is it another match?")],
        ),
        *(
            (
                [score(5, on=fixture(0, status=status))],
                [(5, f"Reds – Blues is {status}: the scores of 1 line don't count until it is played.")],
            )
            for status in WITHOUT_POINTS
        ),
        (
            [score(4, "Greens")],
            [(4, "Ada Keeper plays for Greens now, which isn't in Reds – Blues; is it another player or match?")],
        ),
        ([score(4, minutes=131)], [(4, "Ada Keeper has 131 minutes, and hardly anybody has more than 130.")]),
    ],
)  # fmt: skip
def test_odd_scores_are_said(scores: list[PlannedScore], odd: list[tuple[int, str]]) -> None:
    assert odd_scores(scores, NOW) == odd
