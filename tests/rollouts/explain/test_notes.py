"""Notes of who came and went, with names."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from leagues.models import League
from rollouts.changes import rings
from rollouts.changes.services import Author, Source, change_flag
from rollouts.explain import notes, page_queries
from rollouts.explain.wording import WordingContext
from rollouts.models import FlagChange, Ring

LEAGUE = str(UUID(int=7))
NAMED = WordingContext(
    now=datetime(2027, 1, 1, tzinfo=UTC),
    zone=UTC,
    users={33: "max@example.com"},
    groups={5: "Testers"},
    leagues={LEAGUE: "Friday"},
)


@pytest.mark.parametrize(
    ("note", "named"),
    [
        ("User 33 joined the ring beta.", "User max@example.com joined the ring beta."),
        ("User 33 left the group 5.", "User max@example.com left the group Testers."),
        ("Group 5 joined the ring 33.", "Group Testers joined the ring 33."),
        (f"League {LEAGUE} left the ring beta.", "League Friday left the ring beta."),
        ("User 34 joined the ring beta.", "User 34 joined the ring beta."),
        ("Because of User 3x and Group.", "Because of User 3x and Group."),
        ("", ""),
    ],
)
def test_ids_are_said_by_name_where_there_is_one(note: str, named: str) -> None:
    assert notes.with_names(note, NAMED) == named


@pytest.mark.django_db
def test_every_note_that_the_database_writes_is_read(max_: User, league: League) -> None:
    """By each kind of member, coming and going: no id is left on the page."""
    beta, team = Ring.objects.get(name="beta"), Group.objects.create(name="The team")
    change_flag("bots", {"everyone": None, "strategy": "ring", "rings": {"beta": 100}}, Author(source=Source.CODE))
    rings.join(beta, user=max_)
    rings.join(beta, group=team)
    rings.join(beta, league=league.pk)
    rings.apply_ring_choices(max_, {"ring_beta": False})
    rings.apply_ring_choices(max_, {"ring_beta": True})
    max_.groups.add(team)
    max_.groups.remove(team)
    rings.leave(beta.members.all())
    written = list(FlagChange.objects.filter(flag="bots").exclude(reason=""))
    context = page_queries.wording_context(changes=written)
    said = [notes.with_names(each.reason, context) for each in written]
    assert len(said) >= 8
    assert not [each for each in said if str(league.pk) in each or f" {max_.pk} " in each or f" {team.pk}." in each]
    assert {name for name in (max_.email, "The team", league.name) if any(name in each for each in said)} == {
        max_.email, "The team", league.name,
    }  # fmt: skip
