"""Commits that come in another order than they were made in."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from auctions.sockets import commit_order
from auctions.sockets.commit_order import CommitOrder

Play = Callable[[CommitOrder], Awaitable[None]]


def commit(first: int | None, last: int, epoch: int = 1) -> dict[str, Any]:
    return {"epoch": epoch, "first": first, "last": last}


def handed_on(play: Play) -> list[tuple[int, int]]:
    """Return the (epoch, seq) of the last events of what was handed on, in that order."""
    return handed_on_and_late(play)[0]


def handed_on_and_late(play: Play) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return those of what was handed on in order, and of what came too late for that."""
    places: list[tuple[int, int]] = []
    late: list[tuple[int, int]] = []

    async def main() -> None:
        order = CommitOrder(
            lambda message: places.append((message["epoch"], message["last"])),
            lambda message: late.append((message["epoch"], message["last"])),
        )
        await play(order)
        order.close()

    asyncio.run(main())
    return places, late


def at_once(*commits: dict[str, Any]) -> list[int]:
    """Return the last events of those of these commits that are handed on without waiting."""

    async def play(order: CommitOrder) -> None:
        for each in commits:
            order.take(each)

    return [seq for _, seq in handed_on(play)]


def test_what_comes_in_order_is_handed_on_at_once() -> None:
    assert at_once(commit(57, 58), commit(59, 59), commit(60, 64)) == [58, 59, 64]


def test_what_comes_early_waits_for_those_before_it() -> None:
    assert at_once(commit(5, 5), commit(8, 8), commit(7, 7)) == [5]
    assert at_once(commit(5, 5), commit(8, 8), commit(7, 7), commit(6, 6)) == [5, 6, 7, 8]
    assert at_once(commit(5, 5), commit(9, 9), commit(6, 7)) == [5, 7]


def test_repeats_and_what_comes_much_too_late_are_handed_on_and_move_nothing() -> None:
    assert at_once(commit(5, 5), commit(6, 6), commit(5, 5), commit(4, 4), commit(7, 7)) == [5, 6, 5, 4, 7]


def test_epoch_begins_anew() -> None:
    async def play(order: CommitOrder) -> None:
        for each in (
            commit(5, 5),
            commit(None, 5, epoch=2),
            commit(6, 6, epoch=2),
            commit(6, 6),
            commit(9, 9, epoch=3),
        ):
            order.take(each)

    assert handed_on(play) == [(1, 5), (2, 5), (2, 6), (1, 6), (3, 9)]


def test_message_of_a_release_that_does_not_tell_where_it_begins_is_handed_on_at_once() -> None:
    assert at_once(commit(5, 5), {"epoch": 1, "last": 9}, commit(10, 10)) == [5, 9, 10]


def test_what_never_comes_is_waited_for_a_moment() -> None:
    async def play(order: CommitOrder) -> None:
        for each in (commit(5, 5), commit(8, 8), commit(7, 7)):
            order.take(each)
        await asyncio.sleep(commit_order.WAIT_SECONDS * 2)
        order.take(commit(9, 9))

    assert handed_on(play) == [(1, 5), (1, 7), (1, 8), (1, 9)]


def test_what_comes_after_the_wait_for_it_is_over_is_handed_on_late() -> None:
    async def play(order: CommitOrder) -> None:
        order.take(commit(5, 5))
        order.take(commit(9, 9))
        order._go_on_without()
        for late in (commit(7, 8), commit(6, 6), commit(5, 5), commit(8, 8, epoch=2), commit(10, 10)):
            order.take(late)

    assert handed_on_and_late(play) == ([(1, 5), (1, 9), (1, 5), (2, 8), (1, 10)], [(1, 8), (1, 6)])


def test_nothing_is_late_in_an_epoch_that_is_over() -> None:
    async def play(order: CommitOrder) -> None:
        order.take(commit(5, 5))
        order.take(commit(7, 7))
        order._go_on_without()
        order.take(commit(None, 7, epoch=2))
        order.take(commit(6, 6))

    assert handed_on_and_late(play) == ([(1, 5), (1, 7), (2, 7), (1, 6)], [])


def test_few_gaps_are_remembered() -> None:
    seqs = [5 + 2 * number for number in range(commit_order.GAPS_AT_MOST + 2)]

    async def play(order: CommitOrder) -> None:
        for seq in seqs:
            order.take(commit(seq, seq))
            order._go_on_without()
        order.take(commit(6, 6))
        order.take(commit(8, 8))

    assert handed_on_and_late(play) == ([*((1, seq) for seq in seqs), (1, 6)], [(1, 8)])


def test_what_waits_for_something_else_has_its_own_time() -> None:
    async def play(order: CommitOrder) -> None:
        order.take(commit(5, 5))
        order.take(commit(7, 7))
        timer = order._timer
        order.take(commit(9, 9))
        assert order._timer is timer
        order.take(commit(6, 6))
        assert timer is not None
        assert timer.cancelled()
        assert order._timer is not None
        order.take(commit(8, 8))
        assert order._timer is None

    assert [seq for _, seq in handed_on(play)] == [5, 6, 7, 8, 9]


def test_repeat_prolongs_no_wait() -> None:
    async def play(order: CommitOrder) -> None:
        order.take(commit(5, 5))
        order.take(commit(7, 7))
        timer = order._timer
        order.take(commit(5, 5))
        assert timer is not None
        assert order._timer is timer
        assert not timer.cancelled()

    assert [seq for _, seq in handed_on(play)] == [5, 5]


def test_no_more_wait_than_a_few() -> None:
    early = [commit(seq, seq) for seq in range(7, 7 + commit_order.EARLY_AT_MOST + 1)]
    assert at_once(commit(5, 5), *early[:-1]) == [5]
    assert at_once(commit(5, 5), *early) == [5, *range(7, 7 + len(early))]
