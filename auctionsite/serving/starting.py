"""The start of a process, in which everything is imported."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
        gc.freeze()
        gc.enable()
