"""The chain of a journal: each event's hash covers its public record, and with it the hash of the event before.

    commitment = SHA-256( SHA-256(key ‖ " " ‖ seq) ‖ canonical JSON of the stored row )
    hash       = SHA-256( canonical JSON of the public record, which names `before` and the commitment )

So whoever has the public records can compute every hash, and nobody can change what is stored, public or not, without
changing them. Maxima stay secret: of them the record has the commitment alone, whose key nobody is told.
Canonical JSON is UTF-8, keys in order, no spaces, whole numbers; docs/proof.md says the same for strangers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

_LOT = ("id", "number", "asset", "status", "opening_price", "price", "leader", "sold_to", "sold_for")
_DETAIL = ("lot", "participant", "other", "asset", "amount", "price", "before", "gives", "takes", "pays", "refund")
_SECRET_KINDS = frozenset({"proxy_changed"})
_SECRET_ENTRIES = frozenset({"hold", "release"})
"""What is held may be a maximum."""


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """The end of an auction's chain: event `seq`, whose hash is `hash`. `key` keeps commitments secret."""

    key: UUID
    seq: int
    hash: str

    @classmethod
    def read(cls, auction_id: UUID, key: UUID, seq: int = 0, digest: str = "") -> "ChainEnd":
        """The end from its columns; before the first event it is the hash of the auction's id."""
        return cls(key, seq, digest or first_link(auction_id))


@dataclass(frozen=True, slots=True)
class Link:
    """An event in the chain: its public record, and the hash of that."""

    record: Mapping[str, Any]
    hash: str


def first_link(auction_id: UUID) -> str:
    """Return what event 1 of an auction names as the hash before it."""
    return sha256(str(auction_id).encode()).hexdigest()


def canonical(value: Any) -> bytes:
    """Return plain JSON values as the one text that is hashed."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def chained(row: Mapping[str, Any], before: str, key: UUID) -> Link:
    """Return the link of a journal row, as plain JSON values: what it says is taken as it stands, known or not."""
    return Link(*_link(row, before, str(key)))


def _link(row: Mapping[str, Any], before: str, key: str) -> tuple[dict[str, Any], str]:
    """Return a row's public record, and the hash of that."""
    record = public_record(row)
    record["before"], record["private"] = before, _commitment(row, key)
    return record, sha256(canonical(record)).hexdigest()


def chain_rows(end: ChainEnd, texts: Sequence[bytes]) -> tuple[list[bytes], ChainEnd]:
    """Return journal rows, each a JSON object's text, with their hashes, and the end after them.

    Rows that don't follow on the end get none: an older release has written between, and `late_chain` comes for them.
    """
    # Every bid goes through here: the key is spelt once, and no object is made of each link.
    chained_texts, key, seq, digest = [], str(end.key), end.seq, end.hash
    for text in texts:
        row = orjson.loads(text)
        if row["seq"] != seq + 1:
            return [*texts], end
        seq, (_, digest) = row["seq"], _link(row, digest, key)
        chained_texts.append(b'%b,"hash":"%b"}' % (text[:-1], digest.encode()))
    return chained_texts, ChainEnd(end.key, seq, digest)


def public_record(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row says to everybody: sales and money, by ids; no names, no maxima, no words that were typed."""
    public: dict[str, Any] = {"seq": row["seq"], "at": row["at"], "kind": row["kind"]}
    if row["kind"] in _SECRET_KINDS:
        return public
    payload = row["payload"]
    if payload["auction"]:
        public["status"] = payload["auction"]["status"]
    detail = payload["detail"]
    public["lots"] = [{name: lot[name] for name in _LOT} for lot in payload["lots"]]
    public["participants"] = [_participant(seat) for seat in payload["participants"]]
    public["ledger"] = [entry for entry in payload["ledger"] if entry["kind"] not in _SECRET_ENTRIES]
    public["detail"] = {name: detail[name] for name in _DETAIL if name in detail}
    return public


def _participant(seat: Mapping[str, Any]) -> dict[str, Any]:
    """A seat with the money that everybody sees: of what is held the visible prices count."""
    return {
        "id": seat["id"],
        "granted": seat["granted"] + seat["adjusted"],
        "held": seat["held"] - seat.get("secret", 0),
        "spent": seat["spent"],
        "roster": _pairs(seat["roster"]),
    }


def _pairs(roster: Iterable[Mapping[str, Any]]) -> list[list[int]]:
    return [[slot["lot"], slot["price"]] for slot in roster]


def _commitment(row: Mapping[str, Any], key: str) -> str:
    salt = sha256(f"{key} {row['seq']}".encode()).digest()
    return sha256(salt + canonical(row)).hexdigest()
