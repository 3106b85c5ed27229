"""The present owners of a league's assets: the same as the season's ownerships say."""

import pytest

from accounts.models import User
from auctions.models import Auction
from auctions.reads import holdings
from auctions.rules.commands import SYSTEM, Cancel
from leagues.models import League
from season.ownership.queries import owned_now
from season.ownership.services import refresh_ownership
from tests import cast
from tests.season.auctioned_league import asset, complete_auction, give_up

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League, max_: User, mia: User) -> Auction:
    return complete_auction(league, max_, mia, cast.make_user("Ned"))


def held(league: League) -> set[tuple[str, int, int]]:
    found = {(each.asset.name, each.member, each.price) for each in holdings.holdings_of(league.pk)}
    refresh_ownership(league.pk)
    assert found == {(row.asset.name, row.member_id, row.price) for row in owned_now(league.pk)}
    return found


def test_holdings_follow_sales_drops_and_later_auctions(auction: Auction, max_: User, mia: User) -> None:
    league = auction.league
    assert len(held(league)) == 4
    assert cast.do(auction, give_up(auction, 1)).ok
    assert len(held(league)) == 3
    assert holdings.unowned_assets(league)[0].name == asset(auction, 1).name
    again = cast.auction_of(league, lots=2)
    assert len(held(league)) == 2, "what is sold anew is nobody's from the beginning on"
    cast.sell(again, mia, 7)
    assert (asset(auction, 1).name, cast.member_of(league, mia).pk, 7) in held(league)
    assert cast.do(again, Cancel(actor=SYSTEM, reason="no")).ok
    assert len(held(league)) == 3, "a cancelled auction decides nothing"


def test_money_left_is_that_of_the_current_auction(auction: Auction, max_: User, mia: User) -> None:
    league = auction.league
    before = holdings.seats_before(league.pk)
    assert [before[cast.member_of(league, each).pk].left for each in (max_, mia)] == [15, 40]
    again = cast.auction_of(league, lots=2)
    assert {each.left for each in holdings.seats_before(league.pk).values()} == {50}
    assert holdings.current_auction(league.pk) == again


def test_rosters_have_everybody_with_a_seat_or_something_owned(auction: Auction, max_: User, mia: User) -> None:
    found = {each.member.name: each for each in holdings.rosters_in(auction)}
    assert {name: each.left for name, each in found.items()} == {
        seat.member.name: seat.available for seat in auction.participants.select_related("member__user")
    }
    owned = {(each.asset.name, each.member, each.price) for row in found.values() for each in row.owned}
    assert owned == held(auction.league)
    assert [*found] == sorted(found, key=str.casefold)


def test_league_without_an_auction_owns_nothing(league: League) -> None:
    assert holdings.holdings_of(league.pk) == []
    assert holdings.seats_before(league.pk) == {}
    assert len(holdings.unowned_assets(league)) == 36


def test_holdings_are_described_with_their_prices(auction: Auction, max_: User) -> None:
    mine = holdings.holdings_of_member(cast.member_of(auction.league, max_))
    names = [asset(auction, number).name for number in (1, 3)]
    assert holdings.described(mine, "£m") == f"{names[0]} (£30m) and {names[1]} (£5m)"
