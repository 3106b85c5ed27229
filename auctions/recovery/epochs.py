"""New epochs after a restore: the journals' numbers may mean something else than clients have seen."""

from typing import Any, Protocol

_RAISE = """
    UPDATE auctions_auction
    SET epoch = greatest(epoch + 1, floor(extract(epoch FROM clock_timestamp()) / 60)::integer)
"""


class SqlExecutor(Protocol):
    """A connection or cursor to whatever database was restored, which need not be Django's."""

    def execute(self, query: Any) -> Any:
        """Run a statement."""


def raise_epochs(executor: SqlExecutor) -> Any:
    """Give every auction a new epoch; return the cursor, whose `rowcount` says how many there are.

    Minutes since 1970, not just the next number: a second restore of the same backup must not give out the epoch of
    the first again. Clients with another epoch take a snapshot instead of resuming.
    """
    return executor.execute(_RAISE)
