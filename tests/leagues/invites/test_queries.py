"""An invite page, and what it knows."""

from datetime import UTC, datetime

from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from auctions.models import Auction
from leagues.invites.queries import invitation_to, invite_to
from leagues.models import AuctionDate, League
from tests import cast


def test_members_send_out_an_address_that_ends_with_the_code(league: League) -> None:
    invite = invite_to(league)
    assert invite.address.endswith(f"/join/{league.code}/")
    assert invite.code == league.code
    assert invite.picture.startswith("data:image/svg+xml")


def test_an_invitation_names_who_invites_and_counts_the_seats(
    league: League, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(5):
        found = invitation_to(league, None)
    assert (found.inviters, found.seats, found.date, found.auction_status) == (["Carla"], 3, "", "")


def test_an_invitation_tells_the_date_in_the_readers_zone_if_it_is_known(league: League, carla: User) -> None:
    instant = datetime(2126, 11, 27, 20, 0, tzinfo=UTC)
    AuctionDate.objects.create(
        league=league, starts_at=instant, time_zone="Europe/Berlin", set_by=cast.member_of(league, carla)
    )
    assert invitation_to(league, None).date == "Wed 27 Nov 2126, 21:00 (Berlin)"
    assert "(Thu 28 Nov 2126, 01:30 your time)" in invitation_to(league, "Asia/Kolkata").date


def test_an_invitation_says_what_the_auction_that_is_not_over_is_at(league: League, carla: User) -> None:
    auction = cast.auction_of(league, begun=False)
    assert invitation_to(league, None).auction_status == "waiting"
    Auction.objects.filter(pk=auction.pk).update(status="completed")
    assert invitation_to(league, None).auction_status == ""
