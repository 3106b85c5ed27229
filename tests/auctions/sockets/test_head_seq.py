"""The newest `seq` for pongs: one query a second, shared by all who ask."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import User
from auctions.models import Auction
from auctions.sockets import head_seq
from auctions.sockets.head_seq import read_head_seq
from leagues.models import League
from tests import cast
from tests.threads import held, in_thread

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")


@pytest.fixture
def auction(league: League, monkeypatch: pytest.MonkeyPatch) -> Auction:
    """Begun at event 3, and nothing is cached."""
    monkeypatch.setattr(head_seq, "_heads", {})
    return cast.auction_of(league, lots=3)


async def bid(auction: Auction, user: User, amount: int) -> None:
    assert (await in_thread(cast.bid, auction, user, amount)).ok


def run(work: Callable[[], Awaitable[T]]) -> T:
    async def main() -> T:
        return await work()

    return asyncio.run(main())


def test_answer_is_kept_for_a_second(auction: Auction, max_: User) -> None:
    async def ask() -> list[int | None]:
        first = await read_head_seq(auction.pk)
        await bid(auction, max_, 5)
        second = await read_head_seq(auction.pk)
        await asyncio.sleep(head_seq._FRESH_SECONDS)
        return [first, second, await read_head_seq(auction.pk)]

    assert run(ask) == [3, 3, 4]


def test_unknown_auction_has_none(auction: Auction) -> None:
    assert run(lambda: read_head_seq(uuid4())) is None


def test_one_who_gives_up_does_not_take_the_answer_from_the_others(auction: Auction) -> None:
    async def ask() -> int | None:
        first = asyncio.create_task(read_head_seq(auction.pk))
        second = asyncio.create_task(read_head_seq(auction.pk))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert run(ask) == 3


def test_cache_has_an_end(auction: Auction, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head_seq, "_CACHED_AUCTIONS", 2)

    async def ask() -> int:
        for auction_id in (uuid4(), uuid4(), auction.pk):
            await read_head_seq(auction_id)
        return len(head_seq._heads)

    assert run(ask) == 2


def test_pong_does_not_wait_for_a_database_that_hangs(auction: Auction) -> None:
    async def ask() -> list[int | None]:
        with held(lambda: connection.cursor().execute("LOCK TABLE auctions_auction IN ACCESS EXCLUSIVE MODE")):
            hanging = await read_head_seq(auction.pk)
        return [hanging, await head_seq._heads[auction.pk][1]]

    assert run(ask) == [None, 3]


def test_pong_is_sent_when_the_database_answers_with_an_error(auction: Auction) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE auctions_auction RENAME TO hidden")
        try:
            assert run(lambda: read_head_seq(auction.pk)) is None
        finally:
            cursor.execute("ALTER TABLE hidden RENAME TO auctions_auction")
