"""The order of tests: the files that take longest begin, and those that share a site follow each other."""

from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

import pytest

SHARING = "tests/auctions/sockets/"
"""Where most of the files are that share a site: the others come with them."""
LONGEST = (
    "tests/chaos/test_drill.py",
    "tests/ops/test_playbook.py",
    "tests/chaos/test_faults.py",
    "tests/operations/test_stored_data.py",
    "tests/ops/test_install.py",
    "tests/operations/test_recovery.py",
    "tests/chaos/test_rollback.py",
    "tests/chaos/test_kill.py",
    "tests/chaos/test_drain.py",
    "tests/auctions/bots/test_evenings_by_socket.py",
    "tests/e2e/",
    "tests/auctionsite/local/",
    "tests/chaos/",
    "tests/security/",
    "tests/auctionsite/test_schemathesis.py",
    "tests/season/management/",
    "tests/auctions/management/",
    "tests/ops/",
    "tests/operations/",
    "tests/auctions/sockets/",
    "tests/auctions/test_engine_concurrency.py",
    "tests/auctions/store/",
    "tests/auctions/flags/",
    "tests/auctions/publish/",
    "tests/auctions/recovery/",
    "tests/auctionsite/",
)
"""Files and folders that take longest, the longest first, so that no worker is left with one at the end."""


def tell_apart(items: Collection[pytest.Item]) -> None:
    """Give each test an id of its own: of several with one id, parallel workers run only one.

    Schemathesis names its tests after calls, and leaves the name out of the id.
    """
    for item in items:
        if not item.nodeid.endswith(item.name):
            assert item.parent is not None
            item._id = item.parent.id.child(item.name)
    if several := [name for name, count in Counter(item.nodeid for item in items).items() if count > 1]:
        raise pytest.UsageError(f"These ids have several tests: {', '.join(several[:5])}")


def sort(items: list[pytest.Item]) -> None:
    """Put the longest first, files that share a site together, and leave the others in their order."""
    sharing = sharing_files(items)
    items.sort(key=lambda item: _rank(SHARING if item.path in sharing else item.nodeid))


def sharing_files(items: Iterable[pytest.Item]) -> set[Path]:
    """The files with a test that uses the site which stands from file to file."""
    return {item.path for item in items if "shared_site" in getattr(item, "fixturenames", ())}


def _rank(nodeid: str) -> int:
    return next((rank for rank, begin in enumerate(LONGEST) if nodeid.startswith(begin)), len(LONGEST))
