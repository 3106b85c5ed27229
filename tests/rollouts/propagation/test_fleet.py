"""The serving processes: what they say, where they differ, and how they see flags."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from rollouts.changes.services import Author, Source, change_flag
from rollouts.evaluation.types import Subject
from rollouts.models import Reader
from rollouts.propagation import fleet, loading, snapshot
from rollouts.propagation.readers import GONE_SECONDS
from tests.live import eventually
from tests.serving import register

pytestmark = pytest.mark.django_db


def sentences() -> list[str]:
    return [each.sentence for each in fleet.differences(fleet.serving_processes())]


@pytest.mark.django_db(transaction=True)
def test_a_process_registers_what_it_runs_with(settings: Any) -> None:
    settings.FEATURES, settings.SERVER_LABEL, settings.RELEASE = {"bots": False}, "web-7", "2.0"
    follower = snapshot.follow("web")
    try:
        [found] = eventually(fleet.serving_processes, "the process is registered")
    finally:
        follower.stop()
    assert (found.name, found.kind, found.release, found.settings.overrides) == ("web-7", "web", "2.0", {"bots": False})
    assert fleet.serving_processes() == []


def test_the_word_of_web_processes_counts_and_of_others_where_none_is() -> None:
    register("clock-1", "clock")
    assert [each.name for each in fleet.judges(fleet.serving_processes())] == ["clock-1"]
    register("web-1")
    assert [each.name for each in fleet.judges(fleet.serving_processes())] == ["web-1"]


@pytest.mark.parametrize("kind", ["simulate", "benchmark"])
def test_who_only_follows_the_flags_does_not_serve(kind: str) -> None:
    register("x", kind)
    assert fleet.serving_processes() == []


def test_who_was_not_seen_lately_does_not_serve() -> None:
    register()
    Reader.objects.update(seen_at=timezone.now() - timedelta(seconds=GONE_SECONDS + 1))
    assert fleet.serving_processes() == []


@pytest.mark.parametrize("settings", [{}, [], "x", 7, {"FEATURE_BOTS": 1}, {"FEATURE_BOTS": {"on": True}}])
def test_registration_that_says_nothing_legible_is_not_asked(settings: Any) -> None:
    """As of the release before, which registers no settings."""
    register()
    Reader.objects.update(settings=settings)
    assert fleet.serving_processes() == []


def test_where_processes_differ_is_said_by_name() -> None:
    register("web-1", FEATURE_BOTS="true")
    register("web-2", FEATURE_BOTS="true")
    register("clock-1", "clock", release="0.9")
    assert sentences() == [
        "FEATURE_BOTS is true on web-1 and web-2, and isn’t set on clock-1.",
        "RELEASE is 1.0 on web-1 and web-2, and is 0.9 on clock-1.",
    ]


def test_processes_that_are_alike_do_not_differ() -> None:
    register("web-1"), register("web-2"), register("clock-1", "clock")
    assert sentences() == []


def test_flag_is_evaluated_as_each_server_sees_it() -> None:
    change_flag(
        "bots", {"everyone": None, "strategy": "canary", "labels": ["web-1"]}, Author(source=Source.CODE, override="x")
    )
    register("web-1"), register("web-2"), register("web-3", FEATURE_BOTS="true"), register("web-4", FEATURE_BOTS="true")
    Reader.objects.create(**{**Reader.objects.values().get(label="web-1"), "process": "web test 5"})
    now = loading.load_snapshot()
    found = fleet.evaluate_on_servers(fleet.server_views(), now, "bots", Subject(league="1"))
    assert {each.processes: each.evaluation.value for each in found} == {
        ("web-1", "web-1"): True, ("web-2",): False, ("web-3", "web-4"): True,
    }  # fmt: skip


def test_defaults_are_those_of_the_servers_environment() -> None:
    register("web-1", ENVIRONMENT="production")
    [view] = fleet.server_views()
    assert view.flags(loading.load_snapshot()).defaults["waiting_room"] is False


def test_without_servers_this_process_is_the_only_view(settings: Any) -> None:
    settings.FEATURES = {"bots": False}
    [view] = fleet.server_views()
    assert (view.processes, fleet.forced_values([view], "bots")) == ((), {False: []})
