"""Starting auctions, once for each key."""

from uuid import uuid4

import pytest

from accounts.models import User
from auctions import services
from auctions.models import Auction
from auctions.rules.commands import Begin
from leagues.models import League
from leagues.parsing import AssetRow
from leagues.services import import_own_assets
from rollouts import subjects
from tests import cast


def test_the_same_key_starts_one_auction(league: League, carla: User) -> None:
    key = uuid4()
    first = services.start_auction(league.pk, carla, subjects.of_user(carla), key=key)
    assert services.start_auction(league.pk, carla, subjects.of_user(carla), key=key) == first
    with pytest.raises(services.AuctionRunning):
        services.start_auction(league.pk, carla, subjects.of_user(carla), key=uuid4())
    assert Auction.objects.count() == 1


def test_a_key_used_for_something_else_starts_nothing(league: League, carla: User) -> None:
    key, auction = uuid4(), cast.auction_of(league, begun=False)
    assert cast.do(auction, Begin(actor=cast.actor_in(league), id=key)).ok
    with pytest.raises(services.KeyReused):
        services.start_auction(league.pk, carla, subjects.of_user(carla), key=key)


def test_a_leagues_own_list_is_sold(league: League, carla: User) -> None:
    rows = [AssetRow(external_id=name, name=name) for name in ("ajax", "psv")]
    import_own_assets(cast.member_of(league, carla), rows)
    auction = services.start_auction(league.pk, carla, subjects.of_user(carla))
    assert [lot.asset.name for lot in auction.lots.select_related("asset")] == ["ajax", "psv"]
