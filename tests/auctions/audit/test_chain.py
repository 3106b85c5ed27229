"""The audit follows the hashes of a journal, and names each row that isn't the one that was chained, once."""

from typing import Any
from uuid import UUID

from auctions.audit.chain import ChainCheck
from auctions.models import Auction
from auctions.store import chain
from auctions.store.chain import ChainEnd

AUCTION, KEY = UUID(int=7), UUID(int=8)


def row(seq: int, reason: str = "") -> dict[str, Any]:
    payload: dict[str, Any] = {"auction": None, "lots": [], "participants": [], "ledger": [], "gone": [], "detail": {}}
    return {"seq": seq, "kind": "lot_passed", "at": 1, "payload": payload, "actor": 1, "reason": reason}


def hashes(last: int) -> list[str]:
    end, found = ChainEnd.read(AUCTION, KEY), []
    for seq in range(1, last + 1):
        end = ChainEnd(KEY, seq, chain.chained(row(seq), end.hash, KEY).hash)
        found.append(end.hash)
    return found


def said(rows: list[tuple[dict[str, Any], str]], seq: int, digest: str) -> list[str]:
    """Return what is said of rows with their hashes, where the auction's row names this end."""
    check = ChainCheck(Auction(pk=AUCTION, chain_key=KEY, chain_seq=seq, chain_hash=digest))
    return [sentence for each, stored in rows for sentence in check.follow(each, stored)] + [*check.check_end()]


def test_chain_that_holds_says_nothing() -> None:
    one, two = hashes(2)
    assert said([(row(1), one), (row(2), two)], 2, two) == []
    assert said([(row(1), one), (row(2), "")], 1, one) == [], "what isn't chained yet contradicts nothing"
    assert said([], 0, "") == []


def test_changed_row_is_named_once() -> None:
    one, two = hashes(2)
    changed = "the event isn't the one that was chained: its hash is another"
    assert said([(row(1, "Late"), one), (row(2), two)], 2, two) == [changed]


def test_row_that_cannot_be_read_is_named() -> None:
    [one] = hashes(1)
    assert len(said([(row(1) | {"payload": {}}, one)], 1, one)) == 1


def test_missing_rows_are_left_to_whoever_counts_them() -> None:
    one, _, three = hashes(3)
    assert said([(row(1), one), (row(3), three)], 3, three) == []


def test_end_that_the_auctions_row_does_not_name_is_found() -> None:
    one, two = hashes(2)
    assert said([(row(1), one)], 2, two) == [
        "the chain ends with event 1, and the auction's row has another end, 2",
    ]
