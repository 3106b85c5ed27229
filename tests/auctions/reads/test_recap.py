"""The recap of an auction, and what it says."""

import pytest

from accounts.models import User
from auctions.models import Auction
from auctions.reads.recap import Recap, recap_of
from auctions.rules.commands import SYSTEM, Cancel, UndoSale
from leagues.models import Asset
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)
PRICES = (10, 40, 20, 5)
"""What the four lots go for, which are ranked 1 to 4 on the list."""


@pytest.fixture
def auction(carla: User, max_: User, mia: User) -> Auction:
    return ranked_auction(carla, max_, mia)


def ranked_auction(carla: User, max_: User, mia: User, *, ranked: bool = True) -> Auction:
    """Max buys the first, the second and the fourth lot, and Mia the third; two are goalkeepers."""
    league = cast.make_league(carla, max_, mia, **cast.QUICK | {"slots_max": 4})
    for number, asset in enumerate(Asset.objects.filter(sport=league.sport_id).order_by("pk")[:6], 1):
        asset.rank, asset.position = number if ranked else None, "GK" if number % 2 else "DEF"
        asset.save()
    auction = cast.auction_of(league, lots=6)
    for buyer, price in zip((max_, max_, mia, max_), PRICES, strict=True):
        cast.sell(auction, buyer, price)
    return auction


def test_bargain_and_overpay_are_against_what_the_rank_was_worth(auction: Auction) -> None:
    recap = recap_of(auction.pk)
    assert [sale.expected for sale in recap.sales] == [40, 20, 10, 5]
    assert [sale.over for sale in recap.sales] == [-30, 20, 10, 0]
    assert recap.bargain == recap.sales[0]
    assert recap.overpay == recap.most_expensive == recap.sales[1]
    assert (recap.sales[2].buyer_name, recap.sales[2].detail) == ("Mia", "GK")


def test_list_without_ranks_knows_no_bargain(carla: User, max_: User, mia: User) -> None:
    recap = recap_of(ranked_auction(carla, max_, mia, ranked=False).pk)
    assert (recap.bargain, recap.overpay, {sale.over for sale in recap.sales}) == (None, None, {0})
    assert recap.most_expensive == recap.sales[1]
    assert [each.over_percent for each in recap.quarters] == [None] * 4


def test_money_is_counted_by_position_and_over_time(auction: Auction) -> None:
    recap = recap_of(auction.pk)
    assert recap.positions == ["GK", "DEF"]
    assert [(each.name, list(each.at), each.total, list(each.after)) for each in recap.spending] == [
        ("Max", [10, 45], 55, [10, 50, 50, 55]),
        ("Mia", [20, 0], 20, [0, 0, 20, 20]),
        ("Carla", [0, 0], 0, [0, 0, 0, 0]),
    ]
    assert [(each.first, each.last, each.average, each.over_percent) for each in recap.quarters] == [
        (1, 1, 10, -75), (2, 2, 40, 100), (3, 3, 20, 100), (4, 4, 5, 0),
    ]  # fmt: skip


def test_sale_that_was_undone_and_money_that_came_back_count_nowhere(auction: Auction) -> None:
    last = recap_of(auction.pk).sales[-1]
    assert cast.do(auction, UndoSale(actor=SYSTEM, lot=last.lot, reason="Wrong button")).ok
    assert [sale.price for sale in recap_of(auction.pk).sales] == [10, 40, 20]
    assert cast.do(auction, Cancel(actor=SYSTEM, reason="The pub closes")).ok
    after = recap_of(auction.pk)
    assert (list(after.sales), after.most_expensive, list(after.wars)) == ([], None, [])


def test_lots_with_many_bids_of_several_are_wars(auction: Auction, max_: User, mia: User, carla: User) -> None:
    assert recap_of(auction.pk).wars == []
    for user, amount in ((max_, 1), (mia, 2), (max_, 3), (carla, 4)):
        assert cast.bid(auction, user, amount).ok
    cast.sell(auction, mia, 5)
    [war] = recap_of(auction.pk).wars
    assert (war.sale.bids, war.sale.price, sorted(war.bidders)) == (5, 5, ["Carla", "Max", "Mia"])
    assert set(war.bidders[:2]) == {"Max", "Mia"}


def test_nothing_sold_is_no_recap(carla: User, max_: User) -> None:
    recap = recap_of(cast.auction_of(cast.make_league(carla, max_), lots=2).pk)
    assert isinstance(recap, Recap)
    assert (list(recap.sales), recap.most_expensive, list(recap.quarters)) == ([], None, [])
