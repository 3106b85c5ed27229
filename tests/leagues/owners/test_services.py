"""Owners of a seat together with its manager: given, ended, invited."""

from collections.abc import Callable

import pytest

from accounts.models import User
from leagues import services as leagues
from leagues.models import League, Member, Role
from leagues.owners import services
from leagues.owners.services import OWNERS_AT_MOST, InvitationGone
from leagues.queries import players_of
from leagues.services import ChangeRefused, NotAllowed, join_league, remove_member
from tests.cast import make_user, member_of
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def carlas(league: League, carla: User) -> Member:
    return member_of(league, carla)


@pytest.fixture
def maxs(league: League, max_: User) -> Member:
    return member_of(league, max_)


@pytest.fixture
def mias(league: League, mia: User) -> Member:
    return member_of(league, mia)


def state(member: Member) -> tuple[str, bool, int | None]:
    member.refresh_from_db()
    return member.role, member.plays, member.owns_with_id


def test_an_owner_has_no_seat_of_their_own_and_watches_once_it_is_ended(
    league: League, carlas: Member, maxs: Member, mias: Member
) -> None:
    services.add_owner(carlas, maxs, mias)
    assert state(mias) == (Role.MANAGER, False, maxs.pk)
    assert {*players_of(league.pk)} == {carlas, maxs}
    services.end_ownership(carlas, mias)
    assert state(mias) == (Role.SPECTATOR, True, None)
    leagues.change_role(carlas, mias, Role.MANAGER)
    assert {*players_of(league.pk)} == {carlas, maxs, mias}


def test_who_watched_is_a_manager_as_an_owner_and_a_commissioner_stays_one(
    league: League, carlas: Member, maxs: Member, mias: Member
) -> None:
    leagues.change_role(carlas, mias, Role.SPECTATOR)
    services.add_owner(carlas, maxs, mias)
    services.add_owner(carlas, maxs, carlas)
    assert state(mias) == (Role.MANAGER, False, maxs.pk)
    assert state(carlas) == (Role.COMMISSIONER, False, maxs.pk)
    services.end_ownership(carlas, carlas)
    assert state(carlas) == (Role.COMMISSIONER, True, None)


@pytest.mark.parametrize("end", ["ends it", "is removed", "leaves", "spectates"])
def test_whichever_way_an_owner_goes_they_own_it_no_more(
    league: League, carlas: Member, maxs: Member, mias: Member, end: str
) -> None:
    services.add_owner(carlas, maxs, mias)
    ways: dict[str, Callable[[], object]] = {
        "ends it": lambda: services.end_ownership(mias, mias),
        "is removed": lambda: remove_member(carlas, mias),
        "leaves": lambda: remove_member(mias, mias),
        "spectates": lambda: leagues.change_role(carlas, mias, Role.SPECTATOR),
    }
    ways[end]()
    assert state(mias)[1:] == (True, None)
    league.refresh_from_db()
    assert state(join_league(mias.user, league.code))[1:] == (True, None)


def test_one_whom_an_operator_took_out_comes_back_without_the_seat(
    league: League, carlas: Member, maxs: Member, mias: Member
) -> None:
    services.add_owner(carlas, maxs, mias)
    Member.objects.filter(pk=mias.pk).update(left_at=mias.joined_at)
    assert state(join_league(mias.user, league.code)) == (Role.MANAGER, True, None)


def test_only_commissioners_give_take_and_invite(league: League, maxs: Member, mias: Member) -> None:
    asked: list[Callable[[], object]] = [
        lambda: services.add_owner(maxs, maxs, mias),
        lambda: services.invite_owner(maxs, maxs),
        lambda: services.take_back_invitation(maxs, maxs),
    ]
    for ask in asked:
        with pytest.raises(NotAllowed):
            ask()
    Member.objects.filter(pk=mias.pk).update(owns_with=maxs, plays=False)
    with pytest.raises(NotAllowed):
        services.end_ownership(maxs, mias)


@pytest.mark.parametrize(
    ("seat", "owner", "words"),
    [
        ("Max", "Max", "It is their own seat already"),
        ("Max", "Ned", "Ned owns this seat already."),
        ("Mia", "Ned", "Ned owns Max's seat: end that first."),
        ("Mia", "Max", "Others own Max's seat with them"),
        ("Max", "Robo", "who isn't a bot"),
        ("Robo", "Mia", "Robo is a bot"),
        ("Ned", "Mia", "Ned has no seat of their own"),
    ],
)
def test_what_cannot_be_says_why_and_changes_nothing(
    league: League, carlas: Member, maxs: Member, mias: Member, seat: str, owner: str, words: str
) -> None:
    robo, ned = leagues.add_bot(league, "Robo"), join_league(make_user("Ned"), league.code)
    services.add_owner(carlas, maxs, ned)
    people = {"Max": maxs, "Mia": mias, "Ned": ned, "Robo": robo}
    before = [*Member.objects.order_by("pk").values()]
    with pytest.raises(ChangeRefused, match=words):
        services.add_owner(carlas, people[seat], people[owner])
    assert [*Member.objects.order_by("pk").values()] == before


def test_a_seat_has_five_owners_at_most(league: League, carlas: Member, maxs: Member, mias: Member) -> None:
    code = services.invite_owner(carlas, maxs)
    for number in range(OWNERS_AT_MOST - 1):
        owner = join_league(make_user(f"Ned{number}"), league.code)
        services.add_owner(carlas, maxs, owner)
        Member.objects.filter(pk=maxs.pk).update(owner_code=code)
    with pytest.raises(ChangeRefused, match="has 5 owners, which is the most"):
        services.add_owner(carlas, maxs, mias)
    with pytest.raises(ChangeRefused, match="has 5 owners"):
        services.accept_invitation(make_user("Otto"), code)
    assert not Member.objects.filter(user__name="Otto").exists()


def test_an_invitation_lets_one_in_who_was_no_member_and_works_once(
    league: League, carlas: Member, maxs: Member, otto: User
) -> None:
    old = services.invite_owner(carlas, maxs)
    code = services.invite_owner(carlas, maxs)
    with pytest.raises(InvitationGone):
        services.accept_invitation(otto, old)
    assert state(services.accept_invitation(otto, code)) == (Role.MANAGER, False, maxs.pk)
    with pytest.raises(InvitationGone):
        services.accept_invitation(make_user("Ned"), code)
    services.take_back_invitation(carlas, maxs)
    with pytest.raises(InvitationGone):
        services.accept_invitation(make_user("Nina"), services.invite_owner(carlas, maxs)[:-1])


@pytest.mark.django_db(transaction=True)
def test_of_two_who_follow_an_invitation_together_one_comes_in(league: League, carlas: Member, maxs: Member) -> None:
    code = services.invite_owner(carlas, maxs)
    people = [make_user("Ned"), make_user("Nina")]
    left = [*people]
    answers = at_once(lambda: services.accept_invitation(left.pop(), code))
    assert [type(each) for each in answers if not isinstance(each, Member)] == [InvitationGone]
    assert Member.objects.filter(league=league, user__in=people).count() == 1
