"""A cache that threads share."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from auctionsite.serving.caches import SharedCache


def test_least_recently_used_is_forgotten_first() -> None:
    cache = SharedCache[str, int](2)
    for number, key in enumerate("ab"):
        cache.put(key, number)
    assert cache.get("a") == 0
    cache.put("c", 2)
    assert [cache.get(key) for key in "abc"] == [0, None, 2]
    cache.put("a", 7)
    assert cache.get("a") == 7
    cache.clear()
    assert cache.get("a") is None


@pytest.fixture
def hectic() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hectic")
def test_threads_get_what_was_put_and_no_more_is_kept() -> None:
    cache = SharedCache[int, str](3)

    def use(seed: int) -> None:
        dice = Random(seed)  # noqa: S311 # to be played again from its seed
        for _ in range(2000):
            key = dice.randrange(6)
            cache.put(key, f"value of {key}")
            assert cache.get(key) in (None, f"value of {key}")

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(use, seed) for seed in range(8)]:
            done.result()
    assert sum(cache.get(key) is not None for key in range(6)) == 3
