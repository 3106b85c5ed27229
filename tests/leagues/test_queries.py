"""What pages read about leagues."""

import uuid

from accounts.models import User
from leagues import queries, services
from leagues.files.assets import AssetRow
from leagues.models import League
from tests import cast


def test_leagues_of_a_user_newest_first_with_their_size(league: League, carla: User, mia: User, otto: User) -> None:
    second = cast.make_league(mia, name="Second")
    assert [(m.league, m.league_size, m.role) for m in queries.leagues_of(mia)] == [  # type: ignore[attr-defined] # annotated
        (second, 1, "commissioner"),
        (league, 3, "manager"),
    ]
    assert not queries.leagues_of(otto)


def test_members_of_a_league_as_they_came(league: League, carla: User, max_: User, mia: User) -> None:
    assert [member.user for member in queries.members_of(league)] == [carla, max_, mia]


def test_membership(league: League, max_: User, otto: User) -> None:
    assert queries.membership(league.id, max_) == cast.member_of(league, max_)
    assert queries.membership(league.id, otto) is None
    assert queries.membership(uuid.uuid4(), max_) is None


def test_a_list_of_its_own_replaces_the_sports(league: League, carla: User) -> None:
    services.import_own_assets(cast.member_of(league, carla), [AssetRow(external_id="ajax", name="Ajax")])
    assert [asset.name for asset in queries.assets_of(league)] == ["Ajax"]
    assert queries.shared_assets_of("football").count() == 36


def test_assets_of_a_league_by_name(league: League) -> None:
    names = [asset.name for asset in queries.assets_of(league)]
    assert len(names) == 36
    assert names[0] == "AFC Ajax"
