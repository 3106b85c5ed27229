"""Reads about flags for the API and the commands."""

from typing import Any

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from rollouts.changes.services import Author, Invalid, Source, UnknownFlag, change_flag
from rollouts.evaluation.registry import SPECS
from rollouts.explain import queries
from rollouts.models import Flag, FlagChange

F = "waiting_room"
BY_CODE = Author(source=Source.CODE, override="x")


def test_names_are_those_of_the_code_and_of_rows(db: None) -> None:
    Flag.objects.create(name="left_over")
    assert queries.flag_names() == sorted([*SPECS, "left_over"])
    assert queries.switch_names() == ["bidding", "new_auctions", "read_only", "running_auctions"]


def test_states_come_in_the_order_asked_for(db: None) -> None:
    made = change_flag("bots", {"everyone": False}, BY_CODE)
    found = queries.flag_states([F, "bots"])
    assert list(found) == [F, "bots"]
    assert (found["bots"][0]["everyone"], found["bots"][1], found[F][1]) == (False, made.version, 0)
    with pytest.raises(UnknownFlag):
        queries.flag_states(["nothing"])


def test_flag_is_described_with_what_the_environment_forces(db: None, settings: Any) -> None:
    settings.FEATURES = {"bots": False}
    assert [flag["forced"] for flag in queries.describe_flags(["bots", F])] == [False, None]
    assert queries.describe_flag("bots")["name"] == "bots"


def test_changes_are_there_for_flags_that_are_gone(db: None) -> None:
    Flag.objects.create(name="left_over").delete()
    assert [change.after is None for change in queries.changes_of("left_over")] == [True, False]
    assert list(queries.changes_of("bots")) == []
    with pytest.raises(UnknownFlag):
        queries.changes_of("nothing")


def test_groups_and_users_have_names(max_: User, mia: User) -> None:
    groups = [Group.objects.create(name=name) for name in ("team", "crew")]
    assert queries.group_names([each.pk for each in groups]) == ["crew", "team"]
    assert queries.user_addresses([mia.pk, max_.pk]) == ["max@example.com", "mia@example.com"]


def test_look_ahead_changes_nothing(db: None) -> None:
    change_flag(F, {"everyone": None, "percent": 1}, BY_CODE)
    outlook = queries.look_ahead(F, {"percent": 50})
    assert (outlook.before["percent"], outlook.after["percent"], outlook.affected) == (1.0, 50.0, None)
    assert outlook.cautions == ["It skips steps: after 1 % comes 5 %."]
    with pytest.raises(Invalid):
        queries.look_ahead(F, {"percent": 101})
    assert FlagChange.objects.count() == 1
