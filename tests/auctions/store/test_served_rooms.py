"""A process knows for whom it has sockets, since when, and where bids come over HTTP."""

from uuid import UUID

import pytest

from auctions.store import served_rooms as module
from auctions.store.served_rooms import HTTP_SECONDS, ServedRooms
from tests.auctions.store.set_clock import SetClock

AUCTION, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    clock = SetClock()
    monkeypatch.setattr(module, "time", clock)
    return clock


@pytest.fixture
def rooms(clock: SetClock) -> ServedRooms:
    return ServedRooms(clock)


def test_seat_is_here_from_its_first_socket_to_its_last(rooms: ServedRooms, clock: SetClock) -> None:
    began = clock.ms
    rooms.join(AUCTION, 7)
    clock.ms += 10
    rooms.join(AUCTION, 7)
    rooms.join(AUCTION, 8)
    assert rooms.all() == {str(AUCTION): {"7": began, "8": began + 10}}
    rooms.leave(AUCTION, 7)
    assert rooms.all()[str(AUCTION)]["7"] == began
    rooms.leave(AUCTION, 7)
    assert rooms.all() == {str(AUCTION): {"8": began + 10}}
    rooms.leave(AUCTION, 8)
    assert (rooms.all(), rooms.serves(AUCTION)) == ({}, False)


def test_process_that_ends_serves_to_its_end_whom_it_served_when_that_began(
    rooms: ServedRooms, clock: SetClock
) -> None:
    began = clock.ms
    rooms.join(AUCTION, 7)
    rooms.take_http_bid(OTHER)
    heard: list[bool] = []
    rooms.on_change = lambda: heard.append(rooms.is_ending)
    rooms.keep()
    assert heard == [True]
    rooms.leave(AUCTION, 7)
    clock.ms += round(HTTP_SECONDS * 1000) + 1
    assert rooms.all() == {str(AUCTION): {"7": began}, str(OTHER): {}}
    rooms.join(AUCTION, 8)
    assert rooms.all()[str(AUCTION)] == {"7": began, "8": clock.ms}


def test_leaving_what_nobody_is_in_changes_nothing(rooms: ServedRooms) -> None:
    rooms.leave(AUCTION, 7)
    assert rooms.all() == {}


def test_room_is_served_for_a_while_after_a_bid_over_http(rooms: ServedRooms, clock: SetClock) -> None:
    rooms.take_http_bid(AUCTION)
    assert (rooms.all(), rooms.serves(AUCTION), rooms.serves(OTHER)) == ({str(AUCTION): {}}, True, False)
    clock.ms += round(HTTP_SECONDS * 1000) + 1
    assert (rooms.serves(AUCTION), rooms.all()) == (False, {})


def test_who_listens_hears_of_new_rooms_and_seats_and_of_nothing_else(rooms: ServedRooms) -> None:
    heard: list[int] = []
    rooms.on_change = lambda: heard.append(1)
    rooms.join(AUCTION, 7)
    rooms.join(AUCTION, 7)
    rooms.take_http_bid(AUCTION)
    assert len(heard) == 1
    rooms.join(AUCTION, 8)
    rooms.take_http_bid(OTHER)
    rooms.take_http_bid(OTHER)
    assert len(heard) == 3


def test_seats_are_here_while_they_have_a_socket_and_once_for_each_call(rooms: ServedRooms) -> None:
    rooms.join(AUCTION, 7)
    rooms.join(OTHER, 8)
    for seat in (8, 9, 9):
        rooms.take_http_call(seat)
    assert rooms.seats_here() == {7, 8, 9}
    rooms.leave(OTHER, 8)
    assert rooms.seats_here() == {7}
    rooms.take_http_call(9)
    assert rooms.seats_here() == {7, 9}


def test_calls_that_nobody_asks_for_have_an_end(rooms: ServedRooms) -> None:
    for seat in range(module.CALLERS_AT_MOST + 1):
        rooms.take_http_call(seat)
    assert len(rooms.seats_here()) == module.CALLERS_AT_MOST


def test_seat_that_calls_over_http_binds_no_lot_to_its_process(rooms: ServedRooms) -> None:
    """Its next call may go to any other: nobody waits for this process on its account."""
    rooms.take_http_call(7)
    assert (rooms.all(), rooms.serves(AUCTION)) == ({}, False)
