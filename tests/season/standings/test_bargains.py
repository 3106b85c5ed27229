"""Price beside points, summed over all owners of an asset."""

import pytest

from season.standings.bargains import SORTS, Bargain, find_bargains
from tests.season.standings.small_season import DAY, START, SmallSeason


@pytest.fixture
def scored(stage: SmallSeason) -> SmallSeason:
    """Asset 0 went from Carla to Max, 1 is Mia's and scored nothing, 2 was given up."""
    first, *_ = fixtures = stage.play()
    stage.own(0, 0, end=START + DAY)
    stage.own(1, 0, start=START + DAY)
    stage.own(2, 1)
    stage.own(2, 2, end=START + DAY)
    for fixture, asset, points in ((first, 0, 100), (fixtures[3], 0, 700), (first, 2, 300)):
        stage.score(fixture, asset, points)
    return stage


def test_points_of_all_owners_count_and_the_last_owner_is_named(scored: SmallSeason) -> None:
    carla, max_, mia = (member.pk for member in scored.members)
    bargains = {each.asset: (each.owner, each.points, each.worth) for each in find_bargains(scored.season)}
    zero, one, two = (asset.pk for asset in scored.assets[:3])
    assert bargains == {zero: (max_, 800, 80.0), one: (mia, 0, 0.0), two: (None, 300, 30.0)}
    assert carla not in {owner for owner, _, _ in bargains.values()}


@pytest.mark.parametrize("sort", SORTS)
def test_each_column_sorts_both_ways(scored: SmallSeason, sort: str) -> None:
    rising = [getattr(each, sort) for each in find_bargains(scored.season, sort)]
    assert rising == sorted(rising, key=lambda value: value.casefold() if isinstance(value, str) else value)
    assert [getattr(each, sort) for each in find_bargains(scored.season, f"-{sort}")] == rising[::-1]


def test_what_cost_nothing_has_no_worth() -> None:
    assert Bargain(asset=1, name="A", owner=None, price=0, points=100).worth is None
