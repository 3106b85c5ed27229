"""Strangers watch an auction when its commissioner wants them to."""

from uuid import uuid4

import pytest

from accounts.models import User
from auctions.models import Auction
from auctions.spectators import links
from leagues.models import League
from leagues.services import NotAllowed
from rollouts.changes.services import Author, Source, change_flag
from tests import cast

pytestmark = pytest.mark.django_db


def token_of(auction: Auction) -> str:
    auction.refresh_from_db()
    return auction.spectator_token


def test_there_is_no_link_until_a_commissioner_wants_one_and_a_new_one_ends_the_old(
    league: League, carla: User
) -> None:
    auction, head = cast.auction_of(league), cast.member_of(league, carla)
    assert links.watched_auction(auction.pk, "") is None
    first = links.open_link(head, auction)
    assert links.watched_auction(auction.pk, first) == auction
    second = links.open_link(head, auction, 10)
    assert links.watched_auction(auction.pk, first) is None
    watched = links.watched_auction(auction.pk, second)
    assert watched is not None
    assert watched.spectator_delay == 10
    links.close_link(head, auction)
    assert [links.watched_auction(auction.pk, each) for each in (second, "")] == [None, None]


def test_a_link_opens_its_own_auction_and_no_other(league: League, carla: User, max_: User) -> None:
    auction, other = cast.auction_of(league), cast.auction_of(cast.make_league(max_, name="Another"))
    token = links.open_link(cast.member_of(league, carla), auction)
    wrong = (token[:-1], token + "x", token.swapcase(), "é" * 32, "x" * 5000)
    assert [links.watched_auction(auction.pk, each) for each in wrong] == [None] * len(wrong)
    assert links.watched_auction(other.pk, token) is None
    assert links.watched_auction(uuid4(), token) is None


def test_managers_open_and_close_nothing(league: League, carla: User, max_: User) -> None:
    auction, max_member = cast.auction_of(league), cast.member_of(league, max_)
    token = links.open_link(cast.member_of(league, carla), auction)
    for change in (links.open_link, links.close_link):
        with pytest.raises(NotAllowed):
            change(max_member, auction)
    assert token_of(auction) == token


@pytest.mark.parametrize("delay", [0, 9, 61, -30])
def test_nobody_watches_as_it_happens_nor_long_after(league: League, carla: User, delay: int) -> None:
    auction = cast.auction_of(league)
    with pytest.raises(ValueError, match="none of"):
        links.open_link(cast.member_of(league, carla), auction, delay)
    assert token_of(auction) == ""


def test_the_flag_closes_every_link(league: League, carla: User) -> None:
    auction = cast.auction_of(league)
    token = links.open_link(cast.member_of(league, carla), auction)
    assert links.is_offered(auction)
    change_flag("spectators", {"everyone": False}, Author(source=Source.CODE))
    assert not links.is_offered(auction)
    assert links.watched_auction(auction.pk, token) is None
