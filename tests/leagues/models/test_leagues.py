"""One name in a league belongs to one person: others who look alike carry a number, on whatever way they came."""

import pytest

from accounts import account
from accounts.models import User
from accounts.services import set_name
from leagues.models import League, Member
from leagues.services import add_bot, join_league, remove_member
from tests.cast import make_league, member_of

pytestmark = pytest.mark.django_db


def names(league: League) -> list[str]:
    return [each.name for each in Member.objects.filter(league=league).select_related("user").order_by("pk")]


def test_whoever_comes_later_carries_the_number(carla: User) -> None:
    league = make_league(carla)
    for number, name in enumerate(("Max", "M\u0430x", "MAX")):
        join_league(User.objects.create_user(f"{number}@example.com", name), league.code)
    join_league(User.objects.create_user("max@example.com"), league.code)
    assert names(league) == ["Carla", "Max", "M\u0430x (2)", "MAX (3)", "max (4)"]


def test_bots_do_too(carla: User) -> None:
    league = make_league(carla)
    add_bot(league, "Carla")
    assert names(league) == ["Carla", "Carla (2)"]


def test_renamed_member_takes_nobodys_name_and_nobody_elses_changes(carla: User, max_: User) -> None:
    league, other = make_league(carla, max_), make_league(max_)
    set_name(carla, "Max")
    assert names(league) == ["Max (2)", "Max"]
    assert names(other) == ["Max"]
    set_name(carla, "Carla")
    assert names(league) == ["Carla", "Max"]


def test_account_page_renames_so(carla: User, max_: User) -> None:
    league = make_league(carla, max_)
    account.change_account(max_, name="CARLA", time_zone="UTC", language="")
    assert names(league) == ["Carla", "CARLA (2)"]


def test_number_of_somebody_who_left_is_not_given_again(carla: User, max_: User) -> None:
    league = make_league(carla, max_)
    remove_member(member_of(league, max_), member_of(league, max_))
    join_league(User.objects.create_user("other@example.com", "Max"), league.code)
    assert names(league) == ["Carla", "Max", "Max (2)"]


def test_former_members_are_told_apart(carla: User, max_: User, mia: User) -> None:
    league = make_league(carla, max_, mia)
    for user in (max_, mia):
        account.delete_account(user)
    assert names(league) == ["Carla", "former member", "former member (2)"]
