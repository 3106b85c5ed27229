"""Who is meant by a name that is to be sold too."""

import pytest

from accounts.models import User
from auctions import more_lots
from auctions.models import Auction
from auctions.rules.commands import Cancel
from leagues.lists.queries import assets_of
from leagues.models import Asset, League, PoolEdit
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league, lots=3)


def forgotten(auction: Auction) -> Asset:
    sold = auction.lots.values("asset")
    return Asset.objects.filter(sport=auction.league.sport).exclude(pk__in=sold).order_by("pk")[0]


def test_name_means_what_the_auction_does_not_have_in_any_case_and_accents(auction: Auction) -> None:
    asset = forgotten(auction)
    for name in (asset.name, asset.name.swapcase(), asset.external_id):
        wanted = more_lots.find_wanted(auction, name)
        assert (wanted.asset, wanted.near) == (asset, [])
    new = more_lots.find_wanted(auction, f"{asset.name}s")
    assert (new.asset, new.near[0]) == (None, asset.name)


def test_what_the_auction_has_is_refused_and_a_finished_auction_takes_nothing(auction: Auction) -> None:
    has = auction.lots.select_related("asset").get(number=2).asset.name
    with pytest.raises(more_lots.LotUnclear, match=f"{has} is lot 2 of this auction already"):
        more_lots.find_wanted(auction, has)
    cast.do(auction, Cancel(actor=cast.actor_in(auction.league), reason="Rain"))
    with pytest.raises(more_lots.LotUnclear, match="This auction is cancelled"):
        more_lots.find_wanted(auction, forgotten(auction).name)


def test_command_adds_it_and_the_league_sells_it_from_now_on(auction: Auction, carla: User) -> None:
    league, asset = auction.league, forgotten(auction)
    PoolEdit.objects.all().delete()
    actor = cast.actor_in(league)
    wanted = more_lots.find_wanted(auction, asset.name)
    command = more_lots.command_to_add(auction, actor, carla, wanted, "Forgotten")
    assert (command.asset, command.opening_price, command.reason) == (asset.pk, 1, "Forgotten")
    assert cast.do(auction, command).ok
    assert auction.lots.get(pk=command.lot).number == 4
    assert asset in assets_of(league)
