"""Who is here, as the database knows it. What follows from it is in `tests/auctions/test_clock.py`."""

from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from auctions import access
from auctions.models import Auction, SeatPresence
from auctions.store import seat_presence
from leagues.models import League
from tests import cast
from tests.live import Site, eventually


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league)


def seat_of(auction: Auction, user: User) -> int:
    return int(auction.participants.get(member__user=user).pk)


@pytest.mark.django_db
def test_seats_are_written_down_at_the_databases_time_and_not_again_at_once() -> None:
    seat_presence.record([71_001, 71_002, 71_001])
    first = dict(SeatPresence.objects.values_list("pk", "at"))
    assert set(first) == {71_001, 71_002}
    seat_presence.record([71_001, 71_003])
    again = dict(SeatPresence.objects.values_list("pk", "at"))
    assert (again[71_001], set(again)) == (first[71_001], {71_001, 71_002, 71_003})


@pytest.mark.django_db
def test_seat_that_was_written_down_before_is_moved_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seat_presence, "AGAIN_SECONDS", 0.0)
    seat_presence.record([72_001])
    first = SeatPresence.objects.get(pk=72_001).at
    seat_presence.record([72_001])
    assert SeatPresence.objects.get(pk=72_001).at > first


@pytest.mark.django_db(transaction=True)
def test_database_that_takes_nothing_costs_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE auctions_seatpresence RENAME TO elsewhere")
    try:
        seat_presence.record([73_001])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO auctions_seatpresence")
    assert "seat_presence.failed" in caplog.text
    seat_presence.record([73_001])
    assert SeatPresence.objects.filter(pk=73_001).exists(), "and it is tried again"


@pytest.mark.django_db
def test_whoever_is_let_in_is_here_and_a_spectator_has_no_seat(auction: Auction, max_: User, olga: User) -> None:
    for user in (max_, olga):
        assert not isinstance(access.admit(auction.pk, user), access.AdmissionDenied)
    assert [*SeatPresence.objects.values_list("pk", flat=True)] == [seat_of(auction, max_)]


def test_open_socket_stays_here_without_a_word(transactional_db: None, site: Site, league: League, max_: User) -> None:
    """Its process says so every few seconds."""
    auction = cast.auction_of(league)
    client: Any = site.client(auction.pk, max_)
    client.hello()
    seat = seat_of(auction, max_)
    first = SeatPresence.objects.get(pk=seat).at
    eventually(lambda: SeatPresence.objects.get(pk=seat).at > first, "the next sign", 20)
