"""The form by which a pool is chosen."""

from typing import Any

from django.http import QueryDict

from accounts.models import User
from leagues.files.assets import AssetRow
from leagues.lists.choosing import Choice
from leagues.lists.listing import ListName
from leagues.models import Asset, AssetList, League
from leagues.pools.forms import PoolForm
from leagues.pools.services import change_pool
from leagues.services import import_assets
from tests import cast
from tests.leagues.pools.premier_league import HAALAND, make_premier_league


def filled(league: League, **given: Any) -> PoolForm:
    """The form as it is sent: what a fresh one shows, with what is given in its place."""
    initial = PoolForm(league=league).initial
    data = QueryDict(mutable=True)
    for name, value in {**initial, "list": initial["list"].pk, "first": initial["first"] or "", **given}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return PoolForm(data, league=league)


def choice_of(form: PoolForm) -> Choice:
    assert form.is_valid(), form.errors
    choice: Choice = form.cleaned_data["choice"]
    return choice


def test_the_form_as_it_comes_is_the_choice_as_it_is(carla: User) -> None:
    league = make_premier_league(carla)
    assert choice_of(filled(league)) == Choice()
    haaland, raya = (Asset.objects.get(external_id=key) for key in (HAALAND, "154561"))
    kept = Choice(
        positions=frozenset({"MID", "FWD"}),
        first=3,
        left_out=frozenset({haaland.pk}),
        added=frozenset({raya.pk}),
    )
    change_pool(cast.member_of(league, carla), league.pool.asset_list, kept)
    assert choice_of(filled(league)) == kept


def test_a_choice_by_names(carla: User) -> None:
    league = make_premier_league(carla)
    form = filled(league, positions=["MID"], first="1,000", left_out="declan rice\n", added="Son Heung-Min\n154561")
    ids = dict(Asset.objects.values_list("external_id", "pk"))
    assert choice_of(form) == Choice(
        positions=frozenset({"MID"}),
        first=1000,
        left_out=frozenset({ids["447203"]}),
        added=frozenset({ids["85971"], ids["154561"]}),
    )


def test_lists_say_their_season_and_size(carla: User) -> None:
    text = str(PoolForm(league=make_premier_league(carla))["list"])
    assert "Premier League 2025/26 (6)" in text
    assert "Premier League 2024/25 (3)" in text


def test_what_is_wrong_is_said_beside_its_field(carla: User, otto: User) -> None:
    league = make_premier_league(carla)
    for given, place, words in (
        ({"left_out": "Erling Haland"}, "left_out", "did you mean Erling Haaland?"),
        ({"first": "0"}, "first", "from 1"),
        ({"first": "10.000"}, "first", ""),
        ({"left_out": "Declan Rice", "added": "Declan Rice"}, "added", "choose one"),
        ({"list": "999999999"}, "list", ""),
        ({"positions": ["QB"]}, "positions", ""),
    ):
        form = filled(league, **given)
        assert not form.is_valid()
        assert set(form.errors) == {place}
        assert words in str(form.errors[place])


def test_assets_without_a_position_are_a_position(carla: User) -> None:
    league = make_premier_league(carla)
    row = AssetRow(external_id="z", name="Zed", position="")
    import_assets("football-players", [row], into=ListName("Premier League", "2025/26"))
    assert choice_of(filled(league, positions=["-"])) == Choice(positions=frozenset({""}))


def test_clubs_have_no_positions_to_choose(league: League) -> None:
    form = PoolForm(league=league)
    assert "positions" not in form.fields
    data = {"list": AssetList.objects.get().pk, "first": "2"}
    assert choice_of(PoolForm(data, league=league)) == Choice(first=2)
