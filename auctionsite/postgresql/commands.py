"""Commands say in one sentence that the database is away."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError

from auctionsite.postgresql.availability import CONNECTION_ERRORS, SENTENCE, DatabaseAway, circuit
from auctionsite.postgresql.base import process_pool
from auctionsite.postgresql.pool import try_to_connect


@contextmanager
def exit_if_database_is_away() -> Iterator[None]:
    """End the program with a sentence and exit code 1, if what is raised in the block came of an absent database."""
    try:
        yield
    except CONNECTION_ERRORS:
        if not (circuit.is_away or _is_away_now()):
            raise
        sys.exit(SENTENCE)


def _is_away_now() -> bool:
    """Look: it may have gone away in the middle of a statement, of which nobody has noted it."""
    try:
        try_to_connect(process_pool().kwargs)
    except DatabaseAway:
        return True
    except OperationalError:
        return False
    return False
