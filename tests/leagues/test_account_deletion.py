"""The end of an account, as leagues see it."""

import pytest

from accounts.models import User
from leagues.account_deletion import leave_all_leagues, memberships_for_download, objections_to_deletion
from leagues.models import League, Member, Role
from leagues.services import add_bot, change_role
from tests import cast


def test_the_only_commissioner_of_others_must_hand_over_first(league: League, carla: User, max_: User) -> None:
    words = ["Hand The Friday League over to somebody first: you are its only commissioner."]
    assert objections_to_deletion(carla) == words
    assert objections_to_deletion(max_) == []
    change_role(cast.member_of(league, carla), cast.member_of(league, max_), Role.COMMISSIONER)
    assert objections_to_deletion(carla) == []


@pytest.mark.parametrize("who", ["nobody", "a bot", "one who left"])
def test_a_league_without_other_people_is_no_objection(carla: User, otto: User, who: str) -> None:
    league = cast.make_league(carla)
    if who == "a bot":
        add_bot(league, "Robo")
    elif who == "one who left":
        Member.objects.create(league=league, user=otto, left_at="2026-01-01T00:00Z")
    assert objections_to_deletion(carla) == []


def test_one_leaves_all_leagues_and_their_data_names_them(league: League, max_: User) -> None:
    other = cast.make_league(max_, name="Another")
    leave_all_leagues(max_)
    assert not Member.objects.filter(user=max_, left_at=None).exists()
    rows = memberships_for_download(max_)["memberships"]
    assert [row["league__name"] for row in rows] == [league.name, other.name]
    assert all(row["left_at"] for row in rows)
