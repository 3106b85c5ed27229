"""Reads of leagues for pages."""

import re
import uuid
from collections.abc import Iterator, Sequence

import pytest

from accounts.models import User
from auctionsite.settings import BASE_DIR
from leagues import queries, services
from leagues.files.assets import AssetRow
from leagues.models import League, Member, Role
from tests import cast
from tests.product import APPS


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
    assert queries.listed_assets_of(league).count() == 36
    services.import_own_assets(cast.member_of(league, carla), [AssetRow(external_id="ajax", name="Ajax")])
    assert [asset.name for asset in queries.listed_assets_of(league)] == ["Ajax"]
    assert queries.shared_assets_of("football").count() == 36


def test_names_of_all_who_were_ever_in_the_league(league: League, carla: User, max_: User, mia: User) -> None:
    left = cast.member_of(league, max_)
    services.remove_member(left, left)
    cast.make_league(mia, name="Another")
    expected = {cast.member_of(league, user).pk: user.name for user in (carla, max_, mia)}
    assert queries.names_of_members(league.pk) == expected


def test_an_asset_is_found_on_the_leagues_own_list_and_on_its_sports(league: League, carla: User, otto: User) -> None:
    shared = queries.shared_assets_of("football")[0]
    other = cast.make_league(otto, name="Another")
    services.import_own_assets(cast.member_of(other, otto), [AssetRow(external_id="own", name="Own")])
    own = queries.listed_assets_of(other).get()
    assert queries.asset_of(league, shared.pk) == queries.asset_of(other, shared.pk) == shared
    assert (queries.asset_of(other, own.pk), queries.asset_of(league, own.pk)) == (own, None)


def test_each_membership_has_what_every_app_knows(league: League, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def letters(members: Sequence[Member]) -> Iterator[queries.WaitingForYou]:
        asked.append(len(members))
        yield queries.WaitingForYou(members[0].pk, "A letter waits.", "/letters/")

    def parcels(members: Sequence[Member]) -> Iterator[queries.WaitingForYou]:
        yield queries.WaitingForYou(members[0].pk, "A parcel waits.", "/parcels/")

    monkeypatch.setattr(queries, "waiting_sources", [letters, parcels])
    first, *others = Member.objects.filter(league=league).order_by("pk")
    found = queries.waiting_for([first, *others])
    assert {member: [each.sentence for each in waits] for member, waits in found.items()} == {
        first.pk: ["A letter waits.", "A parcel waits."]
    }
    assert asked == [3]


def test_those_who_run_leagues_are_asked_for_in_one_place() -> None:
    """Or somewhere a second commissioner is forgotten, or one who has left counts."""
    asking = {
        path.relative_to(BASE_DIR).as_posix()
        for app in APPS
        for path in (BASE_DIR / app).rglob("*.py")
        if re.search(r"role=Role\.COMMISSIONER", path.read_text(encoding="utf-8"))
    }
    makes_one = {"leagues/services.py", "leagues/member_changes.py"}
    assert asking == {"leagues/queries.py"} | makes_one


def test_those_who_run_a_league_are_present_people(league: League, carla: User, max_: User, mia: User) -> None:
    Member.objects.filter(league=league).update(role=Role.COMMISSIONER)
    assert [each.user for each in queries.commissioners_of(league.pk)] == [carla, max_, mia]
    Member.objects.filter(user=max_).update(bot=True)
    Member.objects.filter(user=mia).update(left_at="2026-01-01T00:00Z")
    assert [each.user for each in queries.commissioners_of(league.pk)] == [carla]
    User.objects.filter(pk=carla.pk).update(is_active=False)
    assert not queries.commissioners_of(league.pk).exists()
