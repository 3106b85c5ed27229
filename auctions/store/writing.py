"""Writing an auction: events, the rows that they change, bids and answers; and all of its rows anew.

Nothing else writes to the tables of a running auction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from auctions.rules import clock
from auctions.rules.events import ADDS_LOTS, CHANGES_HANDS, Event, EventKind
from auctions.rules.state import AuctionState, LotState, LotStatus
from auctions.store import chain, codec, columns, wire
from auctions.store.chain import ChainEnd
from auctions.store.columns import AUCTION, LOT, PARTICIPANT
from auctions.store.wire import Statement
from leagues.settings.auction import AuctionFormat


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


class Writing:
    """A batch on its way into the tables, in one round trip: events, what they changed, bids and answers.

    What is sent before all of it is there, Postgres writes down meanwhile; until `finish` the connection is then of no
    use for anything else, unless `wait` comes first. The transaction is the caller's. As a context it leaves the
    connection to the caller, whatever was raised.
    """

    def __init__(
        self, auction_id: UUID, end: ChainEnd, events: Iterable[Event] = (), answers: Iterable[OutcomeRow] = ()
    ) -> None:
        """Write on after the chain's `end`."""
        self.events = [*events]
        """All of the batch, in order."""
        self.bids: list[BidRow] = []
        self.answers = [*answers]
        """These two, those that aren't sent."""
        self._auction_id, self._end = auction_id, end
        self._events_sent = 0
        self._trip = wire.Trip()

    def __enter__(self) -> "Writing":
        return self

    def __exit__(self, *error: object) -> None:
        self._trip.drop()

    def send(self) -> None:
        """Send the rows that were added since the last time, and wait for nothing."""
        self._trip.send(*self._inserted())

    def wait(self) -> None:
        """Wait until what was sent is written. Raises psycopg.Error."""
        self._trip.answers()

    def finish(self, state: AuctionState, *, commit: bool = False) -> None:
        """Write the last rows, and what all events changed; `state` is the one after them. Raises psycopg.Error.

        `commit`: the transaction is done with that, unless it is within another one.
        """
        calls = self._inserted()
        if self.events:
            chain_end = self._end.seq, self._end.hash
            calls.append((_UPDATE_HEAD, (state.seq, clock.next_deadline(state), *chain_end, self._auction_id)))
            calls += _changed_rows(self._auction_id, state, self.events)
        if commit and wire.is_outermost():
            calls.append((wire.COMMIT, ()))
        self._trip.answers(*calls)

    def _inserted(self) -> list[wire.Call]:
        events, bids, answers = self.events[self._events_sent :], self.bids, self.answers
        self._events_sent, self.bids, self.answers = len(self.events), [], []
        calls: list[wire.Call] = []
        if events:
            rows, self._end = chain.chain_rows(self._end, [orjson.dumps(codec.dump_event(event)) for event in events])
            calls.append((_INSERT_EVENTS, (self._auction_id, b"[%b]" % b",".join(rows))))
        if bids:
            calls.append((_INSERT_BIDS, (self._auction_id, orjson.dumps(bids))))
        if answers:
            calls.append((_INSERT_OUTCOMES, (self._auction_id, orjson.dumps(answers))))
        return calls


def _changed_rows(auction_id: UUID, state: AuctionState, events: Sequence[Event]) -> list[wire.Call]:
    """Return what writes the rows that the events changed, each as the last of them left it."""
    calls: list[wire.Call] = []
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
    live = state.auction.format == AuctionFormat.LIVE
    waiting = [lot for lot in lots if lot.status is not LotStatus.OPEN]
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
        (_UPSERT_LOTS, (auction_id, state.auction.format == AuctionFormat.LIVE, lots)),
        (_WRITE_OWNERS, (orjson.dumps(_owners(state)), auction_id)),
        (_REMOVE_PARTICIPANTS, (auction_id, tuple(state.participants))),
        (_UPDATE_AUCTION, (auction, auction_id)),
        (_RESTORE_AUCTION, (state.seq, clock.next_deadline(state), auction, auction_id)),
    )
    return wire.number(epoch)
