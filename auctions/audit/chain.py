"""The chain of a journal: every stored row is still the one whose hash was written with it."""

from collections.abc import Iterator, Mapping
from typing import Any

from auctions.models import Auction
from auctions.store import chain
from auctions.store.chain import ChainEnd


class ChainCheck:
    """Follows the hashes of one journal, row by row. After a difference it goes on from what is stored."""

    def __init__(self, row: Auction) -> None:
        self._key = row.chain_key
        self._said = ChainEnd.read(row.pk, row.chain_key, row.chain_seq, row.chain_hash)
        self._end = ChainEnd.read(row.pk, row.chain_key)

    def follow(self, row: Mapping[str, Any], digest: str) -> Iterator[str]:
        """Check the next row, as plain JSON values; `digest` is the hash stored with it."""
        follows = row["seq"] == self._end.seq + 1  # else events are missing, which is said of them
        if not digest:
            if row["seq"] <= self._said.seq:
                yield "the event has no hash, and the chain goes further"
            return
        if follows and digest != self._expected(row):
            yield "the event isn't the one that was chained: its hash is another"
        self._end = ChainEnd(self._key, row["seq"], digest)

    def _expected(self, row: Mapping[str, Any]) -> str | None:
        try:
            return chain.chained(row, self._end.hash, self._key).hash
        except (AttributeError, KeyError, TypeError, ValueError):
            return None  # not even its public part can be read

    def check_end(self) -> Iterator[str]:
        """Compare the end of the chain with what the auction's row says it is."""
        if self._end != self._said:
            yield f"the chain ends with event {self._end.seq}, and the auction's row has another end, {self._said.seq}"
