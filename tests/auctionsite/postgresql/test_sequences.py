"""Ids that are taken before their rows are written."""

import pytest

from auctionsite.postgresql.sequences import reserve_ids
from tests import cast

pytestmark = pytest.mark.django_db


def test_reserved_ids_are_nobody_elses() -> None:
    first, second = reserve_ids("leagues_asset", 2)
    [third] = reserve_ids("leagues_asset")
    assert len({first, second, third}) == 3
    made = {asset.pk for asset in cast.make_football().assets.all()}
    assert made
    assert not made & {first, second, third}
    assert reserve_ids("leagues_asset", 0) == []
