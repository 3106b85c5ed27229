"""The states of assets are compared, and one is in use if anything but a list refers to it."""

from accounts.models import User
from leagues.models import Asset, League, PoolEdit
from leagues.own_lists.states import assets_in_use, differences, restore, states_of
from tests import cast
from tests.leagues.own_lists.small_lists import PLAYERS, brought, called
from tests.season import scored_league


def test_what_is_as_before_is_no_difference() -> None:
    same, old, new = ({"asset": {"name": name}, "entries": {}, "edit": None} for name in ("Same", "Old", "New"))
    before, after = {1: same, 2: old, 3: old}, {1: same, 2: new, 4: new}
    assert differences(before, after) == [(2, old, new), (3, old, None), (4, None, new)]


def test_some_assets_have_the_states_that_all_have(league: League, carla: User) -> None:
    brought(carla, league, PLAYERS)
    saka = called(league, "Saka")
    assert states_of(league, [saka.pk]) == {saka.pk: states_of(league)[saka.pk]}
    assert len(states_of(league)) == 3


def test_the_pools_edits_come_back_with_their_asset(league: League, carla: User) -> None:
    brought(carla, league, PLAYERS)
    saka = called(league, "Saka")
    PoolEdit.objects.create(pool=league.pool, asset=saka, added=False)
    before = states_of(league)
    [change] = brought(carla, league, PLAYERS.replace("Arsenal", "Leeds")).changes.all()
    PoolEdit.objects.all().delete()
    change.after = {**(change.after or {}), "edit": None}
    restore(league, [change], carla)
    assert states_of(league) == before


def test_lots_scores_and_rosters_are_uses_and_lists_are_none(carla: User, max_: User, mia: User) -> None:
    season = scored_league.played_league(carla, max_, mia)
    own = brought(carla, cast.make_league(carla, name="Another"), PLAYERS).changes.values_list("asset_id", flat=True)
    assert assets_in_use([*own]) == []
    used = Asset.objects.filter(lots__auction__league=season.league_id).distinct().order_by("pk")
    assert assets_in_use([*own, *(asset.pk for asset in used)]) == list(used)
