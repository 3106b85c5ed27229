"""For how long nobody who could bid has been in a room: auctions stop while their rooms are empty.

The truth is in the database and not in Redis, which may be away or forget: with its heartbeats each web process writes
down, every few seconds and by the database's clock, the seats that it serves (`heartbeat.py`, from `served_rooms.py`).
What can't be written is nobody's absence, because an auction is paused only while every kind of process has lived
without a break (`heartbeat.alive_since`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from auctions.store import heartbeat


@dataclass(frozen=True, slots=True)
class QuietRoom:
    """A running auction, its stored settings, and for how many ms nobody was here who could bid."""

    auction: UUID
    settings: Any
    quiet_ms: int


# Of each live auction that runs: since when it has run (begun, or resumed), and the last sign of a person who can still
# bid (the limit is 0 for a full roster). Bots may be left alone if no person is waited for: all are away or have left.
_QUIET = """
    SELECT auction.id, auction.settings::text,
        floor(extract(epoch from clock_timestamp() - greatest(auction.begun_at, auction.resumes_at, seats.seen)) * 1000)
    FROM auctions_auction AS auction CROSS JOIN LATERAL (
        SELECT max(presence.at) FILTER (WHERE NOT member.bot) AS seen, bool_or(NOT member.bot) AS people,
            bool_or(NOT member.bot AND NOT seat.away) AS waited_for, bool_or(member.bot) AS bots
        FROM auctions_participant AS seat
        JOIN leagues_member AS member ON member.id = seat.member_id
        LEFT JOIN auctions_seatpresence AS presence ON presence.participant = seat.id
        WHERE seat.auction_id = auction.id AND seat.max_bid > 0
    ) AS seats
    WHERE auction.status = 'active' AND auction.format = 'live' AND auction.id <> ALL(%s)
        AND seats.people AND (seats.waited_for OR NOT seats.bots)
"""


def quiet_rooms(but: Iterable[UUID] = ()) -> list[QuietRoom]:
    """Return the running auctions but those named; none while we can't know who is here.

    `quiet_ms` begins anew when processes come back after a silence: until then nobody could be written down.
    """
    alive = heartbeat.alive_since()
    if alive is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT floor(extract(epoch from clock_timestamp() - %s) * 1000)", (alive,))
        alive_ms = int(cursor.fetchone()[0])
        cursor.execute(_QUIET, ([*but],))
        rows = cursor.fetchall()
    return [QuietRoom(auction, orjson.loads(text), min(int(quiet), alive_ms)) for auction, text, quiet in rows]
