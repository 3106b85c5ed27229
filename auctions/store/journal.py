"""All SQL of the path that changes auctions: read under the lock, write in one pipeline.

It runs on Django's own connection, inside the caller's `atomic` block, and past the ORM: one bid through the ORM
costs about two milliseconds of CPU, a batch of 64 through these statements about as much. Nothing else writes to
the tables of a running auction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson
import psycopg
from django.db import connection

from auctions.rules import clock, money
from auctions.rules.events import ADDS_LOTS, CHANGES_HANDS, Event, EventKind
from auctions.rules.state import AuctionHeader, AuctionState, LotState, LotStatus, ParticipantState, Slot
from auctions.store import codec, columns
from auctions.store.columns import Columns

NOW_MS = "floor(extract(epoch from clock_timestamp()) * 1000)::bigint"
IDLE_MS = 500
"""A decision leaves its transaction idle for some milliseconds only."""
HELD_MS = 10_000
"""No decision has the lock for longer, on whatever machine."""
_LIMITS_HELD_SINCE = 170_000
"""The first Postgres that can end a transaction which takes too long."""
AUCTION, LOT, PARTICIPANT = Columns(AuctionHeader), Columns(LotState), Columns(ParticipantState)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest event's number, the clock read after the lock, and the outcomes already stored for these ids."""

    seq: int
    epoch: int
    now: int
    outcomes: dict[tuple[int, UUID], tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class BidRow:
    """A bid as it is stored: code and receipt, and the number of its event."""

    lot: int | None
    participant: int | None
    actor: int | None
    amount: int
    code: str
    seq: int | None
    arrived: int
    decided: int
    receipt: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """The answer to a command, kept for when it is sent again."""

    user: int
    command_id: UUID
    fingerprint: str
    outcome: dict[str, Any]


def raw() -> "psycopg.Connection[Any]":
    """The psycopg connection under Django's: for pipelines and server-side binding."""
    connection.ensure_connection()
    below: psycopg.Connection[Any] = connection.connection
    return below


def _cursor(below: "psycopg.Connection[Any]") -> "psycopg.Cursor[Any]":
    return psycopg.Cursor(below)


# NO KEY: rows of other tables that refer to the auction can be inserted meanwhile, which take a share of its key.
_LOCK = "SELECT seq, epoch FROM auctions_auction WHERE id = %s FOR NO KEY UPDATE"
_OUTCOMES = """
    SELECT user_id, command_id, fingerprint, outcome::text FROM auctions_commandoutcome
    WHERE auction_id = %s AND command_id = ANY(%s)
"""


def lock(
    auction_id: UUID, command_ids: Sequence[UUID], *, idle_ms: int = IDLE_MS, held_ms: int = HELD_MS
) -> Head | None:
    """Lock the auction's row, then read the clock: two round trips. None if there is no such auction.

    Raises psycopg.errors.LockNotAvailable after 3 s. Whoever has the lock and says nothing for `idle_ms` is stopped or
    dead, and loses it with its connection: psycopg.errors.IdleInTransactionSessionTimeout, should it go on. One that
    was stopped in the middle of what it sends isn't idle for Postgres: it loses the lock `held_ms` after it got it, and
    before Postgres 17 not at all. It hears of it by an OperationalError.
    """
    below = raw()
    alone = not connection.savepoint_ids  # a transaction around this one would keep the limits
    with below.pipeline():  # all are sent before the first is answered
        _cursor(below).execute("SET LOCAL lock_timeout = '3s'", prepare=True)
        if alone:
            limit = f"SET LOCAL idle_in_transaction_session_timeout = {idle_ms:d}"
            _cursor(below).execute(limit, prepare=True)
        head = _cursor(below).execute(_LOCK, (auction_id,), prepare=True)
        if (
            alone and below.info.server_version >= _LIMITS_HELD_SINCE
        ):  # from now on: the wait for the lock doesn't count
            _cursor(below).execute(f"SET LOCAL transaction_timeout = {max(held_ms, idle_ms):d}", prepare=True)
        stored = _cursor(below).execute(_OUTCOMES, (auction_id, list(command_ids)), prepare=True)
    row = head.fetchone()
    if row is None:
        return None
    outcomes = {(user, command_id): (fingerprint, orjson.loads(text)) for user, command_id, fingerprint, text in stored}
    # After the lock: in the locking statement the clock would be read before the wait. After the pipeline: that ends
    # with a Flush, and Postgres would wait for what comes next without the limit on idleness.
    return Head(row[0], row[1], now_ms(), outcomes)


def _one(cursor: "psycopg.Cursor[Any]") -> Any:
    row = cursor.fetchone()
    assert row is not None  # noqa: S101 # the statement always has a row
    return row[0]


def now_ms() -> int:
    """Return the database's clock, in epoch milliseconds."""
    return int(_one(_cursor(raw()).execute(f"SELECT {NOW_MS}", prepare=True)))  # a constant


def head_of(auction_id: UUID) -> tuple[int, int] | None:
    """Return (seq, epoch) of an auction, without a lock; None if there is no such auction."""
    row: tuple[int, int] | None = (
        _cursor(raw())
        .execute("SELECT seq, epoch FROM auctions_auction WHERE id = %s", (auction_id,), prepare=True)
        .fetchone()
    )
    return row


_EVENTS = f"""
    SELECT seq, kind, {columns.ms("at")}, payload::text, actor_id, reason FROM auctions_auctionevent
    WHERE auction_id = %s AND seq > %s ORDER BY seq LIMIT %s
"""  # noqa: S608 # constants


def events_after(auction_id: UUID, seq: int, limit: int) -> list[Event]:
    """Return events with larger numbers, in order, `limit` at most. Raises codec.Unreadable."""
    rows = _cursor(raw()).execute(_EVENTS, (auction_id, seq, limit), prepare=True)
    return [
        codec.load_event(seq=n, kind=kind, at=at, payload=orjson.loads(payload), actor=actor, reason=reason)
        for n, kind, at, payload, actor, reason in rows
    ]


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
    cursor = psycopg.Cursor(raw(), row_factory=psycopg.rows.dict_row)
    return cursor.execute(query, (auction_id,), prepare=True).fetchall()


_UNKNOWN_KIND = """
    SELECT seq, kind FROM auctions_auctionevent WHERE auction_id = %s AND seq > %s AND kind <> ALL(%s) LIMIT 1
"""
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
    unknown = _cursor(raw()).execute(_UNKNOWN_KIND, (auction_id, understood, [*EventKind]), prepare=True).fetchone()
    if unknown is not None:
        raise codec.Unreadable("event {} is of the unknown kind {}".format(*unknown))
    if len(_understood) >= _UNDERSTOOD_AUCTIONS:
        _understood.clear()
    _understood[auction_id, epoch] = seq


def _state_of_rows(head: dict[str, Any], lots_rows: list[dict[str, Any]], seats: list[dict[str, Any]]) -> AuctionState:
    owners = {row["id"]: row.pop("owner") for row in lots_rows}
    lots = [codec.load(LotState, {**row, "earlier": orjson.loads(row["earlier"])}) for row in lots_rows]
    auction = replace(
        codec.load(AuctionHeader, {**head, "settings": orjson.loads(head["settings"])}),
        lots_total=len(lots),
        lots_sold=sum(lot.status is LotStatus.SOLD for lot in lots),
        lots_unsold=sum(lot.status is LotStatus.UNSOLD for lot in lots),
        lots_withdrawn=sum(lot.status is LotStatus.WITHDRAWN for lot in lots if head["status"] != "cancelled"),
    )
    by_id = {lot.id: lot for lot in lots}
    participants = [_participant(row, [lot for lot in lots if owners[lot.id] == row["id"]], by_id) for row in seats]
    return AuctionState.of(seq=head["seq"], epoch=head["epoch"], auction=auction, lots=lots, participants=participants)


def _participant(row: dict[str, Any], owned: Iterable[LotState], lots: Mapping[int, LotState]) -> ParticipantState:
    roster = tuple(Slot(lot.id, lot.asset, lot.sold_for or 0) for lot in owned)
    seat = codec.load(ParticipantState, {**row, "proxies": orjson.loads(row["proxies"])})
    return replace(seat, roster=roster, secret=money.secret(lots, seat))


_SNAPSHOT = """
    SELECT state::text FROM auctions_auctionsnapshot
    WHERE auction_id = %s AND epoch = %s AND seq <= %s ORDER BY seq DESC LIMIT 1
"""


def newest_snapshot(auction_id: UUID, seq: int, epoch: int) -> str | None:
    """Return the JSON text of the newest snapshot up to `seq`; None if there is none. `snapshots.py` writes them."""
    row = _cursor(raw()).execute(_SNAPSHOT, (auction_id, epoch, seq), prepare=True).fetchone()
    return row[0] if row else None


# Writing ------------------------------------------------------------------------------------------
# Rows travel as one JSON text for each table, not as arrays of columns: escaping JSON inside of arrays costs the
# client more than everything else together, and the keys are the dataclasses' fields.
_INSERT_EVENTS = f"""
    INSERT INTO auctions_auctionevent (auction_id, seq, kind, at, payload, actor_id, reason)
    SELECT %s, seq, kind, {columns.instant("at")}, payload, actor, reason
    FROM json_to_recordset(%s) AS row (seq bigint, kind text, at bigint, payload jsonb, actor bigint, reason text)
"""  # noqa: S608 # constants
_INSERT_BIDS = f"""
    INSERT INTO auctions_bid
        (auction_id, lot_id, participant_id, actor_id, amount, code, seq, arrived_at, decided_at, receipt)
    SELECT %s, lot, participant, actor, amount, code, seq, {columns.instant("arrived")}, {columns.instant("decided")},
        receipt
    FROM json_to_recordset(%s) AS row (lot bigint, participant bigint, actor bigint, amount bigint, code text,
        seq bigint, arrived bigint, decided bigint, receipt jsonb)
"""  # noqa: S608 # constants
_INSERT_OUTCOMES = """
    INSERT INTO auctions_commandoutcome (auction_id, user_id, command_id, fingerprint, outcome)
    SELECT %s, "user", command_id, fingerprint, outcome
    FROM json_to_recordset(%s) AS row ("user" bigint, command_id uuid, fingerprint text, outcome jsonb)
"""
_UPDATE_HEAD = f"UPDATE auctions_auction SET seq = %s, next_deadline = {columns.instant('%s::bigint')} WHERE id = %s"  # noqa: S608 # constants
_UPDATE_AUCTION = f"""
    UPDATE auctions_auction AS auction SET {columns.assigned(AUCTION.changing)}
    FROM json_to_record(%s) AS row ({columns.fields(AUCTION.changing)}) WHERE auction.id = %s
"""  # noqa: S608 # constants
_UPSERT_PARTICIPANTS = f"""
    INSERT INTO auctions_participant (auction_id, available, {columns.names(PARTICIPANT.all)})
    SELECT %s, granted + adjusted - held - spent, {columns.values(PARTICIPANT.all)}
    FROM json_to_recordset(%s) AS row ({columns.fields(PARTICIPANT.all)})
    ON CONFLICT (id) DO UPDATE SET available = excluded.available, {columns.excluded(PARTICIPANT.changing)}
"""  # noqa: S608 # constants
_UPDATE_LOTS = f"""
    UPDATE auctions_lot AS lot SET {columns.assigned(LOT.changing)}
    FROM json_to_recordset(%s) AS row ({columns.fields(LOT.key + LOT.changing)})
    WHERE lot.id = row.id AND lot.auction_id = %s
"""  # noqa: S608 # constants

_UPSERT_LOTS = f"""
    INSERT INTO auctions_lot (auction_id, exclusive, {columns.names(LOT.all)})
    SELECT %s, %s, {columns.values(LOT.all)} FROM json_to_recordset(%s) AS row ({columns.fields(LOT.all)})
    ON CONFLICT (id) DO UPDATE SET {columns.excluded(LOT.fixed + LOT.changing)}
"""  # noqa: S608 # constants
_SET_EXCLUSIVE = "UPDATE auctions_lot SET exclusive = %s WHERE auction_id = %s AND exclusive <> %s"

# The table of lots keeps an owner only where it isn't the buyer: `traded_to_id`, or `dropped` for nobody. First all are
# forgotten, then those that differ are written: what is traded back to its buyer leaves nothing behind.
_FORGET_OWNERS = """
    UPDATE auctions_lot SET traded_to_id = NULL, dropped = false
    WHERE auction_id = %s AND (dropped OR traded_to_id IS NOT NULL)
"""
_WRITE_OWNERS = """
    UPDATE auctions_lot AS lot SET traded_to_id = nullif(row.owner, lot.sold_to_id), dropped = row.owner IS NULL
    FROM json_to_recordset(%s) AS row (id bigint, owner bigint)
    WHERE lot.id = row.id AND lot.auction_id = %s AND row.owner IS DISTINCT FROM lot.sold_to_id
"""


def _json(rows: Any) -> str:
    return orjson.dumps(rows).decode()


def write(
    auction_id: UUID,
    state: AuctionState,
    events: Sequence[Event],
    bids: Sequence[BidRow],
    outcomes: Sequence[OutcomeRow],
) -> None:
    """Write a batch: the events, what they changed, the bids and the answers. `state` is the one after them."""
    below = raw()
    with below.pipeline():
        if events:
            _write_events(below, auction_id, state, events)
        if bids:
            _cursor(below).execute(_INSERT_BIDS, (auction_id, _json(bids)), prepare=True)
        if outcomes:
            _cursor(below).execute(_INSERT_OUTCOMES, (auction_id, _json(outcomes)), prepare=True)


def _write_events(
    below: "psycopg.Connection[Any]", auction_id: UUID, state: AuctionState, events: Sequence[Event]
) -> None:
    rows = [codec.dump_event(event) for event in events]
    _cursor(below).execute(_INSERT_EVENTS, (auction_id, _json(rows)), prepare=True)
    head = (state.seq, clock.next_deadline(state), auction_id)
    _cursor(below).execute(_UPDATE_HEAD, head, prepare=True)
    if any(event.auction for event in events):
        _cursor(below).execute(_UPDATE_AUCTION, (_json(codec.dump_header(state.auction)), auction_id), prepare=True)
    seats = {each.id: each for event in events for each in event.participants}
    if seats:
        _cursor(below).execute(_UPSERT_PARTICIPANTS, (auction_id, _json([*seats.values()])), prepare=True)
    changed_hands = any(event.kind in CHANGES_HANDS for event in events)
    if changed_hands:  # first nobody, then lots, then owners: a lot may be sold or undone in the same batch
        _cursor(below).execute(_FORGET_OWNERS, (auction_id,), prepare=True)
    lots = {lot.id: lot for event in events for lot in event.lots}.values()
    if any(event.kind in ADDS_LOTS for event in events):
        _add_lots(below, auction_id, state, [*lots])
    # The index of the one open lot is checked row by row: the lot that closes must make room before another opens.
    _write_lots(below, auction_id, [lot for lot in lots if lot.status is not LotStatus.OPEN])
    _write_lots(below, auction_id, [lot for lot in lots if lot.status is LotStatus.OPEN])
    if changed_hands:
        _cursor(below).execute(_WRITE_OWNERS, (_json(_owners(state)), auction_id), prepare=True)


def _owners(state: AuctionState) -> list[dict[str, int | None]]:
    """Return the owner of each lot that was sold; the tables keep it where it isn't the buyer."""
    owners = {slot.lot: each.id for each in state.participants.values() for slot in each.roster}
    return [{"id": lot.id, "owner": owners.get(lot.id)} for lot in state.lots.values() if lot.status is LotStatus.SOLD]


def _write_lots(below: "psycopg.Connection[Any]", auction_id: UUID, lots: Sequence[LotState]) -> None:
    if lots:
        _cursor(below).execute(_UPDATE_LOTS, (_json(lots), auction_id), prepare=True)


def _add_lots(
    below: "psycopg.Connection[Any]", auction_id: UUID, state: AuctionState, lots: Sequence[LotState]
) -> None:
    """Write the lots that aren't open yet, new ones too, and of all whether one is open at a time."""
    live, waiting = state.auction.format == "live", [lot for lot in lots if lot.status is not LotStatus.OPEN]
    _cursor(below).execute(_UPSERT_LOTS, (auction_id, live, _json(waiting)))
    _cursor(below).execute(_SET_EXCLUSIVE, (live, auction_id, live))


# Restoring ----------------------------------------------------------------------------------------
# Numbers are made negative and lots blank first: the indexes of one number and one open lot are checked row by row.
_BLANK_LOTS = """
    UPDATE auctions_lot SET status = 'queued', number = -number, leader_id = NULL, hold = 0, sold_to_id = NULL,
        sold_for = NULL
    WHERE auction_id = %s
"""
_REMOVE_LOTS = "DELETE FROM auctions_lot WHERE auction_id = %s AND id <> ALL(%s)"
_REMOVE_PARTICIPANTS = "DELETE FROM auctions_participant WHERE auction_id = %s AND id <> ALL(%s)"
_RESTORE_AUCTION = f"""
    UPDATE auctions_auction AS auction SET {columns.assigned(AUCTION.fixed)}, epoch = epoch + 1
    FROM json_to_record(%s) AS row ({columns.fields(AUCTION.fixed)}) WHERE auction.id = %s
    RETURNING epoch
"""  # noqa: S608 # constants


def restore_tables(auction_id: UUID, state: AuctionState) -> int:
    """Make every row of an auction, but bids and answers, say what `state` says; return the new epoch.

    By the new epoch, processes and clients see that what they know of the auction may be wrong.
    Runs under the lock. Raises IntegrityError if the tables can't hold the state.
    """
    auction, lots, below = codec.dump_header(state.auction), [*state.lots.values()], raw()
    with below.pipeline():
        _cursor(below).execute(_FORGET_OWNERS, (auction_id,), prepare=True)
        _cursor(below).execute(_BLANK_LOTS, (auction_id,))
        _cursor(below).execute(_REMOVE_LOTS, (auction_id, [*state.lots]))
        _cursor(below).execute(_UPSERT_PARTICIPANTS, (auction_id, _json([*state.participants.values()])), prepare=True)
        _cursor(below).execute(_UPSERT_LOTS, (auction_id, state.auction.format == "live", _json(lots)))
        _cursor(below).execute(_WRITE_OWNERS, (_json(_owners(state)), auction_id), prepare=True)
        _cursor(below).execute(_REMOVE_PARTICIPANTS, (auction_id, [*state.participants]))
        _cursor(below).execute(_UPDATE_AUCTION, (_json(auction), auction_id), prepare=True)
        _cursor(below).execute(_UPDATE_HEAD, (state.seq, clock.next_deadline(state), auction_id), prepare=True)
        epoch = _cursor(below).execute(_RESTORE_AUCTION, (_json(auction), auction_id))
    return int(_one(epoch))
