"""A league's page, and what it shows of the league's auctions."""

import re

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from auctions.rules.commands import SYSTEM, Begin, Cancel
from auctions.templatetags.league_page import with_sales
from leagues.models import League
from tests import cast
from tests.leagues.test_views import page_of, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def words(user: User, league: League) -> str:
    """The page's text without marks, with single blanks."""
    answer = signed_in(user).get(page_of(league))
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.fixture
def quick(carla: User, max_: User, mia: User) -> League:
    return cast.make_league(carla, max_, mia, **cast.QUICK)


def test_everybodys_roster_is_on_the_page_with_prices_and_money_left(quick: League, max_: User, mia: User) -> None:
    assert "league-rosters" not in signed_in(max_).get(page_of(quick)).text
    auction = cast.auction_of(quick, begun=False, lots=3)
    assert "They fill as the auction goes." in words(max_, quick)
    cast.do(auction, Begin(actor=cast.actor_in(quick)))
    cast.sell(auction, max_, 12)
    cast.sell(auction, mia, 5)
    first, second = (lot.asset.name for lot in auction.lots.select_related("asset").order_by("number")[:2])
    page = words(max_, quick)
    assert re.search(rf"Max \(you\) 1 owned · £188m left {first} £12m", page), page
    assert re.search(rf"Mia 1 owned · £195m left {second} £5m", page), page
    assert "Carla 0 owned · £200m left Nothing yet." in page
    opened = re.findall(r'<details class="roster-line"( open)?', signed_in(max_).get(page_of(quick)).text)
    assert opened == ["", " open", ""]


def test_each_auction_says_what_it_sold(quick: League, max_: User, mia: User) -> None:
    auction = cast.auction_of(quick, lots=2)
    assert with_sales([auction]) == [(auction, None)]
    cast.sell(auction, max_, 12)
    cast.sell(auction, mia, 5)
    auction.refresh_from_db()
    first = auction.lots.select_related("asset").order_by("number")[0].asset.name
    told = words(max_, quick).split(" sold for ")[1][:90]
    assert told.startswith(f"£17m · most expensive: {first}, £12m, Max Results Recap Completed")


def test_what_was_brought_along_was_not_sold_again(quick: League, max_: User, mia: User) -> None:
    cast.sell(cast.auction_of(quick, lots=1), max_, 12)
    again = cast.auction_of(quick)
    cast.sell(again, mia, 5)
    [(_, sales)] = with_sales([again])
    assert sales is not None
    assert (sales.sold, sales.spent, sales.buyer) == (1, 5, "Mia")


def test_cancelled_auction_tells_of_no_sales(quick: League, max_: User) -> None:
    auction = cast.auction_of(quick, lots=2)
    cast.sell(auction, max_, 12)
    assert cast.do(auction, Cancel(actor=SYSTEM, reason="no")).ok
    assert "most expensive" not in words(max_, quick)


def test_sales_take_two_queries_however_many_auctions(
    quick: League, max_: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    auctions = []
    for _ in range(2):
        auctions.append(cast.auction_of(quick, lots=1))
        cast.sell(auctions[-1], max_, 3)
        with django_assert_num_queries(2):
            assert len(with_sales(auctions)) == len(auctions)
