"""A pytest plugin for what must be settled before Django's settings are read; loaded by `-p`.

Each parallel worker gets a Redis database of its own, as it has one of Postgres already. And the garbage collector
rests until all tests are collected, as in every process of ours until it has imported what it needs
(`auctionsite/serving/starting.py`): most of what a worker ever makes it makes by then, and keeps.
"""

import gc
import os
from urllib.parse import urlsplit

from auctionsite.serving.starting import collect_seldom

_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
_url = os.environ.get("REDIS_URL", "")
if _worker.startswith("gw") and _url:
    _parts = urlsplit(_url)
    _number = 1 + int(_worker.removeprefix("gw"))
    # A socket's path is its address, so its database stands in the query.
    os.environ["REDIS_URL"] = (
        f"unix://{_parts.path}?db={_number}"
        if _parts.scheme == "unix"
        else f"{_parts.scheme}://{_parts.netloc}/{_number}"
    )
gc.disable()


def pytest_collection_finish() -> None:
    """Let the collector work again, on what the tests themselves make."""
    collect_seldom()
