"""The proof of an auction has an address when its league wants one."""

import pytest

from accounts.models import User
from auctions.proof import links
from leagues.models import League
from leagues.services import NotAllowed
from tests import cast

pytestmark = pytest.mark.django_db


def test_there_is_no_address_until_a_commissioner_wants_one_and_renewing_ends_the_old(
    league: League, carla: User
) -> None:
    auction, head = cast.auction_of(league), cast.member_of(league, carla)
    assert links.token_of(auction) is None
    first = links.open_link(head, auction)
    assert links.auction_of(first) == auction
    second = links.open_link(head, auction)
    assert links.auction_of(first) is None
    assert (links.auction_of(second), links.token_of(auction)) == (auction, second)
    links.close_link(head, auction)
    assert links.auction_of(second) is None


def test_managers_open_and_close_nothing(league: League, carla: User, max_: User) -> None:
    auction, max_member = cast.auction_of(league), cast.member_of(league, max_)
    token = links.open_link(cast.member_of(league, carla), auction)
    for change in (links.open_link, links.close_link):
        with pytest.raises(NotAllowed):
            change(max_member, auction)
    assert links.token_of(auction) == token
