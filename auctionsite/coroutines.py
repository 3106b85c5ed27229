"""Runs coroutines for code that isn't asynchronous."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run_to_end(call: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Call it and return what the coroutine returns; in a thread of its own where this one runs a loop already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(call())
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(lambda: asyncio.run(call())).result()
