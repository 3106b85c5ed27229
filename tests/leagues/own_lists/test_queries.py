"""A league's own list, what is on it, and what was done to it."""

from accounts.models import User
from leagues.models import AssetList, AssetPool, League
from leagues.own_lists.edits import retire_asset
from leagues.own_lists.importing import bring_list
from leagues.own_lists.queries import (
    exported_list,
    later_uploads,
    list_uploads_for_download,
    listed_assets,
    own_list,
    past_uploads,
    upload_of,
    waiting_upload,
)
from tests import cast
from tests.leagues.own_lists.small_lists import PLAYERS, brought, called


def names(league: League, search: str = "", *, retired: bool = False) -> list[str]:
    return [each.asset.name for each in listed_assets(own_list(league), search, retired=retired)]


def test_the_list_that_is_sold_comes_before_the_newest(league: League, carla: User) -> None:
    assert (own_list(league), exported_list(None).count("\n")) == (None, 1)
    brought(carla, league, PLAYERS)
    first = own_list(league)
    newer = AssetList.objects.create(sport=league.sport, league=league, key="other", name="Other")
    assert own_list(league) == first
    AssetPool.objects.update(asset_list=None)
    assert own_list(league) == newer


def test_every_word_is_searched_in_name_club_and_id(league: League, carla: User) -> None:
    brought(carla, league, PLAYERS)
    assert names(league) == ["Saka", "Kane", "Yamal"]
    assert (names(league, "sak arsen"), names(league, "saka bayern"), names(league, "BAY")) == (["Saka"], [], ["Kane"])
    retire_asset(carla, league, called(league, "Kane"))
    assert (names(league), names(league, retired=True)) == (["Saka", "Yamal"], ["Kane"])


def test_what_waits_is_its_persons_and_what_was_done_is_everybodys(league: League, carla: User, max_: User) -> None:
    waiting, _ = bring_list(carla, league, PLAYERS, "players.csv")
    other = cast.make_league(max_, name="Another")
    assert waiting_upload(carla, league.pk, waiting.pk) == waiting
    assert (waiting_upload(max_, league.pk, waiting.pk), waiting_upload(carla, other.pk, waiting.pk)) == (None, None)
    assert (upload_of(other.pk, waiting.pk), [*past_uploads(league)]) == (None, [])
    first, second = brought(carla, league, PLAYERS), brought(carla, league, PLAYERS.replace("Arsenal", "Leeds"))
    assert [*past_uploads(league)] == [second, first]
    assert ([*later_uploads(first)], [*later_uploads(second)]) == ([second], [])
    assert upload_of(league.pk, first.pk) == first


def test_people_download_what_they_brought(league: League, carla: User, max_: User) -> None:
    brought(carla, league, PLAYERS)
    [row] = list_uploads_for_download(carla)["list_uploads"]
    assert (row["league"], row["file_name"]) == (league.name, "players.csv")
    assert list_uploads_for_download(max_) == {"list_uploads": []}
