"""The rooms of leagues, and what waits there for their members."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from auctions.models import Auction
from auctions.reads.waiting import waiting_for
from leagues.models import League, Member
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


def said(league: League, *users: User) -> list[str]:
    members = [Member.objects.get(league=league, user=user) for user in users]
    return [each.sentence for each in waiting_for(members)]


def test_a_room_says_what_it_is_at(league: League, max_: User) -> None:
    assert said(league, max_) == []
    auction = cast.auction_of(league, begun=False)
    assert said(league, max_) == ["The waiting room is open."]
    for status, sentence in (
        ("active", ["The auction is on."]),
        ("paused", ["The auction is paused."]),
        ("completed", []),
    ):
        Auction.objects.filter(pk=auction.pk).update(status=status)
        assert said(league, max_) == sentence


def test_in_a_slow_auction_it_says_on_how_many_lots_somebody_is_outbid(carla: User, max_: User, mia: User) -> None:
    league = cast.make_league(carla, max_, mia, format="slow", slow_lots=3, slots_min=1, slots_max=3)
    auction = cast.auction_of(league, lots=3)
    first, second, third = (lot.pk for lot in auction.lots.order_by("number"))
    for lot in (first, second):
        assert cast.bid(auction, max_, 1, lot=lot).ok
        assert cast.bid(auction, mia, 2, lot=lot).ok
    assert cast.bid(auction, max_, 1, lot=third).ok
    assert said(league, max_, mia) == ["You're outbid on 2 open lots.", "The auction is on."]
    assert cast.bid(auction, max_, 3, lot=second).ok
    assert said(league, max_, mia) == ["You're outbid on 1 open lot.", "You're outbid on 1 open lot."]


def test_whose_turn_it_is_to_put_a_lot_up(carla: User, max_: User) -> None:
    league = cast.make_league(carla, max_, mode="nomination", slots_min=1, slots_max=3)
    auction = cast.auction_of(league, lots=3)
    auction.refresh_from_db()
    turn = auction.nominator
    assert turn is not None
    mine = {user: said(league, user) for user in (carla, max_)}
    assert mine.pop(turn.member.user) == ["It's your turn to put a lot up."]
    assert [*mine.values()] == [["The auction is on."]]


def test_twenty_leagues_take_as_many_queries_as_one(
    carla: User, max_: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        while Auction.objects.count() < count:
            cast.auction_of(cast.make_league(carla, max_, format="slow", slots_min=1, slots_max=3), lots=2)
        members = list(Member.objects.filter(user=max_))
        with django_assert_num_queries(3):
            assert len([*waiting_for(members)]) == count
