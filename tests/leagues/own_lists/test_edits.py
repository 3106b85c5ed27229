"""Single assets of a league's list are added, edited, retired and merged; each can be taken back."""

from typing import Any

import pytest

from accounts.models import User
from leagues.lists import queries
from leagues.models import Asset, League, ListUpload
from leagues.own_lists import edits
from leagues.own_lists.edits import EditRefused, add_asset, bring_back_asset, edit_asset, merge_assets, retire_asset
from leagues.own_lists.taking_back import take_back_list
from leagues.services import NotAllowed
from tests import cast
from tests.leagues.own_lists.small_lists import PLAYERS, brought, called, everything, export


def values(name: str, **others: Any) -> dict[str, Any]:
    empty = {"country": "", "position": "", "club": "", "rank": None, "opening_price": None, "external_id": ""}
    return {"name": name, **empty} | others


@pytest.fixture
def listed(league: League, carla: User) -> League:
    brought(carla, league, PLAYERS)
    return league


def test_an_asset_is_added_at_the_end_and_taken_back(listed: League, carla: User) -> None:
    before = everything(listed)
    upload = add_asset(carla, listed, values("Rice", club="Arsenal", rank=9))
    assert export(listed).splitlines()[-1] == "rice-arsenal,Rice,,,Arsenal,9"
    assert (upload.file_name, upload.created, upload.status) == ("Added Rice", 1, "applied")
    take_back_list(carla, upload)
    assert everything(listed) == before


def test_the_first_asset_makes_the_list(league: League, carla: User) -> None:
    add_asset(carla, league, values("Rice"))
    assert [asset.name for asset in queries.assets_of(league)] == ["Rice"]


def test_another_of_one_name_is_added_only_if_that_is_said(listed: League, carla: User) -> None:
    with pytest.raises(EditRefused, match=r"Saka.* is on the list already \(MID, Arsenal\)"):
        add_asset(carla, listed, values("saka"))
    add_asset(carla, listed, values("Saka", club="Leeds"), another=True)
    assert listed.own_assets.filter(name="Saka").count() == 2


def test_a_list_has_an_end(listed: League, carla: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "MOST_ASSETS", 4)
    add_asset(carla, listed, values("Rice"))
    with pytest.raises(EditRefused, match="at most; leave out"):
        add_asset(carla, listed, values("Rodri"))


def test_an_edit_is_of_one_asset_and_a_new_name_is_news(listed: League, carla: User) -> None:
    before, saka = everything(listed), called(listed, "Saka")
    upload = edit_asset(carla, listed, saka, values("Bukayo Saka", position="FWD", club="Arsenal", rank=1))
    assert export(listed).splitlines()[1] == "1,Bukayo Saka,,FWD,Arsenal,1"
    assert {each.what for each in saka.changes.all()} == {"name", "position"}
    take_back_list(carla, upload)
    assert everything(listed) == before


def test_an_id_belongs_to_one(listed: League, carla: User) -> None:
    with pytest.raises(EditRefused, match="Another asset has this id"):
        edit_asset(carla, listed, called(listed, "Saka"), values("Saka", external_id="2"))
    with pytest.raises(EditRefused):
        add_asset(carla, listed, values("Rice", external_id="2"))
    edit_asset(carla, listed, called(listed, "Saka"), values("Saka", external_id="1"))


def test_retired_is_sold_no_more_until_it_is_brought_back(listed: League, carla: User) -> None:
    before, saka = everything(listed), called(listed, "Saka")
    retire_asset(carla, listed, saka)
    assert "Saka" not in export(listed)
    with pytest.raises(EditRefused, match="retired already"):
        retire_asset(carla, listed, saka)
    bring_back_asset(carla, listed, saka)
    assert everything(listed) == before
    with pytest.raises(EditRefused, match="isn't retired"):
        bring_back_asset(carla, listed, saka)


def test_of_two_that_are_one_the_kept_one_stays_and_the_other_comes_back_when_taken_back(
    listed: League, carla: User
) -> None:
    brought(carla, listed, "external_id,name\n9,B. Saka\n")
    before, saka, other = everything(listed), called(listed, "Saka"), called(listed, "B. Saka")
    upload = merge_assets(carla, listed, saka, other)
    assert export(listed).splitlines()[1:] == PLAYERS.splitlines()[1:]
    take_back_list(carla, upload)
    assert everything(listed) == before
    assert called(listed, "B. Saka").pk == other.pk
    with pytest.raises(EditRefused, match="same one"):
        merge_assets(carla, listed, saka, saka)


@pytest.mark.parametrize("kept", ["Saka", "Kane"])
def test_whichever_was_sold_stays_the_asset_that_was_sold(carla: User, max_: User, mia: User, kept: str) -> None:
    league = cast.make_league(carla, max_, mia, **cast.QUICK)
    brought(carla, league, PLAYERS)
    auction = cast.auction_of(league)
    cast.sell(auction, max_, 5)
    fresh = add_asset(carla, league, values("Saka again", club="Arsenal")).changes.get().asset_id
    sold, added = called(league, "Saka"), Asset.objects.get(pk=fresh)
    before = everything(league)
    one, other = (sold, added) if kept == "Saka" else (added, sold)
    upload = merge_assets(carla, league, one, other)
    sold.refresh_from_db()
    assert (sold.name, sold.lots.count()) == (one.name, 1)
    assert not Asset.objects.filter(pk=fresh).exists()
    take_back_list(carla, upload)
    assert everything(league) == before
    with pytest.raises(EditRefused, match="have both been in auctions"):
        merge_assets(carla, league, sold, called(league, "Kane"))


def test_the_sports_asset_on_an_own_list_stays_the_sports(carla: User, max_: User, mia: User) -> None:
    league = cast.make_league(carla, max_, mia, **cast.QUICK)
    auction = cast.auction_of(league, lots=2)
    cast.sell(auction, max_, 5)
    shared = Asset.objects.get(lots__auction=auction, lots__number=1)
    brought(carla, league, f"name,country\n{shared.name},{shared.country}\nLeeds,ENG\n")
    edit_asset(carla, league, shared, values("Another Name", rank=7))
    shared.refresh_from_db()
    assert (shared.name == "Another Name", export(league).count(",7")) == (False, 1)
    with pytest.raises(EditRefused, match="which leagues share"):
        merge_assets(carla, league, called(league, "Leeds"), shared)
    retire_asset(carla, league, shared)
    shared.refresh_from_db()
    assert (shared.retired_at, shared.name in export(league)) == (None, False)
    with pytest.raises(EditRefused, match="any more"):
        edit_asset(carla, league, shared, values("X"))


def test_only_a_commissioner_edits_and_a_refused_edit_leaves_nothing(listed: League, max_: User) -> None:
    before, count = everything(listed), ListUpload.objects.count()
    with pytest.raises(NotAllowed):
        add_asset(max_, listed, values("Rice"))
    with pytest.raises(EditRefused):
        add_asset(None, listed, values("Saka"))
    assert (everything(listed), ListUpload.objects.count()) == (before, count)


def test_an_opening_price_is_brought_by_a_file_edited_exported_and_taken_back(league: League, carla: User) -> None:
    brought(carla, league, "name,Base Price\nSaka,20\nKane,\n")
    assert export(league).split() == [
        "\ufeffexternal_id,name,country,position,club,rank,opening_price",
        "saka,Saka,,,,,20",
        "kane,Kane,,,,,",
    ]
    done = edit_asset(carla, league, called(league, "Kane"), values("Kane", opening_price=30))
    assert export(league).split()[2] == "kane,Kane,,,,,30"
    assert [asset.opening_price for asset in queries.assets_of(league)] == [20, 30]
    take_back_list(carla, done)
    assert export(league).split()[2] == "kane,Kane,,,,,"
