"""Of one person's sockets in a room the oldest make way."""

import pytest
from pytest_django.fixtures import Settings

from auctions.sockets import crowding


class Line:
    """A socket that notes that it made way."""

    made_way = False

    def __init__(self) -> None:
        self.name = crowding.new_name()

    def make_way(self) -> None:
        self.made_way = True


@pytest.fixture(autouse=True)
def two_each(settings: Settings) -> None:
    settings.SOCKETS_PER_PERSON = 2


def test_the_oldest_makes_way_for_one_more() -> None:
    lines = [Line() for _ in range(4)]
    for line in lines:
        crowding.join("room", 7, line)
    assert [line.made_way for line in lines] == [True, True, False, False]
    for line in lines:
        crowding.leave("room", 7, line)
    assert ("room", 7) not in crowding._sockets


def test_others_and_other_rooms_are_left_alone() -> None:
    lines = [Line() for _ in range(4)]
    for line, room, user in zip(lines, ("a", "a", "b", "a"), (1, 1, 1, 2), strict=True):
        crowding.join(room, user, line)
    assert not any(line.made_way for line in lines)
    for line, room, user in zip(lines, ("a", "a", "b", "a"), (1, 1, 1, 2), strict=True):
        crowding.leave(room, user, line)
    assert not crowding._sockets


def test_who_left_does_not_count() -> None:
    first, second, third = Line(), Line(), Line()
    for line in (first, second):
        crowding.join("room", 7, line)
    crowding.leave("room", 7, first)
    crowding.join("room", 7, third)
    assert not second.made_way
    for line in (second, third):
        crowding.leave("room", 7, line)
