"""A pytest plugin: gives each parallel worker a Redis database of its own, as it has one of Postgres already.

Loaded by `-p` before Django's settings are, which read REDIS_URL.
"""

import os
from urllib.parse import urlsplit

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
