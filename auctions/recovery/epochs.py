"""New epochs, after a restore: the journals' numbers mean something else than the clients have seen."""

from typing import Any, Protocol

_RAISE = """
    UPDATE auctions_auction
    SET epoch = greatest(epoch + 1, floor(extract(epoch FROM clock_timestamp()) / 60)::integer)
"""


class RaisedEpoch(Protocol):
    """A connection or cursor to whatever database was restored, which need not be Django's."""

    def execute(self, query: Any) -> Any:
        """Run a statement."""


def raise_epochs(line: RaisedEpoch) -> Any:
    """Give every auction a new epoch; gives the cursor, whose `rowcount` says how many.

    Minutes since 1970, not just the next number: a second restore of the same backup must not give out the epoch of
    the first again. Clients with another epoch take a snapshot instead of resuming.
    """
    return line.execute(_RAISE)
