"""Managers whose line was lost while they let a bot bid for them: whom nobody has seen for the league's time.

As with empty rooms, the truth is in the database, and nobody's silence counts while processes were away that could have
written down who is here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from auctions.store import heartbeat


@dataclass(frozen=True, slots=True)
class QuietSeat:
    """A seat that a bot may bid for: its auction and league, the auction's settings, and ms since its last sign."""

    auction: UUID
    league: UUID
    seat: int
    settings: Any
    quiet_ms: int


# A seat is quiet since its last sign, and not since before it could bid, nor before it let a bot bid.
_QUIET = """
    SELECT auction.id, auction.league_id, seat.id, auction.settings::text, floor(extract(epoch from clock_timestamp()
        - greatest(auction.begun_at, auction.resumes_at, presence.at, stand_in.at)) * 1000)
    FROM auctions_standin AS stand_in
    JOIN auctions_participant AS seat ON seat.id = stand_in.participant
    JOIN auctions_auction AS auction ON auction.id = seat.auction_id
    LEFT JOIN auctions_seatpresence AS presence ON presence.participant = seat.id
    WHERE auction.status = 'active' AND auction.format = 'live' AND auction.id <> ALL(%s)
        AND NOT seat.away AND seat.max_bid > 0 AND NOT stand_in.of_commissioner
"""
_RETURNED = """
    SELECT seat.auction_id, seat.id
    FROM auctions_standin AS stand_in
    JOIN auctions_participant AS seat ON seat.id = stand_in.participant
    JOIN auctions_auction AS auction ON auction.id = seat.auction_id
    JOIN auctions_seatpresence AS presence ON presence.participant = seat.id
    WHERE seat.away AND auction.id <> ALL(%s)
        AND (presence.at > stand_in.line_lost_at OR (stand_in.of_commissioner AND presence.at > stand_in.at))
        AND auction.status IN ('waiting', 'active', 'paused')
"""
_FORGET = """
    UPDATE auctions_standin AS stand_in SET line_lost_at = NULL FROM auctions_participant AS seat
    WHERE seat.id = stand_in.participant AND NOT seat.away AND stand_in.line_lost_at IS NOT NULL
"""
# Whoever takes a seat says themselves whether a bot may bid for it when they leave. An older sign is of one who left.
_END_FILLING = """
    DELETE FROM auctions_standin AS stand_in USING auctions_participant AS seat, auctions_seatpresence AS presence
    WHERE seat.id = stand_in.participant AND presence.participant = seat.id
        AND stand_in.of_commissioner AND presence.at > stand_in.at AND NOT seat.away
"""
_NOTE = "UPDATE auctions_standin SET line_lost_at = clock_timestamp() WHERE participant = %s"


def quiet_seats(but: Iterable[UUID] = ()) -> list[QuietSeat]:
    """Return the seats of running live auctions, but those named, that a bot may bid for; none while we can't know."""
    alive = heartbeat.alive_since()
    if alive is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT floor(extract(epoch from clock_timestamp() - %s) * 1000)", (alive,))
        alive_ms = int(cursor.fetchone()[0])
        cursor.execute(_QUIET, ([*but],))
        rows = cursor.fetchall()
    return [
        QuietSeat(auction, league, seat, orjson.loads(text), min(int(quiet), alive_ms))
        for auction, league, seat, text, quiet in rows
    ]


def returned_seats(but: Iterable[UUID] = ()) -> list[tuple[UUID, int]]:
    """Return the seats, each with its auction, that show a sign and are away for a lost line, or since nobody came."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)
        cursor.execute(_END_FILLING)
        cursor.execute(_RETURNED, ([*but],))
        return [(auction, seat) for auction, seat in cursor.fetchall()]


def note_lost(seat: int) -> None:
    """Write down that a seat's line is lost as of now: it is marked away for that, and back by the next sign of it."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, (seat,))
