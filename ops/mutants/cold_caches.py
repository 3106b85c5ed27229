"""A plugin of pytest's for mutation tests: each test finds the product's caches empty.

A mutant's tests run in a fork of the process that ran them before. What was kept there, the changed function would not
be asked for again: so nobody would notice the change. Nor would a test be known as one that reaches the function.
"""

import sys
from collections.abc import Iterator
from functools import _lru_cache_wrapper

import pytest

from ops.mutants.workspace import APPS

_CACHES = pytest.StashKey["list[_lru_cache_wrapper[object]]"]()


def of_the_product() -> "Iterator[_lru_cache_wrapper[object]]":
    """Every cache of a function of ours that was imported; those of methods aren't found."""
    for name, module in [*sys.modules.items()]:
        if name.partition(".")[0] in APPS:
            yield from (each for each in vars(module).values() if isinstance(each, _lru_cache_wrapper))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Find the caches once: all modules are imported by now."""
    session.config.stash[_CACHES] = [*of_the_product()]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Empty the caches before each test, so that no test hides what another computed."""
    for each in item.config.stash[_CACHES]:
        each.cache_clear()
