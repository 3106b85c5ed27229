"""Commands to many auctions at once, from the program or from an operator at its command line.

One run at a time, one command for each auction, through the same engine as people's. An auction that fails never keeps
the others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from django.db import connection

from auctions import engine
from auctions.models import AuctionEvent
from auctions.publish import messages
from auctions.publish.names import display_names
from auctions.rules.codes import Code
from auctions.rules.commands import Command

log = structlog.get_logger("auctions")
REASON_LENGTH = AuctionEvent._meta.get_field("reason").max_length or 0
_LOCK_KEY = 0x57AC_0001
"""Of the advisory lock that keeps a second run out."""
ANOTHER_RUN = "Another run of fix_stuck_auctions or cancel_auctions is under way. Wait until it is done."


class AlreadyRunning(Exception):
    """Another run is under way at this moment."""


@contextmanager
def exclusive_run() -> Iterator[None]:
    """Keep other runs out, in every process: mending and cancelling alike. Raises AlreadyRunning.

    The lock is a transaction's, on a connection of its own: one of a session would stay behind at a pooler.
    """
    own_connection = connection.copy()
    own_connection.set_autocommit(False)
    try:
        with own_connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK_KEY])
            if not cursor.fetchone()[0]:
                raise AlreadyRunning
        yield
    finally:
        own_connection.rollback()
        own_connection.close()


def issue_command(auction_id: UUID, command: Command) -> str:
    """Execute a command; return a sentence about why not, empty if it was done. Raises nothing of one auction."""
    try:
        [outcome] = engine.execute(auction_id, command)
    except engine.AuctionBusy:
        return messages.short_sentence(Code.BUSY)
    except Exception as error:  # the next auction must get its command all the same
        log.exception("order.failed", auctionId=str(auction_id), command=type(command).__name__, error=str(error))
        return failure_sentence(error)
    return "" if outcome.ok else messages.outcome_sentence(outcome.code, outcome.facts, display_names(auction_id))


def count_noun(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun: `1 sale`, `2 sales`."""
    return f"{number} {singular if number == 1 else plural or f'{singular}s'}"


def failure_sentence(error: Exception) -> str:
    """Return a sentence about an unforeseen error."""
    return f"It failed with {type(error).__name__}: {' '.join(str(error).split())[:200]} The log has more."
