"""Leaving somebody out only takes away; letting them back in lets people enter. In each way, and in the row alone."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from accounts.models import User
from leagues.models import League
from rollouts import subjects
from rollouts.changes import preview
from rollouts.changes.services import Author, FlagRefused, Source, change_flag, current_state, revert
from rollouts.evaluation.evaluate import evaluate
from rollouts.models import Flag, FlagChange
from rollouts.propagation import loading
from tests import cast
from tests.rollouts.admin.admin_site import address
from tests.rollouts.api.api_client import Api
from tests.rollouts.management.commands import run

F = "waiting_room"
SURE = Author(source=Source.CODE, override="a test")
ASKS = Author(source=Source.CODE)


def is_on(user: User) -> bool:
    return evaluate(loading.load_snapshot(), F, subjects.of_user(user), 1_800_000_000.0).value


@pytest.fixture
def out(max_: User) -> User:
    """Max, who is left out of what everybody else has."""
    change_flag(F, {"everyone": True, "excluded_users": [max_.pk]}, SURE)
    return max_


def test_nothing_holds_up_who_leaves_somebody_out(max_: User, settings: Any) -> None:
    settings.ROLLOUT_PEAK_HOURS = frozenset(range(24))
    change_flag(F, {"everyone": True, "frozen_at": "2026-01-01T00:00:00+00:00"}, SURE)
    change_flag(F, {"excluded_users": [max_.pk]}, ASKS)
    assert not is_on(max_)


def test_whoever_is_let_back_in_enters_with_all_that_asks_for(out: User, mia: User, settings: Any) -> None:
    settings.ROLLOUT_PEAK_HOURS = frozenset(range(24))
    before, _ = current_state(F)
    back = preview.preview_changes(F, before, {"": {**before, "excluded_users": [], "bucket_by": "user"}})[""]
    assert back.audience_change is not None
    assert (back.audience_change.entering, back.audience_change.leaving) == ((out.email,), ())
    with pytest.raises(FlagRefused, match="Give a reason as override"):
        change_flag(F, {"excluded_users": []}, ASKS)
    change_flag(F, {"excluded_users": []}, SURE)
    assert is_on(out)


def test_frozen_flag_lets_nobody_back_in(out: User) -> None:
    change_flag(F, {"frozen_at": "2026-01-01T00:00:00+00:00", "freeze_reason": "finals"}, SURE)
    with pytest.raises(FlagRefused, match=r"is frozen \(finals\)"):
        change_flag(F, {"excluded_users": []}, SURE)
    Flag.objects.filter(name=F).update(excluded_users=[])  # past the service
    assert not is_on(out)
    change_flag(F, {"frozen_at": None}, SURE)
    assert is_on(out)


def test_frozen_flag_keeps_out_who_leaves_a_group_that_is_left_out(max_: User) -> None:
    team = Group.objects.create(name="team")
    team.user_set.add(max_)
    change_flag(F, {"everyone": True, "excluded_groups": [team.pk]}, SURE)
    change_flag(F, {"frozen_at": "2026-01-01T00:00:00+00:00"}, SURE)
    team.user_set.remove(max_)
    assert not is_on(max_)
    change_flag(F, {"frozen_at": None}, SURE)
    assert is_on(max_)


def test_update_of_the_row_is_a_whole_change(max_: User) -> None:
    change_flag(F, {"everyone": True}, SURE)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rollouts_flag SET excluded_users = %s WHERE name = %s", [f"[{max_.pk}]", F])
    assert not is_on(max_)
    noted = FlagChange.objects.latest("id")
    assert noted.after is not None
    assert (noted.source, noted.after["excluded_users"]) == ("sql", [max_.pk])


def test_whoever_joins_or_leaves_a_group_that_is_left_out_is_noted(max_: User) -> None:
    team = Group.objects.create(name="team")
    change_flag(F, {"everyone": True, "excluded_groups": [team.pk]}, SURE)
    change_flag("bots", {"everyone": True}, SURE)
    team.user_set.add(max_)
    team.user_set.remove(max_)
    noted = FlagChange.objects.filter(source="sql").order_by("id")
    assert [(each.flag, each.reason.split(".")[0]) for each in noted] == [
        (F, f"User {max_.pk} joined the group {team.pk}"),
        (F, f"User {max_.pk} left the group {team.pk}"),
    ]


def test_row_that_the_release_before_writes_leaves_nobody_out(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO rollouts_flag (name, everyone, testing, superusers, staff, authenticated, languages, rollout,"
            " note, created, modified) VALUES ('old', true, false, false, false, false, '', false, '', now(), now())"
        )
    state, _ = current_state("old")
    assert (state["excluded_users"], state["excluded_groups"], state["excluded_leagues"]) == ([], [], [])


def test_change_is_taken_back_though_who_was_left_out_is_gone(max_: User) -> None:
    gone = cast.make_user("Gone")
    change_flag(F, {"everyone": True, "excluded_users": [gone.pk, max_.pk]}, SURE)
    off = change_flag(F, {"everyone": False, "excluded_users": []}, SURE)
    number = gone.pk
    gone.delete()
    back = revert(off, SURE)
    assert current_state(F)[0]["excluded_users"] == [max_.pk]
    assert back.done[0] == f"Left out: the user {number}, which isn't there any more."


def test_command_leaves_out_and_lets_back_in(max_: User, league: League) -> None:
    team = Group.objects.create(name="Test team")
    change_flag(F, {"everyone": True}, SURE)
    names = ["--exclude", "user", max_.email, "--exclude", "league", str(league.pk), "--exclude", "group", "test team"]
    assert run("rollout", F, *names).code == 0
    state, _ = current_state(F)
    assert (state["excluded_users"], state["excluded_groups"]) == ([max_.pk], [team.pk])
    assert state["excluded_leagues"] == [str(league.pk)]
    assert run("rollout", F, "--readmit", "user", max_.email).code == 0
    assert current_state(F)[0]["excluded_users"] == []
    for who, code, sentence in (
        (("user", "x@example.com"), 1, "Nobody has the address x@example.com."),
        (("league", "Nowhere"), 1, "There is no league “Nowhere”."),
        (("team", "x"), 2, "team is no kind; there are user, group, league."),
    ):
        ran = run("rollout", F, "--exclude", *who)
        assert (ran.code, sentence in ran.err) == (code, True), ran.err


UNKNOWN = "264d520b-1eb4-4924-8edf-7a27b88285c7"
MEANINGLESS: list[tuple[str, Any, str, str]] = [
    ("users", [10**9], "1000000000", "1000000000"),
    ("excluded_users", [10**9], "1000000000", "1000000000"),
    ("groups", [10**9], "", "checkboxes of those that there are"),
    ("excluded_groups", [10**9], "nobody here", "nobody here"),
    ("leagues", [UNKNOWN], UNKNOWN, UNKNOWN),
    ("excluded_leagues", [UNKNOWN], UNKNOWN, UNKNOWN),
    ("rings", {"moon": 5}, "", "no ring moon"),
    ("requires", {"nothing": True}, "nothing on", "no flag nothing"),
    ("criteria", {"hight": {"is": 3}}, "hight is 3", "no trait hight"),
    ("criteria", {"sport": {"likes": 3}}, "sport likes 3", "likes"),
]


@pytest.mark.parametrize(("field", "value", "typed", "named"), MEANINGLESS)
def test_name_that_means_nothing_is_refused_wherever_it_is_given(
    olga: User, admin: Client, field: str, value: Any, typed: str, named: str
) -> None:
    """By the service and the API; and by the form, where the field takes what people type."""
    before, _ = current_state(F)
    with pytest.raises(FlagRefused) as refused:
        change_flag(F, {field: value}, SURE)
    answer = Api(olga).put(F, {field: value, "override": "a try"})
    assert answer.status_code == 400
    assert answer.json()["fields"] == {field: [refused.value.fields[field]]}
    if typed:
        page = admin.post(address("edit", F), {field: typed, "everyone": "", "strategy": "ring", "bucket_by": "user"})
        assert named in page.content.decode()
        assert page.context["form"].errors.get(field)
    assert current_state(F)[0] == before


SAID: list[tuple[str, dict[str, Any], str]] = [
    (F, {"labels": ["web-77"]}, "No process that runs now has the label web-77."),
    (F, {"regions": ["moon"]}, "No process that runs now has the region moon."),
    ("use_state_persistence", {"authenticated": True, "users": [1]}, "is asked for an auction alone"),
    ("bidding", {"excluded_users": [1]}, "is asked for everybody alike"),
]


@pytest.mark.parametrize(("flag", "patch", "sentence"), SAID)
def test_name_that_has_no_effect_is_said_wherever_it_is_given(
    olga: User, flag: str, patch: dict[str, Any], sentence: str
) -> None:
    for key in ("users", "excluded_users"):
        if key in patch:
            patch = {**patch, key: [olga.pk]}
    before, _ = current_state(flag)
    shown = preview.preview_changes(flag, before, {"": {**before, **patch}})[""]
    assert any(sentence in each for each in shown.remarks)
    answer = Api(olga).put(flag, {**patch, "override": "a try"})
    assert any(sentence in each for each in answer.json()["done"]), answer.content


def test_nothing_is_said_of_a_name_that_has_an_effect(olga: User, max_: User) -> None:
    assert Api(olga).put(F, {"users": [max_.pk], "override": "a try"}).json()["done"] == []
