"""A change of a member, and what follows from it, as far as leagues know."""

import pytest

from accounts.models import User
from leagues import member_changes, services
from leagues.member_changes import MemberChange, sentences_about, sentences_about_hand_over
from leagues.models import League, Role
from tests import cast

pytestmark = pytest.mark.django_db


def about(league: League, user: User, role: Role | None, by: User | None) -> str:
    doer = None if by is None else cast.member_of(league, by)
    return " ".join(sentences_about(MemberChange(member=cast.member_of(league, user), role=role, by=doer)))


def test_leaving_says_how_one_comes_back(league: League, max_: User) -> None:
    said = about(league, max_, None, max_)
    assert "You can't open The Friday League or its auctions any more." in said
    assert f"code, {league.code}" in said


@pytest.mark.parametrize("operator", [False, True])
def test_removal_says_whose_link_stops_working(league: League, max_: User, carla: User, operator: bool) -> None:
    said = about(league, max_, None, None if operator else carla)
    assert "Max can't open The Friday League" in said
    assert ("gets a new invite link" in said) is not operator


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.SPECTATOR, "Max can watch, but not bid, trade or invite."),
        (Role.COMMISSIONER, "Max can run auctions, undo sales, change the settings, and change or remove members."),
    ],
)
def test_another_role_says_what_it_gives_and_takes(
    league: League, max_: User, carla: User, role: Role, words: str
) -> None:
    assert words in about(league, max_, role, carla)


def test_second_commissioner_is_beside_the_first_and_who_goes_says_who_is_left(
    league: League, carla: User, max_: User
) -> None:
    said = about(league, max_, Role.COMMISSIONER, carla)
    assert "You stay commissioner. Max can do all that you can" in said
    assert "You stay" not in about(league, max_, Role.COMMISSIONER, None), "an operator may be none"
    services.change_role(cast.member_of(league, carla), cast.member_of(league, max_), Role.COMMISSIONER)
    assert "Carla runs the league from then on." in about(league, max_, Role.MANAGER, carla)
    assert "Max runs the league from then on." in about(league, carla, None, carla)


def test_hand_over_says_who_can_hand_back(league: League, carla: User, max_: User, mia: User) -> None:
    carlas = cast.member_of(league, carla)

    def said() -> str:
        return " ".join(sentences_about_hand_over(cast.member_of(league, max_), carlas))

    assert "only Max can hand back" in said()
    services.change_role(carlas, cast.member_of(league, mia), Role.COMMISSIONER)
    assert "only Max or Mia can hand back" in said()
    assert "You stay commissioner" not in said()


def test_commissioner_who_steps_down_is_told(league: League, carla: User) -> None:
    assert "You can't run auctions" in about(league, carla, Role.MANAGER, carla)


def test_apps_above_add_what_they_know(league: League, max_: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member_changes, "sources", [lambda change: [f"{change.who} keep your hat."]])
    assert about(league, max_, None, max_).endswith("You keep your hat.")
