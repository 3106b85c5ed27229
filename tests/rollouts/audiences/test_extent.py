"""Every summary of a flag says what the evaluator answers: in a list, on a page, in a command, over the API."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import capfirst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from auctionsite.process_settings import ProcessSettings
from rollouts.admin.display import FlagDisplay, PreviewDisplay
from rollouts.audiences.extent import Extent, Reach, reach_of, reach_on
from rollouts.changes import rings
from rollouts.changes.preview import preview_changes
from rollouts.changes.services import Author, Source, carry_out_schedules, change_flag, current_state
from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.types import Criterion, FlagConfig, FlagSnapshot, Strategy, Subject
from rollouts.explain import page_queries, queries
from rollouts.explain.representation import ON_FOR
from rollouts.models import Ring
from rollouts.openfeature import contexts
from rollouts.propagation import snapshot
from rollouts.propagation.fleet import ServerView
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


def sample(people: list[User], draw: Random, label: str) -> list[Subject]:
    """Return whoever may ask on the server that runs."""
    return [
        Subject(
            user=draw.choice([None, draw.choice(people).pk, number + 10_000]),
            league=draw.choice([None, str(number)]),
            staff=draw.random() < 0.3,
            label=label,
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


def sentences(name: str, operator: Client) -> dict[str, str]:
    """Return each sentence that says what the flag is: they are one sentence."""
    context = page_queries.wording_context()
    [listed] = [FlagDisplay.of(each, context) for each in page_queries.list_flags() if each.flag.name == name]
    state, _ = current_state(name)
    noted = preview_changes(name, state, {"": {**state, "note": "a note"}})[""]
    said = {"list": listed.sentence, "preview": PreviewDisplay.of(noted, context).becomes}
    becomes = escape(f"{capfirst(listed.sentence)}")
    sign = f'<p class="state {{}}{listed.mark}{" override" if listed.override else ""}">'
    for page, size, end in (("changelist", "", ""), ("change", "big ", ".")):
        args = [name] if page == "change" else []
        shown = operator.get(reverse(f"admin:rollouts_flag_{page}", args=args)).content.decode()
        sentence = f'{sign.format(size)}<span class="sign" aria-hidden="true"></span><span>{becomes}{end}</span>'
        said[f"page {page}"] = listed.sentence if sentence in shown else shown
    return said


def foretold(name: str, patch: dict[str, Any]) -> str:
    """Return what the preview of a change says that the flag becomes."""
    state, _ = current_state(name)
    previewed = preview_changes(name, state, {"": {**state, **patch}})[""]
    return PreviewDisplay.of(previewed, page_queries.wording_context([previewed.after])).becomes


def answered(name: str, operator: Client, *, with_changes: bool) -> set[str]:
    """Return the extent that each call of the API says."""
    one, all_ = (operator.get(f"/api/feature-flags/{path}").json() for path in (name, ""))
    said = {one["on_for"], *(each["on_for"] for each in all_["results"] if each["name"] == name)}
    if with_changes:
        newest = next(each for each in operator.get(f"/api/feature-flags/{name}/changes").json()["results"])
        said.add(newest["on_for"][1])
    return said


def explained(name: str, who: User) -> tuple[bool, bool]:
    """Return what `explain_flag` says of somebody, and what the evaluator answers."""
    [first, *_] = run("explain_flag", name, "--user", str(who.pk)).out.splitlines()
    asks = contexts.verified_subject({"user": who.pk}, None)
    return first.startswith(f"{name} is on, by "), evaluate(snapshot.newest(), name, asks).value


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
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
    now, label = datetime.now(UTC), "web-1" if seed % 2 else ""
    with transaction.atomic(), override_settings(FEATURES=overrides, SERVER_LABEL=label), snapshot.read_anew():
        people = [cast.make_user(f"P{number}") for number in range(3)]
        admin = Client()
        admin.force_login(cast.make_user("Olga", is_staff=True))
        team = Group.objects.create(name="team")
        people[0].groups.add(team)
        rings.join(Ring.objects.get(name="beta"), user=people[1])
        change_flag(PARENT, with_schedule(parent, now), BY)
        patch = {**with_schedule(own, now), "groups": [team.pk]}
        foreseen = foretold(F, patch)
        change_flag(F, patch, BY)
        assert foreseen == sentences(F, admin)["list"]
        if frozen:
            change_flag(F, {"frozen_at": now.isoformat()}, BY)
        turned = carry_out_schedules(now + timedelta(days=1, hours=1))
        # The last change says what it was then; what was forced and which servers ran isn't kept.
        kept = not turned and not overrides and "canary" not in {own["strategy"], parent["strategy"]}
        asks = sample(people, Random(seed), label)  # noqa: S311 # nothing secret
        for name in (F, PARENT):
            answers = {evaluate(snapshot.newest(), name, each).value for each in asks}
            said = summaries(name)
            assert len({*said.values()}) == 1, said
            worded = sentences(name, admin)
            if kept:
                [newest], _ = page_queries.recent_changes(now - timedelta(days=1), 1)
                worded["history"] = newest.becomes if newest.flag == name else worded["list"]
            assert len({*worded.values()}) == 1, worded
            assert answered(name, admin, with_changes=kept and name == F) == {ON_FOR[Extent(said["sign"])]}
            for who in people:
                said_of_them, answer = explained(name, who)
                assert said_of_them is answer
            extent = said["sign"]
            assert extent != Extent.EVERYBODY or answers == {True}
            assert extent != Extent.NOBODY or answers == {False}
            assert answers == {True, False} or extent == Extent.SOME or {extent == "on"} == answers
        transaction.set_rollback(True)


def test_smallest_share_is_some() -> None:
    for percent in (1, 9_999):
        now = FlagSnapshot(flags={"f": FlagConfig(name="f", percent=percent)})
        assert reach_of([now], "f") == Reach(Extent.SOME)


def test_audience_too_small_for_a_sample_is_some() -> None:
    first, second = Criterion("sport", "is", "golf"), Criterion("tier", "in", frozenset(range(300)))
    own = FlagConfig(name="f", percent=1, criteria=(first, second, Criterion("tier", "at_least", 299)))
    needs = {"f": replace(own, requires=(("g", True),)), "g": FlagConfig(name="g", percent=1)}
    for flags in ({"f": own}, needs):
        assert reach_of([FlagSnapshot(flags=flags)], "f").extent is Extent.SOME


def test_server_that_no_process_has_is_nobody() -> None:
    chosen = FlagConfig(name="f", strategy=Strategy.CANARY, labels=frozenset({"web-9"}))
    now = FlagSnapshot(flags={"f": chosen})
    one, two = (ServerView((label,), label, "", ProcessSettings({})) for label in ("web-1", "web-9"))
    assert reach_on([one], now, "f") == Reach(Extent.NOBODY, "no server that runs now is chosen")
    assert reach_on([one, two], now, "f").extent is Extent.SOME
    assert reach_on([two], now, "f") == Reach(Extent.EVERYBODY)
    off = FlagSnapshot(flags={"f": replace(chosen, everyone=False)})
    assert reach_on([one], off, "f") == Reach(Extent.NOBODY)


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
