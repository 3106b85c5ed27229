"""Reading an auction: one round trip that locks it and reads its clock, its events, and the state in its tables.

With `writing.py` this is all SQL of the path that changes auctions. It runs on Django's own connection, inside the
caller's `atomic` block, and past the ORM and psycopg's cursors (`wire.py`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

import orjson
import psycopg

from auctions.rules import money
from auctions.rules.events import Event, EventKind
from auctions.rules.state import AuctionHeader, AuctionState, LotState, ParticipantState, Slot, changed, lot_counts
from auctions.store import codec, columns, wire
from auctions.store.chain import ChainEnd
from auctions.store.columns import AUCTION, LOT, PARTICIPANT, Columns
from auctions.store.wire import Statement
from auctionsite.postgresql import lock_limits
from leagues.settings.auction import AuctionSettings

T = TypeVar("T")
NOW_MS = "floor(extract(epoch from clock_timestamp()) * 1000)::bigint"
_LIMITS_HELD_SINCE = 170_000
"""The first Postgres that can end a transaction which takes too long."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest event's number, the clock read after the lock, and the outcomes already stored for these ids."""

    seq: int
    epoch: int
    now: int
    outcomes: dict[tuple[int, UUID], tuple[str, dict[str, Any]]]
    chain: ChainEnd


# NO KEY: rows of other tables that refer to the auction can be inserted meanwhile, which take a share of its key.
_LIMIT_WAIT = Statement("SELECT set_config('lock_timeout', %s, true)")
_LIMIT_WAIT_AND_IDLENESS = Statement("""
    SELECT set_config('lock_timeout', %s, true), set_config('idle_in_transaction_session_timeout', %s, true)
""")
_LOCK = Statement("""
    SELECT seq, epoch, chain_key, chain_seq, chain_hash FROM auctions_auction WHERE id = %s::uuid FOR NO KEY UPDATE
""")
_CLOCK = Statement(f"SELECT {NOW_MS}")  # a constant
_CLOCK_AND_LIMIT_HOLD = Statement(f"SELECT {NOW_MS}, set_config('transaction_timeout', %s, true)")
_OUTCOMES = Statement("""
    SELECT user_id, command_id, fingerprint, outcome FROM auctions_commandoutcome
    WHERE auction_id = %s::uuid AND command_id = ANY(%s::uuid[])
""")


def lock(
    auction_id: UUID, command_ids: Sequence[UUID], *, idle_ms: int | None = None, held_ms: int | None = None
) -> Head | None:
    """Lock the auction's row, then read the clock, in one round trip. None if there is no such auction.

    Raises psycopg.errors.LockNotAvailable after `lock_limits.WAIT_MS`; the other limits are from there too, unless they
    are given. Whoever has the lock and says nothing for `idle_ms` is stopped or dead, and loses it with its connection:
    psycopg.errors.IdleInTransactionSessionTimeout, should it go on. One that was stopped in the middle of what it sends
    isn't idle for Postgres: it loses the lock `held_ms` after it got it (TransactionTimeout), before Postgres 17 never.
    """
    alone = wire.is_outermost()  # a transaction around this one would keep the limits
    wait_ms, idle_ms, held_ms = lock_limits.WAIT_MS, idle_ms or lock_limits.IDLE_MS, held_ms or lock_limits.HELD_MS
    limited = alone and wire.raw().info.server_version >= _LIMITS_HELD_SINCE
    _, locked_rows, stored, [[now, *_]] = wire.round_trip(
        (_LIMIT_WAIT_AND_IDLENESS, (wait_ms, idle_ms)) if alone else (_LIMIT_WAIT, (wait_ms,)),
        (_LOCK, (auction_id,)),
        # Statements of their own after the locking one, in which the clock, and the answers that are there, would be
        # read before the wait. The wait doesn't count as time for which the lock is held.
        (_OUTCOMES, (auction_id, command_ids)),
        (_CLOCK_AND_LIMIT_HOLD, (max(held_ms, idle_ms),)) if limited else (_CLOCK, ()),
    )
    if not locked_rows:
        return None
    [[seq, epoch, *end]] = locked_rows
    outcomes = dict(map(_outcome, stored))
    return Head(wire.number(seq), wire.number(epoch), wire.number(now), outcomes, _chain_end(auction_id, end))


def _chain_end(auction_id: UUID, found: Sequence[bytes | None]) -> ChainEnd:
    key, seq, digest = map(wire.given, found)
    return ChainEnd.read(auction_id, UUID(key.decode()), int(seq), digest.decode())


def _outcome(row: wire.Row) -> tuple[tuple[int, UUID], tuple[str, dict[str, Any]]]:
    user, command_id, fingerprint, outcome = map(wire.given, row)
    return (int(user), UUID(command_id.decode())), (fingerprint.decode(), orjson.loads(outcome))


def now_ms() -> int:
    """Return the database's clock, in epoch milliseconds."""
    [[[now]]] = wire.round_trip((_CLOCK, ()))
    return wire.number(now)


_HEAD = Statement("SELECT seq, epoch FROM auctions_auction WHERE id = %s::uuid")


def head_of(auction_id: UUID) -> tuple[int, int] | None:
    """Return (seq, epoch) of an auction, without a lock; None if there is no such auction."""
    [rows] = wire.round_trip((_HEAD, (auction_id,)))
    return next(((wire.number(seq), wire.number(epoch)) for seq, epoch in rows), None)


_EVENTS = Statement(f"""
    SELECT seq, kind, {columns.ms("at")}, payload, actor_id, reason FROM auctions_auctionevent
    WHERE auction_id = %s::uuid AND seq > %s::bigint ORDER BY seq LIMIT %s::bigint
""")  # noqa: S608 # constants


def events_after(auction_id: UUID, seq: int, limit: int) -> list[Event]:
    """Return events with larger numbers, in order, `limit` at most. Raises codec.Unreadable."""
    [rows] = wire.round_trip((_EVENTS, (auction_id, seq, limit)))
    return [
        codec.load_event(
            seq=wire.number(n),
            kind=wire.given(kind).decode(),
            at=wire.number(at),
            payload=orjson.loads(wire.given(payload)),
            actor=None if actor is None else int(actor),
            reason=wire.given(reason).decode(),
        )
        for n, kind, at, payload, actor, reason in rows
    ]


_SETTINGS = Statement("""
    SELECT payload -> 'auction' -> 'settings' FROM auctions_auctionevent
    WHERE auction_id = %s::uuid AND seq < %s::bigint AND jsonb_typeof(payload -> 'auction') = 'object'
    ORDER BY seq DESC LIMIT 1
""")


def settings_before(auction_id: UUID, seq: int) -> AuctionSettings:
    """Return the settings under which an event happened that brings none itself. Raises codec.Unreadable."""
    [[[settings]]] = wire.round_trip((_SETTINGS, (auction_id, seq)))
    return AuctionSettings.read(orjson.loads(wire.given(settings)))


# Reading the tables -------------------------------------------------------------------------------
_AUCTION = f"SELECT {columns.read(AUCTION.all)}, seq, epoch FROM auctions_auction WHERE id = %s"  # noqa: S608 # constants
_LOTS = f"""
    SELECT {columns.read(LOT.all)}, CASE WHEN NOT dropped THEN coalesce(traded_to_id, sold_to_id) END AS owner
    FROM auctions_lot WHERE auction_id = %s ORDER BY number
"""  # noqa: S608 # constants
_PARTICIPANTS = f"""
    SELECT {columns.read(PARTICIPANT.all)} FROM auctions_participant WHERE auction_id = %s ORDER BY id
"""  # noqa: S608 # constants


def _rows(query: str, auction_id: UUID) -> list[dict[str, Any]]:
    cursor = psycopg.Cursor(wire.raw(), row_factory=psycopg.rows.dict_row)
    return cursor.execute(query, (auction_id,)).fetchall()


_UNKNOWN_KIND = Statement("""
    SELECT seq, kind FROM auctions_auctionevent
    WHERE auction_id = %s::uuid AND seq > %s::bigint AND kind <> ALL(%s::text[]) LIMIT 1
""")
_UNDERSTOOD_AUCTIONS = 1000
_understood: dict[tuple[UUID, int], int] = {}
"""By auction and epoch, up to which event this process has found every kind known. Within an epoch journals only grow,
so the tables are read as fast at the end of an evening as at its beginning. Each use is one step: threads share it."""


def state_from_tables(auction_id: UUID) -> AuctionState:
    """Return the state in the tables. Consistent under the lock; otherwise the caller compares `seq` before and after.

    Raises LookupError if there is no such auction, and codec.Unreadable. That is also the case where the tables look
    sound and the journal has an event of an unknown kind: what it means for the auction, nobody knows here.
    """
    heads = _rows(_AUCTION, auction_id)
    if not heads:
        raise LookupError(auction_id)
    rows = _rows(_LOTS, auction_id)
    seats = _rows(_PARTICIPANTS, auction_id)
    _refuse_unknown_kinds(auction_id, heads[0]["seq"], heads[0]["epoch"])
    with codec.reading("a row of its tables"):
        return _state_of_rows(heads[0], rows, seats)


def _refuse_unknown_kinds(auction_id: UUID, seq: int, epoch: int) -> None:
    understood = _understood.get((auction_id, epoch), 0)
    [unknown] = wire.round_trip((_UNKNOWN_KIND, (auction_id, understood, tuple(EventKind))))
    for number, kind in unknown:
        raise codec.Unreadable(f"event {wire.number(number)} is of the unknown kind {wire.given(kind).decode()}")
    if len(_understood) >= _UNDERSTOOD_AUCTIONS:
        _understood.clear()
    _understood[auction_id, epoch] = seq


def _state_of_rows(head: dict[str, Any], lots_rows: list[dict[str, Any]], seats: list[dict[str, Any]]) -> AuctionState:
    owners = {row["id"]: row.pop("owner") for row in lots_rows}
    lots = [_loaded(LotState, LOT, row) for row in lots_rows]
    auction = _loaded(AuctionHeader, AUCTION, head)
    counts = lot_counts(auction.status, Counter(lot.status for lot in lots))
    auction = changed(auction, lots_total=len(lots), **counts)
    by_id = {lot.id: lot for lot in lots}
    participants = [_participant(row, [lot for lot in lots if owners[lot.id] == row["id"]], by_id) for row in seats]
    return AuctionState.of(seq=head["seq"], epoch=head["epoch"], auction=auction, lots=lots, participants=participants)


def _participant(row: dict[str, Any], owned: Iterable[LotState], lots: Mapping[int, LotState]) -> ParticipantState:
    roster = tuple(Slot(lot.id, lot.asset, lot.sold_for or 0) for lot in owned)
    seat = _loaded(ParticipantState, PARTICIPANT, row)
    return replace(seat, roster=roster, secret=money.secret(lots, seat))


def _loaded(kind: Callable[..., T], kept: Columns, row: Mapping[str, Any]) -> T:
    """Return the object that a row keeps; JSON came as text."""
    return codec.load(kind, {**row, **{column.field: orjson.loads(row[column.field]) for column in kept.json}})
