"""Reads about flags for the operators' pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from leagues.models import League
from rollouts.changes.services import Author, Source, change_flag
from rollouts.evaluation.registry import SPECS
from rollouts.explain import page_queries
from rollouts.models import Flag, FlagChange

F = "waiting_room"


def by(olga: User, **more: Any) -> Author:
    return Author(source=Source.ADMIN, actor=olga, override="x", **more)


def test_flags_are_listed_as_declared_and_then_left_over_rows(olga: User) -> None:
    change = change_flag(F, {"everyone": False}, by(olga))
    Flag.objects.create(name="left_over")
    listed = {each.flag.name: each for each in page_queries.list_flags()}
    assert list(listed) == [*SPECS, "left_over"]
    assert (listed[F].last, listed["bots"].last, listed["left_over"].spec) == (change, None, None)
    assert listed[F].flag.state is not None
    assert listed["bots"].flag.state is None


def test_changes_since_a_version_come_in_order(olga: User) -> None:
    first, *later = (change_flag(F, {"percent": percent}, by(olga)) for percent in (1, 5, 10))
    change_flag("bots", {"everyone": False}, by(olga))
    assert page_queries.changes_since(F, first.version) == later


def test_recent_changes_are_counted_beyond_those_shown(olga: User) -> None:
    began = datetime.now(UTC) - timedelta(minutes=1)
    for on in (False, True):
        change_flag("bots", {"everyone": on}, by(olga, reason="a try"))
    [newest], count = page_queries.recent_changes(began, 1)
    assert (newest.becomes, newest.who, newest.reason, count) == ("on for everyone", olga.email, "a try", 2)
    assert page_queries.recent_changes(datetime.now(UTC) + timedelta(minutes=1), 5) == ([], 0)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("sql", "somebody past the service"),
        ("command", "somebody at a command line"),
        ("code", "the program"),
        ("admin", "nobody who is known"),
    ],
)
def test_change_without_an_actor_has_an_author_in_words(source: str, name: str) -> None:
    assert page_queries.author_name(FlagChange(source=source)) == name


def test_context_names_those_whom_the_states_list(olga: User, league: League) -> None:
    team = Group.objects.create(name="team")
    listing: dict[str, list[Any]] = {"users": [olga.pk], "groups": [team.pk], "leagues": [str(league.pk)]}
    context = page_queries.wording_context([None, listing])
    assert [context.name(key, ids[0]) for key, ids in listing.items()] == [olga.email, "team", league.name]
    assert (list(context.rings), list(context.everybody)) == (["internal", "beta", "ga"], ["ga"])
    assert context.name("users", 0) == "0"
