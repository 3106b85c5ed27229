"""A name that is to be sold too, and who is meant by it."""

import pytest

from accounts.models import User
from auctions import engine, more_lots
from auctions.models import Auction
from auctions.rules.codes import Code
from auctions.rules.commands import Cancel
from leagues.lists.queries import assets_of
from leagues.models import Asset, AssetList, AssetPool, League, ListUpload, PoolEdit
from tests import cast
from tests.threads import held

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


def of_league(league: League) -> list[object]:
    """All that a league's lists are, and were."""
    tables = (
        Asset.objects.filter(league=league),
        AssetList.objects.filter(league=league),
        AssetPool.objects.filter(league=league),
        PoolEdit.objects.filter(pool__league=league),
        ListUpload.objects.filter(league=league),
    )
    return [list(each.order_by("pk").values()) for each in tables]


def test_auction_sells_it_and_so_does_the_league_from_now_on(auction: Auction, carla: User) -> None:
    league, asset = auction.league, forgotten(auction)
    PoolEdit.objects.all().delete()
    wanted = more_lots.find_wanted(auction, asset.name)
    assert more_lots.add(auction, cast.actor_in(league), carla, wanted, "Forgotten").ok
    lot = auction.lots.get(asset=asset)
    assert (lot.number, lot.opening_price) == (4, 1)
    assert asset in assets_of(league)


@pytest.mark.parametrize("new", [False, True])
def test_auction_that_refuses_it_leaves_the_leagues_list_as_it_was(auction: Auction, carla: User, new: bool) -> None:
    league = auction.league
    PoolEdit.objects.all().delete()
    wanted = more_lots.find_wanted(auction, "Kickers Nowhere" if new else forgotten(auction).name)
    cast.do(auction, Cancel(actor=cast.actor_in(league), reason="Rain"))  # between the question and the answer
    before, lots = of_league(league), auction.lots.count()
    outcome = more_lots.add(auction, cast.actor_in(league), carla, wanted, "Forgotten")
    assert (outcome.code, outcome.facts) == (Code.WRONG_STATUS, {"status": "cancelled"})
    assert of_league(league) == before
    assert auction.lots.count() == lots


@pytest.mark.usefixtures("strict_locks")
def test_auction_that_is_busy_leaves_the_leagues_list_as_it_was(auction: Auction, carla: User) -> None:
    wanted = more_lots.find_wanted(auction, "Kickers Nowhere")
    before = of_league(auction.league)
    locked = held(lambda: Auction.objects.select_for_update(no_key=True).get(pk=auction.pk))
    with locked, pytest.raises(engine.AuctionBusy):
        more_lots.add(auction, cast.actor_in(auction.league), carla, wanted, "Forgotten")
    assert of_league(auction.league) == before


def test_list_that_is_full_refuses_a_new_name_before_the_auction_has_it(
    auction: Auction, carla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leagues.own_lists.edits.MOST_ASSETS", 0)
    wanted = more_lots.find_wanted(auction, "Kickers Nowhere")
    with pytest.raises(more_lots.LotUnclear, match="own list has"):
        more_lots.add(auction, cast.actor_in(auction.league), carla, wanted, "Forgotten")
    assert auction.lots.count() == 3
