"""The room that strangers may watch."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from auctions.demo import LEAGUE
from auctions.models import Lot
from auctions.publish import names
from auctions.showcase.queries import showcase
from auctions.showcase.shown_room import STILL
from auctions.store.state_cache import memory
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    showcase.forget()
    yield
    showcase.forget()


def test_only_the_demos_room_is_shown(carla: User, max_: User) -> None:
    cast.auction_of(cast.make_league(carla, max_, name="A league of friends"), lots=2)
    assert showcase.room() is STILL
    cast.auction_of(cast.make_league(carla, max_, name=LEAGUE), lots=2)
    showcase.forget()
    assert (showcase.room().plays, showcase.room().lot) == (True, "AFC Ajax")


def test_however_many_watch_the_room_is_read_once_a_second(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    showcase.room()
    with django_assert_num_queries(0):
        showcase.room()


def test_demo_that_cannot_be_read_leaves_the_still_picture(carla: User, max_: User) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, name=LEAGUE), lots=2)
    Lot.objects.filter(auction=auction).update(status="melted")
    memory.forget(auction.pk)
    assert showcase.room() is STILL


def test_lot_that_came_while_names_were_kept_is_shown(carla: User, max_: User) -> None:
    auction = cast.auction_of(cast.make_league(carla, max_, name=LEAGUE), lots=2)
    assert showcase.room().plays
    known = names.display_names(auction.pk)
    names._cache.put(auction.pk, (float("inf"), replace(known, assets={})))
    showcase.forget()
    assert showcase.room().lot == "AFC Ajax"
