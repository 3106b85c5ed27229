"""The seat that somebody acts for, and whose it is."""

import pytest

from accounts.models import User
from leagues.models import League, Member, Role
from leagues.owners.queries import (
    acts_for,
    co_owners_among,
    co_owners_in,
    invited_to,
    owners_of,
    possible_owners,
    seat_of,
)
from leagues.services import add_bot
from tests.cast import member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def maxs(league: League, max_: User) -> Member:
    return member_of(league, max_)


@pytest.fixture
def mias(league: League, mia: User, maxs: Member) -> Member:
    """Mia, who owns Max's seat with him."""
    Member.objects.filter(league=league, user=mia).update(owns_with=maxs, plays=False)
    return member_of(league, mia)


def test_everybody_acts_for_their_own_seat_but_who_watches_or_has_gone(league: League, maxs: Member) -> None:
    assert seat_of(maxs) == acts_for(maxs) == maxs
    maxs.role = Role.SPECTATOR
    assert (seat_of(maxs), acts_for(maxs)) == (maxs, None)


def test_who_owns_a_seat_too_acts_for_it_while_both_may_play(league: League, maxs: Member, mias: Member) -> None:
    assert seat_of(mias) == acts_for(mias) == maxs
    assert owners_of(maxs) == [maxs, mias]
    assert [*co_owners_in(league.pk)] == [mias]
    assert co_owners_among([maxs, mias]) == {maxs.pk: [mias]}
    Member.objects.filter(pk=maxs.pk).update(role=Role.SPECTATOR)
    mias.refresh_from_db()
    assert (seat_of(mias), acts_for(mias)) == (maxs, None)


def test_people_who_own_no_seat_with_somebody_can_be_owners(
    league: League, carla: User, maxs: Member, mias: Member
) -> None:
    add_bot(league, "Robo")
    carlas = member_of(league, carla)
    assert [*possible_owners(maxs)] == [carlas]
    assert [*possible_owners(carlas)] == [], "Max's seat is shared, and so is Mia's part in it"


@pytest.mark.parametrize("code", ["", "QQQQ", "é", "\0", "a b", "%"])
def test_what_is_no_code_invites_to_nothing(league: League, maxs: Member, code: str) -> None:
    assert invited_to(code) is None


def test_an_invitation_is_to_a_seat_that_plays(maxs: Member) -> None:
    maxs.owner_code = "BCDFGHJK"
    maxs.save()
    assert invited_to(" bcdf GHJK ") == maxs
    Member.objects.filter(pk=maxs.pk).update(role=Role.SPECTATOR)
    assert invited_to("BCDFGHJK") is None
