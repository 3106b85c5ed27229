"""The subject of a line goes with the work, into threads and tasks, and not with work for others."""

import asyncio
from typing import Any
from uuid import uuid4

from structlog.contextvars import get_contextvars

from auctions.sockets import threads
from auctionsite.observability.logging import bind_log_context, log_context, new_log_context


def bound() -> dict[str, Any]:
    return dict(get_contextvars())


def test_a_thread_of_ours_and_a_task_know_what_their_work_is_about() -> None:
    async def main() -> tuple[dict[str, Any], dict[str, Any]]:
        auction = uuid4()
        with log_context(auctionId=auction, userId=7):
            task = asyncio.create_task(asyncio.to_thread(bound))
            return await threads.run(threads.reading, bound), await task

    in_thread, in_task = asyncio.run(main())
    assert in_thread == in_task
    assert (in_thread["userId"], type(in_thread["auctionId"])) == (7, str)


def test_a_task_for_many_is_about_none_of_them() -> None:
    async def look() -> dict[str, Any]:
        return bound()

    async def main() -> dict[str, Any]:
        with log_context(userId=7, requestId="r"):
            return await asyncio.create_task(look(), context=new_log_context(auctionId="a"))

    assert asyncio.run(main()) == {"auctionId": "a"}


def test_what_a_thread_adds_stays_in_its_own_work() -> None:
    async def main() -> dict[str, Any]:
        with log_context(requestId="r"):
            await threads.run(threads.reading, bind_log_context, userId=7)
            return bound()

    assert asyncio.run(main()) == {"requestId": "r"}
