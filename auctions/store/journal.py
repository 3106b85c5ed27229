"""All SQL of the path that changes auctions: one round trip to lock and read, and one to write and commit.

It runs on Django's own connection, inside the caller's `atomic` block, and past the ORM and psycopg's cursors
(`wire.py`). Nothing else writes to the tables of a running auction.
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
from auctions.store import chain, codec, columns, wire
from auctions.store.chain import ChainEnd
from auctions.store.columns import Columns
from auctions.store.wire import Statement
from auctionsite.postgresql import lock_limits

NOW_MS = "floor(extract(epoch from clock_timestamp()) * 1000)::bigint"
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
    chain: ChainEnd


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
    alone = _is_outermost()  # a transaction around this one would keep the limits
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


def _is_outermost() -> bool:
    """True unless the transaction is within another one, which goes on after it."""
    return not connection.savepoint_ids


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


# Writing ------------------------------------------------------------------------------------------
# Rows travel as one JSON text for each table, not as arrays of columns: escaping JSON inside of arrays costs the
# client more than everything else together, and the keys are the dataclasses' fields.
_INSERT_EVENTS = Statement(f"""
    INSERT INTO auctions_auctionevent (auction_id, seq, kind, at, payload, actor_id, reason, hash)
    SELECT %s::uuid, seq, kind, {columns.instant("at")}, payload, actor, reason, coalesce(hash, '')
    FROM json_to_recordset(%s::json)
    AS row (seq bigint, kind text, at bigint, payload jsonb, actor bigint, reason text, hash text)
""")  # noqa: S608 # constants
_INSERT_BIDS = Statement(f"""
    INSERT INTO auctions_bid
        (auction_id, lot_id, participant_id, actor_id, amount, code, seq, arrived_at, decided_at, receipt)
    SELECT %s::uuid, lot, participant, actor, amount, code, seq, {columns.instant("arrived")},
        {columns.instant("decided")}, receipt
    FROM json_to_recordset(%s::json) AS row (lot bigint, participant bigint, actor bigint, amount bigint, code text,
        seq bigint, arrived bigint, decided bigint, receipt jsonb)
""")  # noqa: S608 # constants
_INSERT_OUTCOMES = Statement("""
    INSERT INTO auctions_commandoutcome (auction_id, user_id, command_id, fingerprint, outcome)
    SELECT %s::uuid, "user", command_id, fingerprint, outcome
    FROM json_to_recordset(%s::json) AS row ("user" bigint, command_id uuid, fingerprint text, outcome jsonb)
""")
_UPDATE_HEAD = Statement(f"""
    UPDATE auctions_auction SET seq = %s::bigint, next_deadline = {columns.instant("%s::bigint")},
        chain_seq = %s::bigint, chain_hash = %s::text WHERE id = %s::uuid
""")  # noqa: S608 # constants
_UPDATE_AUCTION = Statement(f"""
    UPDATE auctions_auction AS auction SET {columns.assigned(AUCTION.changing)}
    FROM json_to_record(%s::json) AS row ({columns.fields(AUCTION.changing)}) WHERE auction.id = %s::uuid
""")  # noqa: S608 # constants
_UPSERT_PARTICIPANTS = Statement(f"""
    INSERT INTO auctions_participant (auction_id, available, {columns.names(PARTICIPANT.all)})
    SELECT %s::uuid, granted + adjusted - held - spent, {columns.values(PARTICIPANT.all)}
    FROM json_to_recordset(%s::json) AS row ({columns.fields(PARTICIPANT.all)})
    ON CONFLICT (id) DO UPDATE SET available = excluded.available, {columns.excluded(PARTICIPANT.changing)}
""")  # noqa: S608 # constants
# The ids come as an array, too: for a recordset, of which it expects a hundred rows, Postgres reads the auction's lots.
_UPDATE_LOTS = Statement(f"""
    UPDATE auctions_lot AS lot SET {columns.assigned(LOT.changing)}
    FROM json_to_recordset(%s::json) AS row ({columns.fields(LOT.key + LOT.changing)})
    WHERE lot.id = row.id AND lot.auction_id = %s::uuid AND lot.id = ANY(%s::bigint[])
""")  # noqa: S608 # constants
_UPSERT_LOTS = Statement(f"""
    INSERT INTO auctions_lot (auction_id, exclusive, {columns.names(LOT.all)})
    SELECT %s::uuid, %s::boolean, {columns.values(LOT.all)}
    FROM json_to_recordset(%s::json) AS row ({columns.fields(LOT.all)})
    ON CONFLICT (id) DO UPDATE SET {columns.excluded(LOT.fixed + LOT.changing)}
""")  # noqa: S608 # constants
_SET_EXCLUSIVE = Statement("UPDATE auctions_lot SET exclusive = %s WHERE auction_id = %s AND exclusive <> %s")

# The table of lots keeps an owner only where it isn't the buyer: `traded_to_id`, or `dropped` for nobody. First all are
# forgotten, then those that differ are written: what is traded back to its buyer leaves nothing behind.
_FORGET_OWNERS = Statement("""
    UPDATE auctions_lot SET traded_to_id = NULL, dropped = false
    WHERE auction_id = %s::uuid AND (dropped OR traded_to_id IS NOT NULL)
""")
_WRITE_OWNERS = Statement("""
    UPDATE auctions_lot AS lot SET traded_to_id = nullif(row.owner, lot.sold_to_id), dropped = row.owner IS NULL
    FROM json_to_recordset(%s::json) AS row (id bigint, owner bigint)
    WHERE lot.id = row.id AND lot.auction_id = %s::uuid AND row.owner IS DISTINCT FROM lot.sold_to_id
""")


def write(
    auction_id: UUID,
    state: AuctionState,
    events: Sequence[Event],
    bids: Sequence[BidRow],
    outcomes: Sequence[OutcomeRow],
    *,
    end: ChainEnd,
    commit: bool = False,
) -> None:
    """Write a batch in one round trip: the events, what they changed, the bids and the answers.

    `state` is the one after them, the chain's `end` before. `commit`: the transaction is done with that, unless it is
    within another one.
    """
    calls = _written_events(auction_id, state, events, end) if events else []
    if bids:
        calls.append((_INSERT_BIDS, (auction_id, orjson.dumps(bids))))
    if outcomes:
        calls.append((_INSERT_OUTCOMES, (auction_id, orjson.dumps(outcomes))))
    if commit and _is_outermost():
        calls.append((wire.COMMIT, ()))
    wire.round_trip(*calls)


def _written_events(auction_id: UUID, state: AuctionState, events: Sequence[Event], end: ChainEnd) -> list[wire.Call]:
    rows, end = chain.chain_rows(end, [orjson.dumps(codec.dump_event(event)) for event in events])
    calls: list[wire.Call] = [
        (_INSERT_EVENTS, (auction_id, b"[%b]" % b",".join(rows))),
        (_UPDATE_HEAD, (state.seq, clock.next_deadline(state), end.seq, end.hash, auction_id)),
    ]
    if any(event.auction for event in events):
        calls.append((_UPDATE_AUCTION, (orjson.dumps(codec.dump_header(state.auction)), auction_id)))
    seats = {each.id: each for event in events for each in event.participants}
    if seats:
        calls.append((_UPSERT_PARTICIPANTS, (auction_id, orjson.dumps([*seats.values()]))))
    changed_hands = any(event.kind in CHANGES_HANDS for event in events)
    if changed_hands:  # first nobody, then lots, then owners: a lot may be sold or undone in the same batch
        calls.append((_FORGET_OWNERS, (auction_id,)))
    lots = {lot.id: lot for event in events for lot in event.lots}.values()
    if any(event.kind in ADDS_LOTS or event.kind is EventKind.PACE_CHANGED for event in events):
        calls += _added_lots(auction_id, state, lots)
    # The index of the one open lot is checked row by row: the lot that closes must make room before another opens.
    for opens in (False, True):
        if some := [lot for lot in lots if (lot.status is LotStatus.OPEN) is opens]:
            calls.append((_UPDATE_LOTS, (orjson.dumps(some), auction_id, [lot.id for lot in some])))
    if changed_hands:
        calls.append((_WRITE_OWNERS, (orjson.dumps(_owners(state)), auction_id)))
    return calls


def _owners(state: AuctionState) -> list[dict[str, int | None]]:
    """Return the owner of each lot that was sold; the tables keep it where it isn't the buyer."""
    owners = {slot.lot: each.id for each in state.participants.values() for slot in each.roster}
    return [{"id": lot.id, "owner": owners.get(lot.id)} for lot in state.lots.values() if lot.status is LotStatus.SOLD]


def _added_lots(auction_id: UUID, state: AuctionState, lots: Iterable[LotState]) -> list[wire.Call]:
    """Write the lots that aren't open yet, new ones too, and of all whether one is open at a time."""
    live, waiting = state.auction.format == "live", [lot for lot in lots if lot.status is not LotStatus.OPEN]
    return [(_UPSERT_LOTS, (auction_id, live, orjson.dumps(waiting))), (_SET_EXCLUSIVE, (live, auction_id, live))]


# Restoring ----------------------------------------------------------------------------------------
# Numbers are made negative and lots blank first: the indexes of one number and one open lot are checked row by row.
_BLANK_LOTS = Statement("""
    UPDATE auctions_lot SET status = 'queued', number = -number, leader_id = NULL, hold = 0, sold_to_id = NULL,
        sold_for = NULL
    WHERE auction_id = %s::uuid
""")
_REMOVE_LOTS = Statement("DELETE FROM auctions_lot WHERE auction_id = %s AND id <> ALL(%s)")
_REMOVE_PARTICIPANTS = Statement("DELETE FROM auctions_participant WHERE auction_id = %s AND id <> ALL(%s)")
_RESTORE_AUCTION = Statement(f"""
    UPDATE auctions_auction AS auction SET {columns.assigned(AUCTION.fixed)}, epoch = epoch + 1,
        seq = %s::bigint, next_deadline = {columns.instant("%s::bigint")}
    FROM json_to_record(%s::json) AS row ({columns.fields(AUCTION.fixed)}) WHERE auction.id = %s::uuid
    RETURNING epoch
""")  # noqa: S608 # constants


def restore_tables(auction_id: UUID, state: AuctionState) -> int:
    """Make every row of an auction, but bids and answers, say what `state` says; return the new epoch.

    By the new epoch, processes and clients see that what they know of the auction may be wrong.
    Runs under the lock. Raises IntegrityError if the tables can't hold the state.
    """
    auction, lots = orjson.dumps(codec.dump_header(state.auction)), orjson.dumps([*state.lots.values()])
    seats = orjson.dumps([*state.participants.values()])
    *_, [[epoch]] = wire.round_trip(
        (_FORGET_OWNERS, (auction_id,)),
        (_BLANK_LOTS, (auction_id,)),
        (_REMOVE_LOTS, (auction_id, tuple(state.lots))),
        (_UPSERT_PARTICIPANTS, (auction_id, seats)),
        (_UPSERT_LOTS, (auction_id, state.auction.format == "live", lots)),
        (_WRITE_OWNERS, (orjson.dumps(_owners(state)), auction_id)),
        (_REMOVE_PARTICIPANTS, (auction_id, tuple(state.participants))),
        (_UPDATE_AUCTION, (auction, auction_id)),
        (_RESTORE_AUCTION, (state.seq, clock.next_deadline(state), auction, auction_id)),
    )
    return wire.number(epoch)
