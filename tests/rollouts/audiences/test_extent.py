"""Every summary of a flag says what the evaluator answers: in a list, on a page, in a command, over the API."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from rollouts.admin.display import FlagDisplay
from rollouts.audiences.extent import Extent, Reach, reach_of
from rollouts.changes import rings
from rollouts.changes.services import Author, Source, carry_out_schedules, change_flag
from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.types import FlagConfig, FlagSnapshot, Subject
from rollouts.explain import page_queries, queries
from rollouts.models import Ring
from rollouts.propagation import snapshot
from tests import cast
from tests.rollouts.management.commands import run

F, PARENT = "waiting_room", "bots"
BY = Author(source=Source.CODE, override="a test")
SAMPLE = 300
shares = st.sampled_from([0, 0.01, 1, 25, 50, 100])
moments = st.sampled_from([None, None, -2, -1, 1])
"""Days from now; those of the past are over, and one in the future comes before the summaries are read."""


def states(requires: st.SearchStrategy[dict[str, bool]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "everyone": st.sampled_from([None, None, True, True, False]),
            "strategy": st.sampled_from(["percentage", "percentage", "ring", "canary"]),
            "percent": shares,
            "rings": st.dictionaries(st.sampled_from(["beta", "ga"]), shares, max_size=2),
            "labels": st.sampled_from([[], ["web-1"]]),
            "staff": st.booleans(),
            "authenticated": st.sampled_from([False, False, True]),
            "criteria": st.sampled_from([{}, {}, {"account_age_days": {"at_least": 3}}, {"sport": {"is": "golf"}}]),
            "requires": requires,
            "starts_at": moments,
            "ends_at": moments,
        }
    )


def with_schedule(state: dict[str, Any], now: datetime) -> dict[str, Any]:
    starts, ends = state["starts_at"], state["ends_at"]
    ends = None if starts is not None and ends is not None and ends <= starts else ends
    days = {"starts_at": starts, "ends_at": ends}
    said = {key: None if day is None else (now + timedelta(days=day)).isoformat() for key, day in days.items()}
    return {**state, "bucket_by": "user", **said}


def sample(people: list[User], draw: Random) -> list[Subject]:
    return [
        Subject(
            user=draw.choice([None, draw.choice(people).pk, number + 10_000]),
            league=draw.choice([None, str(number)]),
            staff=draw.random() < 0.3,
            label=draw.choice(["", "web-1"]),
            traits={"account_age_days": draw.randrange(6), "sport": draw.choice(["golf", "chess"])},
        )
        for number in range(SAMPLE)
    ]


def summaries(name: str) -> dict[str, str]:
    """Return the extent that each summary of the flag says."""
    context = page_queries.wording_context()
    [listed] = [FlagDisplay.of(each, context) for each in page_queries.list_flags() if each.flag.name == name]
    shown = queries.describe_flag(name)
    [line] = [each.split(maxsplit=1)[1] for each in run("flags").out.splitlines() if each.split()[0] == name]
    waffle = run("waffle_flag", "--list").out.split(f"NAME: {name}\n")[1].split("ON FOR: ")[1].split("\n")[0]
    words = {"everybody": "on", "some": "part", "nobody": "off"}
    said = {"sign": listed.mark, "api": words[shown["on_for"]], "waffle_flag": words[waffle]}
    if listed.sentence.startswith(("off", "on for nobody")):
        said["sentence"] = "off"
    elif listed.sentence.startswith(("on for everyone", "on by FEATURE")):
        said["sentence"] = "on"
    if line.startswith(("off for everybody", "on for everybody")):
        said["flags"] = line.split()[0]
    return said


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    states(st.sampled_from([{}, {PARENT: True}, {PARENT: False}])),
    states(st.just({})),
    st.dictionaries(st.sampled_from([F, PARENT]), st.booleans(), max_size=1),
    st.sampled_from([False, False, True]),
    st.integers(0, 9),
)
def test_every_summary_is_what_the_evaluator_answers(
    db: None, own: dict[str, Any], parent: dict[str, Any], overrides: dict[str, bool], frozen: bool, seed: int
) -> None:
    now = datetime.now(UTC)
    with transaction.atomic(), override_settings(FEATURES=overrides), snapshot.read_anew():
        people = [cast.make_user(f"P{number}") for number in range(3)]
        team = Group.objects.create(name="team")
        people[0].groups.add(team)
        rings.join(Ring.objects.get(name="beta"), user=people[1])
        change_flag(PARENT, with_schedule(parent, now), BY)
        change_flag(F, {**with_schedule(own, now), "groups": [team.pk]}, BY)
        if frozen:
            change_flag(F, {"frozen_at": now.isoformat()}, BY)
        carry_out_schedules(now + timedelta(days=1, hours=1))
        asks = sample(people, Random(seed))  # noqa: S311 # nothing secret
        for name in (F, PARENT):
            answers = {evaluate(snapshot.newest(), name, each).value for each in asks}
            said = summaries(name)
            assert len({*said.values()}) == 1, said
            extent = said["sign"]
            assert extent != Extent.EVERYBODY or answers == {True}
            assert extent != Extent.NOBODY or answers == {False}
            assert answers == {True, False} or extent == Extent.SOME or {extent == "on"} == answers
        transaction.set_rollback(True)


def test_smallest_share_is_some() -> None:
    for percent in (1, 9_999):
        now = FlagSnapshot(flags={"f": FlagConfig(name="f", percent=percent)})
        assert reach_of([now], "f") == Reach(Extent.SOME)


def test_servers_that_differ_are_some() -> None:
    now = FlagSnapshot(flags={"f": FlagConfig(name="f", everyone=True)})
    forced = FlagSnapshot(flags=now.flags, overrides={"f": False})
    assert reach_of([now], "f") == Reach(Extent.EVERYBODY)
    assert reach_of([now, forced], "f").extent is Extent.SOME


def test_what_keeps_all_out_is_said() -> None:
    needs = FlagConfig(name="f", everyone=True, requires=(("g", True),))
    assert reach_of([FlagSnapshot(flags={"f": needs})], "f") == Reach(
        Extent.NOBODY, "requires: g is off, and must be on"
    )
