"""Changes that people know assets by, and retiring."""

import pytest
from django.db import transaction

from accounts.models import User
from auctions.lineup import StartTerms, line_up
from leagues.assets import changes
from leagues.files.assets import AssetRow
from leagues.lists.queries import assets_of
from leagues.models import Asset, AssetChange, League, Sport
from leagues.queries import listed_assets_of, shared_assets_of
from leagues.services import import_own_assets
from tests import cast


def records(asset: Asset) -> list[tuple[str, str, str, User | None]]:
    return [(each.what, each.old, each.new, each.by) for each in asset.changes.order_by("pk")]


def test_an_edited_asset_keeps_what_it_was(football: Sport, olga: User) -> None:
    asset = Asset.objects.get(external_id="psv-ned")
    asset.name, asset.club, asset.rank = "PSV Eindhoven", "Eindhoven", 7
    changes.save_asset(asset, olga)
    asset.refresh_from_db()
    assert (asset.name, asset.club, asset.rank) == ("PSV Eindhoven", "Eindhoven", 7)
    assert records(asset) == [("name", "PSV", "PSV Eindhoven", olga), ("club", "", "Eindhoven", olga)]


def test_a_new_asset_was_nothing_before(football: Sport) -> None:
    asset = Asset(sport=football, external_id="leeds", name="Leeds")
    changes.save_asset(asset, None)
    assert records(asset) == []


def test_a_retired_asset_is_in_no_new_auction_until_it_is_brought_back(league: League, olga: User) -> None:
    asset = Asset.objects.get(external_id="psv-ned")
    assert changes.retire([asset.pk], olga) == [asset]
    assert changes.retire([asset.pk], olga) == []
    assert asset not in assets_of(league)
    assert asset in listed_assets_of(league)
    assert asset not in shared_assets_of("football")
    assert asset not in line_up(league, 200, StartTerms()).assets
    assert asset not in line_up(league, 200, StartTerms(anew=True)).assets
    assert changes.bring_back([asset.pk], None) == [asset]
    assert asset in line_up(league, 200, StartTerms(anew=True)).assets
    assert records(asset) == [("retired", "", "", olga), ("returned", "", "", None)]


def test_whoever_owns_a_retired_asset_keeps_it(carla: User, max_: User, mia: User) -> None:
    league = cast.make_league(carla, max_, mia, **cast.QUICK)
    auction = cast.auction_of(league, lots=2)
    cast.sell(auction, max_, 5)
    asset = Asset.objects.get(lots__auction=auction, lots__number=1)
    changes.retire([asset.pk], carla)
    [kept] = line_up(league, 200, StartTerms()).kept
    assert (kept.asset, kept.member) == (asset, cast.member_of(league, max_).pk)


def test_a_list_of_its_own_that_is_all_retired_is_not_the_sports_again(league: League, carla: User) -> None:
    import_own_assets(cast.member_of(league, carla), [AssetRow(external_id="x", name="X")])
    changes.retire([Asset.objects.get(league=league).pk], None)
    assert assets_of(league) == []
    assert AssetChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_follows_hears_of_changes_after_their_commit(
    football: Sport, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, str, str]] = []
    tell = changes.followers[:]
    monkeypatch.setattr(
        changes, "followers", [*tell, lambda made: heard.extend((each.what, each.old, each.new) for each in made)]
    )
    asset = Asset.objects.order_by("pk")[0]
    old, asset.name = asset.name, "Another Name"
    with transaction.atomic():
        changes.save_asset(asset, olga)
        assert heard == []
    assert heard == [("name", old, "Another Name")]
    changes.save_asset(asset, olga)
    assert len(heard) == 1
