"""Changes of a league's list are taken back whole: the list, its export and what is sold are as before them."""

import pytest

from accounts.models import User
from leagues.imports.planning import Decisions
from leagues.lists import queries
from leagues.models import AssetChange, AssetList, League, ListChange
from leagues.own_lists.edits import edit_asset
from leagues.own_lists.queries import own_list
from leagues.own_lists.taking_back import ListNotTakenBack, check_taking_back_list, take_back_list
from leagues.services import NotAllowed
from tests import cast
from tests.leagues.own_lists.small_lists import HEADER, PLAYERS, brought, called, everything, export

NEXT = HEADER + "2,Kane,ENG,MID,Bayern,1\n1,Bukayo Saka,ENG,MID,Chelsea,2\n4,Rice,,,,\n"


def test_an_upload_that_added_changed_and_retired_leaves_nothing_behind(league: League, carla: User) -> None:
    brought(carla, league, PLAYERS)
    before = everything(league)
    upload = brought(carla, league, NEXT, Decisions(retire_missing=True))
    assert everything(league) != before
    take_back_list(carla, upload)
    assert everything(league) == before
    upload.refresh_from_db()
    assert (upload.status, upload.taken_back_by) == ("taken_back", carla)
    saka = called(league, "Saka")
    assert [(each.old, each.new) for each in saka.changes.filter(what="name")] == [
        ("Bukayo Saka", "Saka"), ("Saka", "Bukayo Saka"),
    ]  # fmt: skip
    assert [*called(league, "Yamal").changes.values_list("what", flat=True)] == ["returned", "retired"]
    with pytest.raises(ListNotTakenBack, match="already"):
        take_back_list(carla, upload)


def test_the_first_list_goes_and_the_league_sells_what_it_sold(league: League, carla: User) -> None:
    before, sold = everything(league), [asset.pk for asset in queries.assets_of(league)]
    first = brought(carla, league, PLAYERS)
    assert [asset.name for asset in queries.assets_of(league)] == ["Saka", "Kane", "Yamal"]
    take_back_list(carla, first)
    assert everything(league) == before
    assert [asset.pk for asset in queries.assets_of(league)] == sold
    assert own_list(league) is None


def test_a_list_that_later_uploads_filled_stays_until_they_are_taken_back_too(league: League, carla: User) -> None:
    first = brought(carla, league, PLAYERS)
    second = brought(carla, league, "name\nRice\n")
    take_back_list(carla, first)
    assert [asset.name for asset in queries.assets_of(league)] == ["Rice"]
    take_back_list(carla, second)
    assert not AssetList.objects.filter(league=league).exists()


def test_later_changes_of_the_same_assets_are_named(league: League, carla: User) -> None:
    first = brought(carla, league, PLAYERS)
    saka = called(league, "Saka")
    values = {"name": "Saka", "country": "ENG", "position": "FWD", "club": "Arsenal", "rank": 1, "opening_price": None}
    edit = edit_asset(carla, league, saka, values)
    with pytest.raises(ListNotTakenBack, match=r"Take these back first, in this order: Edited Saka of"):
        take_back_list(carla, first)
    take_back_list(carla, edit)
    take_back_list(carla, first)
    assert own_list(league) is None


def test_what_changed_in_another_way_is_not_overwritten(league: League, carla: User) -> None:
    first = brought(carla, league, PLAYERS)
    league.own_assets.filter(name="Kane").update(club="Spurs")
    with pytest.raises(ListNotTakenBack, match=r"Kane.* changed since in another way"):
        take_back_list(carla, first)
    assert called(league, "Kane").club == "Spurs"


def test_what_an_auction_has_stays_and_all_else_too(carla: User, max_: User, mia: User) -> None:
    league = cast.make_league(carla, max_, mia, **cast.QUICK)
    names = "".join(f"Player {number}\n" for number in range(8))
    upload = brought(carla, league, f"name\n{names}")
    cast.auction_of(league)
    before = everything(league)
    with pytest.raises(ListNotTakenBack, match=r"Player 0.*3 more is in an auction.* Retire it instead"):
        take_back_list(carla, upload)
    assert everything(league) == before


def test_a_sold_asset_gets_its_old_name_back_and_everybody_is_told(carla: User, max_: User, mia: User) -> None:
    league = cast.make_league(carla, max_, mia, **cast.QUICK)
    brought(carla, league, PLAYERS)
    auction = cast.auction_of(league)
    cast.sell(auction, max_, 5)
    upload = brought(carla, league, NEXT)
    take_back_list(carla, upload)
    assert called(league, "Saka").lots.filter(auction=auction).exists()
    assert AssetChange.objects.filter(asset__name="Saka", what="name").count() == 2


def test_only_a_commissioner_takes_back(league: League, carla: User, max_: User) -> None:
    upload = brought(carla, league, PLAYERS)
    with pytest.raises(NotAllowed):
        take_back_list(max_, upload)


@pytest.mark.parametrize("kept", [[], {"later": 1}, {"asset": [], "entries": {}}])
def test_what_another_release_kept_is_refused_with_a_sentence(league: League, carla: User, kept: object) -> None:
    upload = brought(carla, league, PLAYERS)
    ListChange.objects.update(after=kept)
    with pytest.raises(ListNotTakenBack):
        check_taking_back_list(upload)
    upload = brought(carla, league, NEXT)
    ListChange.objects.filter(upload=upload).update(before=kept or {"asset": 1})
    with pytest.raises(ListNotTakenBack):
        take_back_list(carla, upload)
    assert "Rice" in export(league)
