"""A coroutine runs to its end, whether the thread has an event loop or not."""

import asyncio
import threading

import pytest

from auctionsite.coroutines import run_to_end


async def thread_after_a_turn() -> int:
    await asyncio.sleep(0)
    return threading.get_ident()


async def fail() -> None:
    await asyncio.sleep(0)
    raise OSError("it is away")


def test_coroutine_runs_here_where_no_loop_runs() -> None:
    assert run_to_end(thread_after_a_turn) == threading.get_ident()


def test_coroutine_runs_in_a_thread_of_its_own_where_a_loop_runs() -> None:
    async def ask() -> int:
        return run_to_end(thread_after_a_turn)

    assert asyncio.run(ask()) != threading.get_ident()


def test_what_it_raises_is_raised_either_way() -> None:
    async def ask() -> None:
        run_to_end(fail)

    with pytest.raises(OSError, match="away"):
        run_to_end(fail)
    with pytest.raises(OSError, match="away"):
        asyncio.run(ask())
