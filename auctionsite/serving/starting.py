"""The start of a process, in which everything is imported, and the garbage collector afterwards."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_CONTAINERS = 20_000
"""Python collects garbage after so many more containers were made than freed; by itself it would after 700.

A batch of bids makes more than 700, and frees nearly all of them with their last reference: 20,000 bids on a hot lot
leave fewer than this to the collector, which used to look through the objects of each batch for nothing. What waits for
it is a few megabytes at most, and a collection takes about a millisecond.
"""


@contextmanager
def importing() -> Iterator[None]:
    """Collect no garbage while modules are imported in the block, nor ever look at what they made again.

    Modules stay for as long as the process, and make hardly any garbage. Python's collector would look through all of
    them a dozen times meanwhile, which takes longer than a third of all imports, and again and again while we serve.
    """
    gc.disable()
    try:
        yield
    finally:
        collect_seldom()


def collect_seldom() -> None:
    """Collect garbage from now on, seldom, and only of what is made from now on."""
    gc.freeze()
    gc.set_threshold(NEW_CONTAINERS)
    gc.enable()
