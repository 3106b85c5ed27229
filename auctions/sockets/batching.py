"""One queue per auction and process: what is waiting goes to the engine in one call.

A hot lot serialises commits, so asking with many connections at once makes it slower. While one commit is under way
the queue fills, and what has arrived is decided together in the next. There is no timer: under light load a batch is
a single command and nothing waits.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import OperationalError

from auctions import engine
from auctions.engine import AuctionBusy, NoSuchAuction
from auctions.reads import queries
from auctions.rules.commands import Command, PlaceBid
from auctions.sockets import threads
from auctions.store.arrivals import arrivals
from auctionsite.observability.logging import new_log_context

Answer = dict[str, Any]
"""A command's result as its sender reads it."""
BATCH_AT_MOST = 64
QUEUED_AT_MOST = 2000
"""More commands than this are refused as busy at once: an answer late is worse than an answer now."""


class CommandBatcher:
    """The queue of one auction."""

    def __init__(self, auction_id: UUID) -> None:
        self._auction_id = auction_id
        self._waiting: deque[tuple[Command, asyncio.Future[Answer]]] = deque()
        self._held: deque[Callable[[], None]] = deque()
        self._draining: asyncio.Task[None] | None = None

    async def submit(self, command: Command) -> Answer:
        """Return the command's result, after its commit. Raises AuctionBusy, and NoSuchAuction."""
        if len(self._waiting) >= QUEUED_AT_MOST:
            raise AuctionBusy(self._auction_id)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((command, answer))
        # Held here as well: it is decided even if its socket, which holds it too, is gone by then.
        self._held.append(
            arrivals.hold(self._auction_id, command.arrived) if isinstance(command, PlaceBid) else _nothing
        )
        if self._draining is None or self._draining.done():
            # It decides for many: whose command happened to be first is nothing to log.
            self._draining = asyncio.create_task(self._drain(), context=new_log_context(auctionId=self._auction_id))
        return await answer

    async def _drain(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(BATCH_AT_MOST, len(self._waiting)))]
            await self._run_batch(batch)
            for _ in batch:
                self._held.popleft()()

    async def _run_batch(self, batch: list[tuple[Command, asyncio.Future[Answer]]]) -> None:
        commands = [command for command, _ in batch]
        try:
            with arrivals.deciding(self._auction_id, commands):
                turn = threads.deciding.turn(self._auction_id)
                answers = await threads.run(turn, _execute_and_word, self._auction_id, commands)
        except Exception as error:  # noqa: BLE001 # whatever it is, its senders must hear of it and the others go on
            if len(batch) > 1 and not isinstance(error, (AuctionBusy, NoSuchAuction, OperationalError)):
                # One bad command must not take the others with it: each alone, and only the bad one fails.
                for each in batch:
                    await self._run_batch([each])
                return
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), answer in zip(batch, answers, strict=True):
            if not future.done():
                future.set_result(answer)


def _nothing() -> None:
    """Let go of what isn't held: only bids are."""


def _execute_and_word(auction_id: UUID, commands: list[Command]) -> list[Answer]:
    """Hand the commands to the engine, in a thread, and put its outcomes into the words of answers."""
    return [queries.outcome_payload(auction_id, outcome) for outcome in engine.execute(auction_id, *commands)]


_batchers: dict[UUID, CommandBatcher] = {}
_BATCHERS_AT_MOST = 1000


def batcher_of(auction_id: UUID) -> CommandBatcher:
    """Return this process's queue of an auction."""
    if auction_id not in _batchers:
        while len(_batchers) >= _BATCHERS_AT_MOST:
            del _batchers[next(iter(_batchers))]
        _batchers[auction_id] = CommandBatcher(auction_id)
    return _batchers[auction_id]
