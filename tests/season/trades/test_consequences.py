"""Consequences for trades of a change of a member, and of a further auction."""

import pytest

from auctions.models import Auction
from leagues.member_changes import MemberChange
from leagues.models import League, Member, Role
from season.trades.consequences import sentences_about_auction, sentences_about_member
from season.trades.services import accept
from tests.season.auctioned_league import asset, offer

Members = dict[str, Member]
pytestmark = pytest.mark.django_db


def about(member: Member, role: Role | None) -> list[str]:
    return list(sentences_about_member(MemberChange(member=member, role=role, by=member)))


def test_trades_under_way_are_named_with_both_sides(auction: Auction, members: Members) -> None:
    accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,), pays=-5).pk)
    offer(auction, members["Ned"], members["Max"], (4,), (3,))
    one, two = (asset(auction, number).name for number in (1, 2))
    terms = f"Max gives {one}, Mia gives {two} and £5m."
    lapses = "1 open trade offer can't be accepted any more."
    assert about(members["Max"], None) == [f"The trade agreed with Mia won't take effect: {terms}", lapses]
    assert about(members["Max"], Role.SPECTATOR) == [f"The trade agreed with Mia still takes effect: {terms}", lapses]
    assert about(members["Mia"], None) == [f"The trade agreed with Max won't take effect: {terms}"]


def test_further_auction_ends_what_is_under_way(auction: Auction, members: Members, league: League) -> None:
    accept(members["Mia"], offer(auction, members["Max"], members["Mia"], (1,), (2,)).pk)
    offer(auction, members["Ned"], members["Max"], (4,), (3,))
    one, two = (asset(auction, number).name for number in (1, 2))
    assert list(sentences_about_auction(league.pk)) == [
        f"An agreed trade that hasn't taken effect by then won't: Max gives {one}, Mia gives {two}.",
        "1 open trade offer can't be accepted any more, and can be offered again afterwards.",
    ]


def test_one_who_goes_on_playing_loses_no_trade(auction: Auction, members: Members) -> None:
    offer(auction, members["Max"], members["Mia"], (1,), (2,))
    assert about(members["Max"], Role.COMMISSIONER) == []
    assert about(members["Carla"], None) == []
