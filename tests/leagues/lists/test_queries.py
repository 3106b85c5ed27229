"""The assets that leagues sell, as they are read."""

from accounts.models import User
from leagues.files.assets import AssetRow
from leagues.lists import queries
from leagues.lists.choosing import Choice
from leagues.lists.listing import ListName
from leagues.models import Asset, AssetPool, League, PoolEdit, Sport
from leagues.services import create_league, import_assets, import_own_assets
from leagues.settings.auction import AuctionSettings
from tests import cast


def names(league: League) -> list[str]:
    return [asset.name for asset in queries.assets_of(league)]


def test_a_pool_is_what_the_league_has_chosen(league: League) -> None:
    ajax, psv = (Asset.objects.get(external_id=key) for key in ("afc-ajax-ned", "psv-ned"))
    PoolEdit.objects.create(pool=league.pool, asset=ajax, added=False)
    assert len(names(league)) == 35
    assert ajax.name not in names(league)
    pool = queries.pool_of(league)
    assert queries.choice_of(pool) == Choice(left_out=frozenset({ajax.pk}))
    AssetPool.objects.filter(league=league).update(first=0)
    PoolEdit.objects.create(pool=league.pool, asset=psv, added=True)
    assert names(league) == [psv.name]


def test_added_assets_come_from_the_newest_of_their_lists_and_never_of_other_leagues(
    league: League, carla: User, otto: User
) -> None:
    for season, club in (("2024/25", "Then"), ("2026/27", "Now")):
        row = AssetRow(external_id="x", name="Guest", club=club)
        import_assets("football", [row], into=ListName("Friendlies", season))
    other = cast.make_league(otto, name="Another")
    import_own_assets(cast.member_of(other, otto), [AssetRow(external_id="o", name="Otto's")])
    for asset in Asset.objects.filter(external_id__in=["x", "o"]):
        PoolEdit.objects.create(pool=league.pool, asset=asset, added=True)
    assert names(league)[36:] == ["Guest"]
    assert queries.assets_of(league)[-1].club == "Now"


def test_lists_of_a_league_its_own_first_with_their_sizes(league: League, carla: User, otto: User) -> None:
    import_assets("football", [AssetRow(external_id="x", name="X")], into=ListName("Friendlies", "2024/25"))
    import_own_assets(cast.member_of(league, carla), [AssetRow(external_id="y", name="Y")])
    shown = [(each.title, each.size) for each in queries.lists_for(league)]  # type: ignore[attr-defined] # annotated
    assert shown == [("Our own list", 1), ("UEFA Champions League 2025/26", 36), ("Friendlies 2024/25", 1)]
    assert len(queries.lists_for(cast.make_league(otto, name="Another"))) == 2
    assert [each.season for each in queries.shared_lists().filter(sport="football")] == ["2025/26", "2024/25"]


def test_positions_in_the_order_of_the_sport_with_their_numbers(carla: User) -> None:
    rows = [
        AssetRow(external_id=str(number), name=f"P{number}", position=position)
        for number, position in enumerate(["FWD", "GK", "FWD", "", "Libero"])
    ]
    import_assets("football-players", rows)
    league = create_league(carla, "Players", Sport.objects.get(key="football-players"), AuctionSettings())
    assert list(queries.positions_of(league).items()) == [("GK", 1), ("FWD", 2), ("", 1), ("Libero", 1)]
