"""A flag's state in words."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rollouts.audiences.extent import Extent, Reach, reach_of
from rollouts.evaluation.flag_state import NEW_STATE, config_of
from rollouts.evaluation.types import Audience, FlagConfig, FlagSnapshot, RingConfig
from rollouts.explain import wording
from rollouts.explain.wording import FlagStatus, WordingContext

READING = WordingContext(
    now=datetime(2026, 11, 22, 3, 0, tzinfo=UTC), zone=UTC, rings=["internal", "beta", "ga"], everybody={"ga"}
)
BEFORE, AFTER = "2026-11-21T14:02:59+00:00", "2026-11-23T14:02:00+00:00"
L = {"bucket_by": "league"}
ON, OFF, SOME = Reach(Extent.EVERYBODY), Reach(Extent.NOBODY), Reach(Extent.SOME)


@pytest.mark.parametrize(
    ("state", "sentence", "mark"),
    [
        ({}, "on for nobody", "off"),
        ({"everyone": True}, "on for everyone", "on"),
        ({"everyone": False}, "off for everyone", "off"),
        ({"everyone": False, "percent": 50, "requires": {"g": True}}, "off for everyone", "off"),
        ({"percent": 25, **L}, "on for 25 % of leagues", "part"),
        ({"percent": 33.33}, "on for 33.33 % of users", "part"),
        (
            {"percent": 50, "arms": [{"name": "a", "weight": 33.33}, {"name": "b", "weight": 66.67}]},
            "on for 50 % of users; in the arms a 33.33 %, b 66.67 %",
            "part",
        ),
        ({"percent": 100, "bucket_by": "auction"}, "on for 100 % of auctions", "on"),
        ({"percent": 0, "staff": True}, "on for operators", "part"),
        (
            {"percent": 25, "users": [1], "groups": [1, 2], "leagues": ["x"], "superusers": True, **L},
            "on for 25 % of leagues, 1 user by name, 2 groups by name, 1 league by name and superusers",
            "part",
        ),
        (
            {"authenticated": True, "languages": "de, fr", "testing": True},
            "on for everybody who is signed in, the languages de, fr and testers whose browser asks for it",
            "part",
        ),
        (
            {"percent": 100, **L, "criteria": {"sport": {"in": ["football", "cricket"]}}},
            "on for 100 % of leagues (where sport is one of football, cricket)",
            "part",
        ),
        (
            {"percent": 5, "criteria": {"account_age_days": {"at_least": 30, "at_most": 90}}, "users": [7]},
            "on for 5 % of users (where account age days is at least 30 and at most 90) and 1 user by name",
            "part",
        ),
        (
            {"strategy": "ring", "rings": {"beta": 100, "ga": 25}, **L},
            "on for 25 % of leagues and the beta ring",
            "part",
        ),
        (
            {"strategy": "ring", "rings": {"ga": 0, "beta": 100, "friends": 10, "internal": 100}},
            "on for the internal and beta rings and 10 % of the friends ring",
            "part",
        ),
        ({"strategy": "ring", "percent": 50}, "on for nobody", "off"),
        (
            {"strategy": "canary", "labels": ["web-1", "web-2"], "regions": ["eu"]},
            "on for servers labelled web-1, web-2 and servers in eu",
            "part",
        ),
        ({"everyone": True, "starts_at": AFTER}, "off until 23 Nov 14:02 UTC, then on for everyone", "off"),
        (
            {"everyone": True, "ends_at": BEFORE},
            "off since 21 Nov 14:02 UTC, when its time was over; before, on for everyone",
            "off",
        ),
        ({"everyone": True, "starts_at": BEFORE, "ends_at": AFTER}, "on for everyone, until 23 Nov 14:02 UTC", "on"),
        ({"everyone": True, "requires": {"g": True, "h": False}}, "on for everyone; needs g on and h off", "on"),
        (
            {"percent": 25, **L, "frozen_at": BEFORE, "freeze_reason": "finals"},
            "on for 25 % of leagues; frozen since 21 Nov 14:02 UTC (finals)",
            "part",
        ),
        ({"everyone": True, "frozen_at": BEFORE}, "on for everyone; frozen since 21 Nov 14:02 UTC", "on"),
    ],
)
def test_state_is_said(state: dict[str, Any], sentence: str, mark: str) -> None:
    full = {**NEW_STATE, **state}
    rings = tuple(
        RingConfig(name=name, everybody=name == "ga", members=Audience(users=frozenset({7}))) for name in READING.rings
    )
    flags = {"f": config_of(full, name="f"), "g": FlagConfig(name="g", everyone=True)}
    now = FlagSnapshot(flags=flags, rings=rings, at=READING.now.timestamp())
    flag = FlagStatus(name="f", state=full, reach=reach_of([now], "f"))
    assert wording.status_sentence(flag, READING) == sentence == wording.state_sentence(full, READING)
    assert flag.reach.extent == mark


NO_EFFECT = "what you set on this page has no effect there. To give it effect, remove the variable and"


@pytest.mark.parametrize(
    ("forced", "sentence"),
    [
        ({None: ["web-1"]}, ""),
        ({False: []}, f"FEATURE_BOTS decides here: {NO_EFFECT} restart the server."),
        (
            {None: ["web-1"], False: ["web-2", "web-3"]},
            f"FEATURE_BOTS decides on web-2 and web-3: {NO_EFFECT} restart the servers. It has effect on web-1.",
        ),
    ],
)
def test_where_buttons_do_not_count_is_said(forced: dict[bool | None, list[str]], sentence: str) -> None:
    assert wording.forced_caution(FlagStatus(name="bots", reach=SOME, forced=forced)) == sentence


@pytest.mark.parametrize(
    ("flag", "sentence"),
    [
        (
            FlagStatus(name="f", reach=Reach(Extent.NOBODY, "requires: g is off, and must be on"), default=True),
            "off for everyone (requires: g is off, and must be on); not set: on, the default of this environment",
        ),
        (FlagStatus(name="bots", reach=ON, default=True), "not set: on, the default of this environment"),
        (FlagStatus(name="bots", reach=OFF, default=False), "not set: off, the default of this environment"),
        (
            FlagStatus(name="f", reach=ON, default=True, requires={"g": True}),
            "not set: on, the default of this environment; needs g on",
        ),
        (
            FlagStatus(name="f", reach=OFF, default=False, requires={"g": True}),
            "not set: off, the default of this environment",
        ),
        (FlagStatus(name="bots", reach=OFF), "gone: it counts as off"),
        (
            FlagStatus(name="bots", reach=OFF, default=True, forced={False: []}),
            "off here by FEATURE_BOTS, whatever is set; not set: on, the default of this environment",
        ),
        (
            FlagStatus(
                name="bots", reach=ON, state={**NEW_STATE, "everyone": False}, forced={True: ["web-1", "web-2"]}
            ),
            "on by FEATURE_BOTS, whatever is set; off for everyone",
        ),
        (
            FlagStatus(
                name="bots",
                reach=SOME,
                state={**NEW_STATE, "everyone": False},
                forced={None: ["web-1"], False: ["web-2", "web-3"]},
            ),
            "by FEATURE_BOTS off (web-2 and web-3), not forced (web-1): the servers differ; off for everyone",
        ),
    ],
)
def test_flag_without_a_row_or_overridden_is_said(flag: FlagStatus, sentence: str) -> None:
    assert wording.status_sentence(flag, READING) == sentence


def test_what_it_comes_to_is_said_first_where_it_is_not_what_is_set() -> None:
    state = {**NEW_STATE, "everyone": True, "requires": {"g": True}}
    because = "(requires: g is off, and must be on); set to: on for everyone; needs g on"
    for percent, sentence in ((0, f"off for everyone {because}"), (5_000, f"on for some {because}")):
        g = FlagConfig(name="g", percent=percent)
        now = FlagSnapshot(flags={"f": config_of(state, name="f"), "g": g})
        flag = FlagStatus(name="f", state=state, reach=reach_of([now], "f"))
        assert wording.status_sentence(flag, READING) == sentence


def test_moments_are_said_in_the_readers_zone_with_the_year_if_it_is_another() -> None:
    tokyo = WordingContext(now=datetime(2026, 12, 31, 16, 0, tzinfo=UTC), zone=ZoneInfo("Asia/Tokyo"))
    assert tokyo.when(datetime(2026, 12, 31, 15, 30, tzinfo=UTC)) == "1 Jan 00:30 JST"
    assert tokyo.when(datetime(2026, 12, 31, 14, 30, tzinfo=UTC)) == "31 Dec 2026 23:30 JST"


@pytest.mark.parametrize(
    ("expected", "said"),
    [("stays", "stays"), ("2026-10", "by 2026-10")],
)
def test_expected_end_is_said(expected: str, said: str) -> None:
    assert wording.end_text(expected) == said
