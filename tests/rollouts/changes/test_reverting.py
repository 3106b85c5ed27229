"""Taking a change back restores what still exists, and says the rest; what changes nothing leaves no entry."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from rollouts.changes.reverting import without_what_is_gone
from rollouts.changes.services import Author, Source, change_flag, current_state, revert
from rollouts.changes.validation import ExistingNames, apply_patch
from rollouts.evaluation.flag_state import NEW_STATE
from rollouts.models import FlagChange, Ring
from tests import cast
from tests.rollouts.management.commands import run

F = "waiting_room"
BY = Author(source=Source.CODE, override="a test")
ids = st.lists(st.integers(1, 9), unique=True).map(sorted)
rings = st.lists(st.sampled_from(["internal", "beta", "ga"]), unique=True)


@given(ids, ids, st.dictionaries(st.sampled_from(["internal", "beta", "ga"]), st.just(5.0)), ids, ids, rings)
def test_what_exists_is_restored_and_each_other_is_said(
    users: list[int], groups: list[int], shares: dict[str, float], people: list[int], teams: list[int], there: list[str]
) -> None:
    existing = ExistingNames(flags=(), rings=there, users=people, groups=teams, leagues=(), traits=(), requires={})
    state = {**NEW_STATE, "users": users, "groups": groups, "rings": shares, "note": "as it was"}
    found = without_what_is_gone(state, existing)
    restored = apply_patch("f", NEW_STATE, found.patch, existing)  # is never refused
    assert restored["users"] == [each for each in users if each in people]
    assert restored["groups"] == [each for each in groups if each in teams]
    assert {*restored["rings"]} == {*shares} & {*there}
    assert restored["note"] == "as it was"
    assert len(found.lost) == bool({*users} - {*people}) + bool({*groups} - {*teams}) + bool({*shares} - {*there})


@pytest.mark.parametrize(("wanted", "everyone"), [(True, False), (False, None)])
def test_required_flag_that_is_gone_counts_as_off(wanted: bool, everyone: bool | None) -> None:
    existing = ExistingNames(flags=["g"], rings=(), users=(), groups=(), leagues=(), traits=(), requires={})
    found = without_what_is_gone({**NEW_STATE, "requires": {"gone": wanted, "g": True}}, existing)
    assert (found.patch["requires"], found.patch["everyone"]) == ({"g": True}, everyone)
    assert found.lost[0] == "Left out: the flag gone, which isn't there any more."


def test_change_is_taken_back_though_a_user_a_group_and_a_ring_are_gone(olga: User) -> None:
    leaves, stays = cast.make_user("Leaves"), cast.make_user("Stays")
    team, early = Group.objects.create(name="team"), Ring.objects.create(name="early", place=50)
    named = {"users": [leaves.pk, stays.pk], "groups": [team.pk], "rings": {"early": 5, "beta": 1}}
    change_flag(F, {"everyone": None, "percent": 10, **named}, BY)
    off = change_flag(F, {"everyone": False, "users": [], "groups": [], "rings": {}}, BY)
    gone = f"Left out: the user {leaves.pk}, which isn't there any more."
    leaves.delete(), team.delete(), early.delete()
    back = revert(off, Author(source=Source.ADMIN, actor=olga))
    state, _ = current_state(F)
    assert (state["everyone"], state["percent"], state["users"]) == (None, 10, [stays.pk])
    assert (state["groups"], state["rings"]) == ([], {"beta": 1})
    assert list(back.done)[:1] == [gone]
    assert [each.partition(",")[0].rpartition(" the ")[2].split()[0] for each in back.done] == ["user", "group", "ring"]


@pytest.mark.parametrize(
    "patch",
    [
        {"everyone": False},
        {"everyone": None, "percent": 10},
        {"starts_at": "2027-01-31T18:00:00+00:00"},
        {"frozen_at": "2027-01-31T18:00:00+00:00", "freeze_reason": "finals"},
        {"rings": {"beta": 5}, "labels": ["b", "a"], "criteria": {"sport": {"in": ["golf"]}}},
    ],
)
def test_two_equal_changes_leave_one_entry(db: None, patch: dict[str, Any]) -> None:
    first = change_flag(F, patch, BY)
    version = current_state(F)[1]
    again = change_flag(F, patch, BY)
    assert (again, again.repeated, first.repeated) == (first, True, False)
    assert (FlagChange.objects.count(), current_state(F)[1]) == (1, version)
    assert list(again.done) == ["Nothing was changed: it is so already."]


def test_one_moment_in_two_zones_is_one_change(db: None) -> None:
    change_flag(F, {"starts_at": "2027-01-31T18:00:00+00:00"}, BY)
    assert change_flag(F, {"starts_at": "2027-01-31T19:00:00+01:00"}, BY).repeated


def test_newest_that_changed_something_is_taken_back(db: None) -> None:
    change_flag(F, {"everyone": None, "percent": 10}, BY)
    off = change_flag(F, {"everyone": False}, BY)
    fields = {"flag": F, "source": Source.CODE, "version": off.version, "at": off.at}
    FlagChange.objects.create(before=off.after, after=off.after, **fields)  # as releases before left it
    assert run("rollout", F, "--revert").code == 0
    assert current_state(F)[0]["everyone"] is None
