"""Commands handed to a queue, and waited for."""

import asyncio
from collections.abc import Callable

from accounts.language import ENGLISH
from auctions.rules.commands import Command
from auctions.sockets.batching import Answer, CommandBatcher


async def answer_to(
    batcher: CommandBatcher, command: Command, on_kept: Callable[[], None] = lambda: None, language: str = ENGLISH
) -> Answer:
    """Return the answer to a command, or raise the error that there is instead."""
    answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    def on_answer(result: Answer | Exception) -> None:
        if answer.done():  # whoever asked is gone
            return
        if isinstance(result, Exception):
            answer.set_exception(result)
        else:
            answer.set_result(result)

    batcher.submit(command, on_answer, on_kept, language)
    return await answer
