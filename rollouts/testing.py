"""Flags for tests: set past the service, and put back afterwards."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from waffle.testutils import override_flag


@contextmanager
def flags(**values: bool) -> Iterator[None]:
    """Each named flag is on or off for everyone meanwhile, in every process that sees this database."""
    with ExitStack() as stack:
        for name, value in values.items():
            stack.enter_context(override_flag(name, active=value))
        yield
