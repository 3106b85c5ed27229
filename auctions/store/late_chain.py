"""Chaining events that were written without a hash: by a release that had no chain, beside this one or before it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.db.models import F

from auctions.models import Auction, AuctionEvent
from auctions.store import chain, columns, journal

AT_ONCE = 500
"""Events chained under one lock: some milliseconds."""
_ROWS = f"""
    SELECT seq, kind, {columns.ms("at")}, payload::text, actor_id, reason, hash FROM auctions_auctionevent
    WHERE auction_id = %s AND seq > %s ORDER BY seq LIMIT %s
"""  # noqa: S608 # constants
_FIELDS = ("seq", "kind", "at", "payload", "actor", "reason")
_RESTORE_END = """
    UPDATE auctions_auction SET (chain_seq, chain_hash) = (
        SELECT coalesce(max(seq), 0), coalesce((array_agg(hash ORDER BY seq DESC))[1], '')
        FROM auctions_auctionevent WHERE auction_id = auctions_auction.id AND hash <> ''
    )
    WHERE id = %s
"""
_WRITE = """
    UPDATE auctions_auctionevent AS event SET hash = row.hash
    FROM json_to_recordset(%s) AS row (seq bigint, hash text)
    WHERE event.auction_id = %s AND event.seq = row.seq
"""


def next_unchained(but: Collection[UUID] = ()) -> UUID | None:
    """Return an auction whose journal goes further than its chain, other than those named; None if there is none.

    It begins from the events without a hash, which an index of their own has, not from all auctions.
    """
    following = AuctionEvent.objects.filter(hash="", seq=F("auction__chain_seq") + 1).exclude(auction__in=[*but])
    return following.order_by().values_list("auction", flat=True).first()


def rows_after(auction_id: UUID, seq: int, limit: int) -> list[tuple[dict[str, Any], str]]:
    """Return rows with larger numbers, `limit` at most, as they are chained, understood or not; each with its hash."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [auction_id, seq, limit])
        return [(_plain(row), row[-1]) for row in cursor.fetchall()]


def _plain(row: tuple[Any, ...]) -> dict[str, Any]:
    plain = dict(zip(_FIELDS, row, strict=False))
    return {**plain, "payload": orjson.loads(plain["payload"])}


def restore_end(auction_id: UUID) -> None:
    """Let the auction's row name the end of its chain again, after its tables were rebuilt. Runs under its lock."""
    with connection.cursor() as cursor:
        cursor.execute(_RESTORE_END, [auction_id])


@transaction.atomic(durable=True)
def chain_some(auction_id: UUID) -> int:
    """Chain the next events of an auction that have no hash, under its lock; return how many there were.

    The auction's row keeps up to which event that was done late, so that nobody is told more than is true.
    Raises psycopg.errors.LockNotAvailable after `lock_limits.WAIT_MS`.
    """
    head = journal.lock(auction_id, [])
    if head is None:
        return 0
    texts = [orjson.dumps(row) for row, _ in rows_after(auction_id, head.chain.seq, AT_ONCE)]
    chained, end = chain.chain_rows(head.chain, texts)
    if end == head.chain:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [f"[{b','.join(chained).decode()}]", auction_id])
    ended = {"chain_seq": end.seq, "chain_hash": end.hash, "chain_late": end.seq}
    Auction.objects.filter(pk=auction_id).update(**ended)
    return len(chained)
