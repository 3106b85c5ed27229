"""People in a room: how the database comes to know them. What follows from it is in `tests/auctions/test_clock.py`."""

from typing import Any

import pytest

from accounts.models import User
from auctions import access
from auctions.models import Auction, SeatPresence
from auctions.store.served_rooms import served_rooms
from clients.room import call
from leagues.models import League
from tests import cast
from tests.live import Site, eventually, token_of


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league)


def seat_of(auction: Auction, user: User) -> int:
    return int(auction.participants.get(member__user=user).pk)


@pytest.mark.django_db
def test_whoever_is_let_in_is_here_and_a_spectator_has_no_seat(auction: Auction, max_: User, olga: User) -> None:
    served_rooms.seats_here()
    for user in (max_, olga):
        assert not isinstance(access.admit(auction.pk, user), access.AdmissionDenied)
    assert served_rooms.seats_here() == {seat_of(auction, max_)}


def test_open_socket_stays_here_without_a_word(transactional_db: None, site: Site, league: League, max_: User) -> None:
    """Its process says so every few seconds."""
    auction = cast.auction_of(league)
    client: Any = site.client(auction.pk, max_)
    client.hello()
    seat = seat_of(auction, max_)
    first = eventually(lambda: SeatPresence.objects.filter(pk=seat).first(), "the first sign")
    eventually(lambda: SeatPresence.objects.get(pk=seat).at > first.at, "the next sign")


def test_page_without_a_socket_is_here_when_it_calls(
    transactional_db: None, site: Site, league: League, max_: User
) -> None:
    auction = cast.auction_of(league)
    seat = seat_of(auction, max_)
    call(site.web.address.url, f"auction/{auction.pk}/", token=token_of(max_, site.secret))
    eventually(lambda: SeatPresence.objects.filter(pk=seat).exists(), "its sign")
