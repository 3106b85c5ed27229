"""Assets on lists: one person through seasons and clubs."""

import pytest

from accounts.models import User
from auctions.bots.seats import market_of
from auctions.lineup import StartTerms, line_up
from auctions.publish.names import display_names
from leagues.files.assets import AssetRow
from leagues.lists import queries
from leagues.lists.listing import ListName, ListNotNamed, keep_list
from leagues.models import Asset, AssetList, AssetPool, League, ListEntry, Sport
from leagues.services import create_league, import_assets, import_own_assets, import_shipped_clubs
from leagues.settings.auction import AuctionSettings
from tests import cast

LAST, NOW = ListName("Premier League", "2024/25"), ListName("Premier League", "2025/26")


@pytest.fixture
def players(db: None) -> Sport:
    """Two seasons: Isak changes clubs between them, Rodrygo comes, Salah goes."""
    import_assets(
        "football-players",
        [
            AssetRow(external_id="219168", name="Alexander Isak", club="Newcastle", position="FWD", rank=2),
            AssetRow(external_id="118748", name="Mohamed Salah", club="Liverpool", position="MID", rank=1),
        ],
        into=LAST,
    )
    import_assets(
        "football-players",
        [
            AssetRow(external_id="300", name="Rodrygo", club="Arsenal", position="FWD", rank=7),
            AssetRow(
                external_id="219168", name="Alexander Isak", club="Liverpool", position="FWD", rank=3, file_id="17"
            ),
        ],
        into=NOW,
    )
    return Sport.objects.get(key="football-players")


def sold_by(league: League) -> list[tuple[str, str, int | None]]:
    return [(asset.name, asset.club, asset.rank) for asset in queries.assets_of(league)]


def new_league(user: User, sport: Sport) -> League:
    return create_league(user, "New", sport, AuctionSettings())


def test_a_person_is_one_asset_through_seasons_and_each_list_keeps_the_club(players: Sport, carla: User) -> None:
    assert Asset.objects.filter(name="Alexander Isak").count() == 1
    league = new_league(carla, players)
    assert sold_by(league) == [("Rodrygo", "Arsenal", 7), ("Alexander Isak", "Liverpool", 3)]
    league.pool.asset_list = AssetList.objects.get(season="2024/25")
    league.pool.save()
    assert sold_by(league) == [("Alexander Isak", "Newcastle", 2), ("Mohamed Salah", "Liverpool", 1)]


def test_a_further_season_changes_nothing_for_leagues_that_are_there(players: Sport, carla: User) -> None:
    league = new_league(carla, players)
    before = sold_by(league)
    import_assets(
        "football-players", [AssetRow(external_id="1", name="New")], into=ListName("Premier League", "2026/27")
    )
    assert sold_by(league) == before
    assert [name for name, _, _ in sold_by(new_league(carla, players))] == ["New"]


def test_an_older_list_imported_again_doesnt_say_what_somebody_is_now(players: Sport) -> None:
    row = AssetRow(external_id="219168", name="Alexander Isak", club="Newcastle", position="FWD", rank=1)
    report = import_assets("football-players", [row], into=LAST)
    assert (report.changed, report.into) == (["219168"], "Premier League 2024/25")
    isak = Asset.objects.get(external_id="219168")
    assert (isak.club, isak.rank) == ("Liverpool", 3)
    then = ListEntry.objects.get(asset=isak, asset_list__season="2024/25")
    assert (then.club, then.rank) == ("Newcastle", 1)


def test_a_file_without_a_column_leaves_it_on_the_list(players: Sport) -> None:
    report = import_assets("football-players", [AssetRow(external_id="300", name="Rodrygo")], into=NOW)
    assert report.unchanged == ["300"]
    entry = ListEntry.objects.get(asset__external_id="300")
    assert (entry.club, entry.position, entry.rank) == ("Arsenal", "FWD", 7)


def test_known_assets_new_on_a_list_are_told_apart(football: Sport) -> None:
    rows = [AssetRow(external_id="psv-ned", name="PSV", country="NED"), AssetRow(external_id="nec-ned", name="NEC")]
    report = import_assets("football", rows, into=ListName("Eredivisie", "2025/26"))
    assert (report.created, report.listed, report.unchanged) == (["nec-ned"], ["psv-ned"], ["psv-ned"])
    assert set(football.lists.values_list("key", flat=True)) == {"champions-league-2025-26", "eredivisie-2025-26"}


def test_a_league_of_a_sport_without_lists_sells_the_first_one_that_comes(carla: User) -> None:
    chess = Sport.objects.create(key="chess", name="Chess")
    league = new_league(carla, chess)
    assert queries.assets_of(league) == []
    import_assets("chess", [AssetRow(external_id="x", name="X")])
    assert [asset.name for asset in queries.assets_of(league)] == ["X"]


def test_the_leagues_own_list_is_sold_from_its_first_upload_on(league: League, carla: User) -> None:
    carlas = cast.member_of(league, carla)
    import_own_assets(carlas, [AssetRow(external_id="x", name="X")])
    assert [name for name, _, _ in sold_by(league)] == ["X"]
    league.pool.refresh_from_db()
    league.pool.asset_list = AssetList.objects.get(league=None)
    league.pool.save()
    import_own_assets(carlas, [AssetRow(external_id="y", name="Y")])
    assert len(sold_by(league)) == 36, "who has gone back to the sport's list stays there"


def test_a_league_keeps_the_list_of_its_first_auction(carla: User) -> None:
    chess = Sport.objects.create(key="chess", name="Chess")
    league = new_league(carla, chess)
    assert keep_list(league) is None
    import_assets("chess", [AssetRow(external_id="x", name="X")])
    auction = cast.auction_of(league)
    import_assets("chess", [AssetRow(external_id="y", name="Y")], into=ListName("Chess", "2030"))
    assert auction.asset_list is not None
    assert [name for name, _, _ in sold_by(league)] == ["X"]
    assert [name for name, _, _ in sold_by(new_league(carla, chess))] == ["Y"]


def test_a_room_shows_clubs_and_bots_know_ranks_as_the_list_has_them(players: Sport, carla: User) -> None:
    league = new_league(carla, players)
    AssetPool.objects.filter(league=league).update(asset_list=AssetList.objects.get(season="2024/25"))
    auction = cast.auction_of(league)
    isak = Asset.objects.get(external_id="219168")
    assert display_names(auction.pk).assets[isak.pk]["club"] == "Newcastle"
    assert market_of(auction.pk, seed=1).assets[isak.pk].rank == 2


def test_lots_come_up_as_the_list_has_them(players: Sport, carla: User) -> None:
    plan = line_up(new_league(carla, players), 200, StartTerms(anew=True))
    assert [(asset.name, asset.rank) for asset in plan.assets] == [("Rodrygo", 7), ("Alexander Isak", 3)]


def test_the_shipped_clubs_are_one_list_however_often_they_come(db: None) -> None:
    import_shipped_clubs()
    import_shipped_clubs()
    assert [(each.title, each.entries.count()) for each in AssetList.objects.all()] == [
        ("UEFA Champions League 2025/26", 36)
    ]


def test_an_import_without_a_list_goes_into_the_only_one_and_asks_between_several(football: Sport) -> None:
    row = AssetRow(external_id="leeds-eng", name="Leeds")
    assert import_assets("football", [row]).into == "UEFA Champions League 2025/26"
    import_assets("football", [row], into=ListName("Premier League", "2025/26"))
    with pytest.raises(ListNotNamed, match="Premier League 2025/26, UEFA Champions League 2025/26"):
        import_assets("football", [row])


def test_lists_whose_names_have_no_key_are_told_apart(football: Sport) -> None:
    row = AssetRow(external_id="leeds-eng", name="Leeds")
    for name in ("英超", "西甲", "英超"):
        import_assets("football", [row], into=ListName(name))
    assert [each.key for each in football.lists.filter(season="").order_by("pk")] == ["list", "list-2"]


def test_a_list_without_a_season_says_what_somebody_is_now(players: Sport) -> None:
    row = AssetRow(external_id="219168", name="Alexander Isak", club="Sweden")
    import_assets("football-players", [row], into=ListName("Everybody"))
    assert Asset.objects.get(external_id="219168").club == "Sweden"


@pytest.mark.parametrize(
    ("called", "slug"),
    [
        (ListName("Premier League", "2025/26"), "premier-league-2025-26"),
        (ListName("Premier League"), "premier-league"),
        (ListName("英超"), "list"),
        (ListName("Any", key="own"), "own"),
    ],
)
def test_the_key_of_a_list(called: ListName, slug: str) -> None:
    assert called.slug == slug
