"""Users, groups and leagues are read as people write them; nobody is made up."""

from uuid import UUID

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from leagues.models import League
from rollouts.changes.validation import MAX_NAMED
from rollouts.explain.named_ids import parse_groups, parse_leagues, parse_users
from tests import cast


def test_users_are_read_by_address_and_id(max_: User, mia: User) -> None:
    assert parse_users(f"MAX@example.com\n{mia.pk}") == [max_.pk, mia.pk]
    with pytest.raises(ValueError, match="Nobody has the address x@"):
        parse_users("max@example.com, x@example.com")
    with pytest.raises(ValueError, match="Nobody has the id 999999999"):
        parse_users("999999999")
    with pytest.raises(ValueError, match="at most; for more there are rings and groups"):
        parse_users("\n".join(map(str, range(MAX_NAMED + 1))))


def test_leagues_are_read_by_name_and_id(league: League, otto: User) -> None:
    assert parse_leagues(f"{league.name.lower()}\nwhatever {str(league.pk).upper()}") == [str(league.pk)] * 2
    with pytest.raises(ValueError, match="There is no league “Nowhere”"):
        parse_leagues("Nowhere")
    with pytest.raises(ValueError, match="There is no league 00000000-0000-0000-0000-000000000005"):
        parse_leagues(f"Gone {UUID(int=5)}")
    twins = {str(cast.make_league(otto, name="Twins").pk) for _ in range(2)}
    with pytest.raises(ValueError, match="may be several leagues") as error:
        parse_leagues("twins")
    assert all(each in str(error.value) for each in twins)


def test_groups_are_read_by_name(db: None) -> None:
    team = Group.objects.create(name="Test team")
    assert parse_groups("test team\n") == [team.pk]
    with pytest.raises(ValueError, match="There is no group “nobody”"):
        parse_groups("Test team\nnobody")
