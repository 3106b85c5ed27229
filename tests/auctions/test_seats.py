"""Seats: given in the waiting room, marked away or back as members' roles change."""

import pytest

from accounts.models import User
from auctions import engine, seats
from auctions.models import Auction, AuctionEvent, Participant
from auctions.rules.commands import SYSTEM, Begin, Cancel
from leagues.models import League, Member, Role
from leagues.services import join_league
from tests import cast
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def auction(league: League) -> Auction:
    """In its waiting room."""
    return cast.auction_of(league, begun=False, lots=2)


@pytest.fixture
def late(auction: Auction, otto: User) -> Member:
    """Otto joins the league once the auction waits."""
    join_league(otto, auction.league.code)
    return cast.member_of(auction.league, otto)


def away(auction: Auction, user: User) -> bool:
    seat = cast.actor_in(auction.league, user).participant
    assert seat is not None
    return engine.read(auction.pk).participants[seat].away


def test_seat_is_given_once(auction: Auction, late: Member) -> None:
    seat = seats.take_seat(auction.pk, late)
    assert seat is not None
    assert seats.take_seat(auction.pk, late) == seat
    assert engine.read(auction.pk).participants[seat].granted == 200
    assert AuctionEvent.objects.filter(auction=auction, kind="participant_joined").count() == 1


def test_two_tabs_at_once_get_the_same_seat(auction: Auction, late: Member) -> None:
    one, other = at_once(lambda: seats.take_seat(auction.pk, late))
    assert one == other == Participant.objects.get(auction=auction, member=late).pk


def test_who_was_there_before_keeps_the_seat_after_the_beginning(auction: Auction, late: Member, max_: User) -> None:
    cast.do(auction, Begin(actor=SYSTEM))
    member = cast.member_of(auction.league, max_)
    assert seats.take_seat(auction.pk, member) == cast.actor_in(auction.league, max_).participant
    assert seats.take_seat(auction.pk, late) is None, "the auction has begun"


def test_member_who_does_not_play_gets_none(auction: Auction, late: Member) -> None:
    Member.objects.filter(pk=late.pk).update(plays=False)
    assert seats.take_seat(auction.pk, late) is None


# Following a member ---------------------------------------------------------------------------------
def test_seat_of_a_spectator_is_away_and_back_with_the_role(auction: Auction, max_: User) -> None:
    member = cast.member_of(auction.league, max_)
    member.role = Role.SPECTATOR
    seats.follow_member(member)
    assert away(auction, max_)
    seq = engine.read(auction.pk).seq
    seats.follow_member(member)
    assert engine.read(auction.pk).seq == seq, "it is away already"
    member.role = Role.MANAGER
    seats.follow_member(member)
    assert not away(auction, max_)


def test_seat_of_a_member_who_left_is_away(auction: Auction, max_: User, mia: User) -> None:
    Member.objects.filter(user=max_).update(left_at="2026-01-01T00:00Z")
    seats.follow_member(cast.member_of(auction.league, max_))
    assert (away(auction, max_), away(auction, mia)) == (True, False)


def test_auction_that_is_over_is_left_alone(auction: Auction, max_: User) -> None:
    cast.do(auction, Cancel(actor=SYSTEM, reason="Late."))
    seq = engine.read(auction.pk).seq
    member = cast.member_of(auction.league, max_)
    member.role = Role.SPECTATOR
    seats.follow_member(member)
    assert engine.read(auction.pk).seq == seq
