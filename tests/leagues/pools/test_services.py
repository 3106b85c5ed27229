"""A commissioner chooses what comes up for sale."""

from dataclasses import replace

import pytest

from accounts.models import User
from auctions.models import Lot
from leagues.files.assets import AssetRow
from leagues.lists import queries
from leagues.lists.choosing import Choice
from leagues.lists.listing import ListName
from leagues.models import Asset, AssetList, League, PoolEdit
from leagues.pools.services import MOST_EDITS, PoolRefused, change_pool
from leagues.services import NotAllowed, import_assets, import_own_assets
from tests import cast
from tests.leagues.pools.premier_league import HAALAND, make_premier_league


def lots_of(league: League) -> list[str]:
    lots = Lot.objects.filter(auction=cast.auction_of(league, begun=False)).order_by("number")
    return [lot.asset.name for lot in lots.select_related("asset")]


def test_exactly_what_was_chosen_comes_up_in_the_auction(carla: User, max_: User) -> None:
    """Premier League 2025/26, only the first four by rank, without goalkeepers, without Haaland."""
    league = make_premier_league(carla, max_)
    carlas = cast.member_of(league, carla)
    haaland = Asset.objects.get(external_id=HAALAND)
    season = AssetList.objects.get(key="premier-league-2025-26")
    choice = Choice(positions=frozenset({"DEF", "MID", "FWD"}), first=4, left_out=frozenset({haaland.pk}))
    change_pool(carlas, season, choice)
    expected = ["William Saliba", "Bukayo Saka", "Mohamed Salah"]
    assert [asset.name for asset in queries.assets_of(league)] == expected
    assert lots_of(league) == expected


def test_a_change_leaves_auctions_that_exist_alone(league: League, carla: User) -> None:
    auction = cast.auction_of(league)
    change_pool(cast.member_of(league, carla), AssetList.objects.get(), Choice(first=1))
    assert auction.lots.count() == 36


def test_a_choice_replaces_the_one_before(league: League, carla: User) -> None:
    carlas, [listed] = cast.member_of(league, carla), AssetList.objects.all()
    one, two = Asset.objects.order_by("pk")[:2]
    change_pool(carlas, listed, Choice(left_out=frozenset({one.pk})))
    change_pool(carlas, listed, Choice(first=2, left_out=frozenset({two.pk}), added=frozenset({one.pk})))
    assert queries.choice_of(queries.pool_of(league)) == Choice(
        first=2, left_out=frozenset({two.pk}), added=frozenset({one.pk})
    )
    assert PoolEdit.objects.count() == 2


def test_only_the_commissioner_chooses(league: League, max_: User) -> None:
    with pytest.raises(NotAllowed):
        change_pool(cast.member_of(league, max_), AssetList.objects.get(), Choice())


@pytest.mark.parametrize("place", ["left_out", "added"])
def test_assets_of_other_leagues_are_refused(league: League, carla: User, otto: User, place: str) -> None:
    other = cast.make_league(otto, name="Another")
    import_own_assets(cast.member_of(other, otto), [AssetRow(external_id="o", name="Otto's")])
    asset, own = Asset.objects.get(league=other), AssetList.objects.get(league=other)
    choice = Choice(left_out=frozenset({asset.pk})) if place == "left_out" else Choice(added=frozenset({asset.pk}))
    with pytest.raises(PoolRefused) as refused:
        change_pool(cast.member_of(league, carla), AssetList.objects.get(league=None), choice)
    assert set(refused.value.fields) == {place}
    with pytest.raises(PoolRefused) as refused:
        change_pool(cast.member_of(league, carla), own, Choice())
    assert set(refused.value.fields) == {"list"}
    assert len(queries.assets_of(league)) == 36


def test_what_cant_be_says_what_to_do_and_changes_nothing(league: League, carla: User) -> None:
    carlas, [listed] = cast.member_of(league, carla), AssetList.objects.all()
    asset = Asset.objects.order_by("pk")[0]
    twice = Choice(left_out=frozenset({asset.pk}), added=frozenset({asset.pk}))
    for choice, place, words in (
        (Choice(first=0), "first", "from 1"),
        (twice, "added", f"{asset.name} can't be added and left out"),
        (replace(twice, added=frozenset(range(1, MOST_EDITS + 2))), "left_out", "at most by hand"),
    ):
        with pytest.raises(PoolRefused) as refused:
            change_pool(carlas, listed, choice)
        assert words in refused.value.fields[place]
    assert len(queries.assets_of(league)) == 36


def test_somebody_of_another_list_is_added(league: League, carla: User) -> None:
    import_assets("football", [AssetRow(external_id="x", name="Guest")], into=ListName("Friendlies", "2024/25"))
    guest = Asset.objects.get(external_id="x")
    change_pool(
        cast.member_of(league, carla),
        AssetList.objects.get(season="2025/26"),
        Choice(first=1, added=frozenset({guest.pk})),
    )
    assert [asset.name for asset in queries.assets_of(league)] == ["AFC Ajax", "Guest"]
