"""Changes of a member's own list."""

import pytest

from accounts.account import delete_account, export_data
from accounts.models import User
from leagues import services as leagues
from leagues.models import Asset, League, Member, Role, Target
from leagues.own_lists.edits import merge_assets
from leagues.own_lists.importing import list_workflow
from leagues.targets import services
from leagues.targets.services import TargetRefused, Wish, move_target, put_target, remove_target
from tests import cast
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(league: League, max_: User) -> Member:
    return cast.member_of(league, max_)


def assets(count: int = 4) -> list[int]:
    return list(Asset.objects.order_by("pk").values_list("pk", flat=True)[:count])


def wanted(member: Member) -> list[int]:
    return list(Target.objects.filter(member=member).values_list("asset_id", flat=True))


def test_targets_are_in_the_order_in_which_they_come_and_keep_what_is_said(member: Member) -> None:
    one, two, *_ = assets()
    put_target(member, one, Wish(worth=45, note="Only without Mia"))
    put_target(member, two)
    put_target(member, one)  # without a word it stays as it is
    assert wanted(member) == [one, two]
    target = Target.objects.get(asset=one)
    assert (target.worth, target.note) == (45, "Only without Mia")
    put_target(member, one, Wish())
    assert Target.objects.filter(asset=one, worth=None, note="").exists()


@pytest.mark.parametrize(
    ("place", "order"), [(1, [2, 0, 1, 3]), (2, [0, 2, 1, 3]), (3, [0, 1, 2, 3]), (4, [0, 1, 3, 2]), (99, [0, 1, 3, 2])]
)
def test_a_target_moves_to_a_place_and_the_others_make_room(member: Member, place: int, order: list[int]) -> None:
    there = assets()
    for each in there:
        put_target(member, each)
    move_target(member, there[2], place)
    assert wanted(member) == [there[each] for each in order]
    remove_target(member, there[0])
    remove_target(member, there[0])
    assert wanted(member) == [there[each] for each in order if each != 0]


def test_a_list_has_an_end(member: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_TARGETS", 2)
    one, two, three, _ = assets()
    put_target(member, one)
    put_target(member, two)
    with pytest.raises(TargetRefused, match="2 targets, which is the most: remove one first"):
        put_target(member, three)
    put_target(member, one, Wish(worth=3))
    assert wanted(member) == [one, two]


def test_what_isnt_there_is_refused(member: Member, carla: User) -> None:
    theirs = cast.make_league(carla, name="Theirs")
    own = Asset.objects.create(sport=theirs.sport, league=theirs, external_id="x", name="X")
    for unknown in (own.pk, 2**40):
        with pytest.raises(TargetRefused, match="no such club"):
            put_target(member, unknown)
    with pytest.raises(TargetRefused, match="isn't on your list"):
        move_target(member, assets()[0], 1)
    assert not Target.objects.exists()


def test_spectators_have_no_list(member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(role=Role.SPECTATOR)
    member.refresh_from_db()
    for change in (put_target, remove_target):
        with pytest.raises(leagues.NotAllowed):
            change(member, assets()[0])
    with pytest.raises(leagues.NotAllowed):
        move_target(member, assets()[0], 1)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_target(member: Member) -> None:
    [asset, *_] = assets()
    outcomes = at_once(lambda: put_target(member, asset))
    assert all(isinstance(each, Target) for each in outcomes)
    assert wanted(member) == [asset]


def test_a_list_goes_with_its_account_and_stays_when_one_leaves(member: Member, max_: User) -> None:
    [asset, *_] = assets()
    put_target(member, asset, Wish(worth=45, note="Mine"))
    [row] = export_data(max_)["targets"]
    assert (row["worth"], row["note"]) == (45, "Mine")
    leagues.remove_member(member, member)
    assert wanted(member) == [asset]
    delete_account(max_)
    assert not Target.objects.exists()


@pytest.mark.parametrize("kept", [0, 1])
def test_whoever_wants_one_of_two_that_become_one_wants_that(carla: User, max_: User, mia: User, kept: int) -> None:
    league = cast.make_league(carla, max_, mia)
    list_workflow().run(carla, league, b"name\nSaka\nB. Saka\n", "players.csv")
    two = list(Asset.objects.filter(league=league).order_by("pk"))
    one, other = two[kept], two[1 - kept]
    maxs, mias = (cast.member_of(league, each) for each in (max_, mia))
    put_target(maxs, other.pk, Wish(worth=7))
    put_target(mias, one.pk, Wish(worth=8))
    put_target(mias, other.pk, Wish(worth=9))
    merge_assets(carla, league, one, other)
    assert sorted(Target.objects.values_list("member", "asset", "worth")) == [
        (maxs.pk, one.pk, 7),
        (mias.pk, one.pk, 8),
    ]
