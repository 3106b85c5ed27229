"""What an operator sees in a terminal: every part with a word, and every auction that isn't over.

It asks no more of a database that doesn't answer than one connection that is given up after two seconds.
"""

import asyncio
import smtplib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import mail
from django.db import DatabaseError, connection, transaction

from auctions import figures, groups, presence
from auctions.models import Heartbeat
from auctionsite import checks
from auctionsite.checks import OK, Part, Parts
from operations import backups
from rollouts import reach

BACKUP_AGE = timedelta(hours=26)
"""An older newest backup is one that was missed."""
LATE_SECONDS = 5.0
"""An auction that has waited so long for a clock doesn't go on."""
AUCTIONS_AT_MOST = 100
_ASK_MS = 2000
_UNKNOWN = "unknown: the database does not say; run manage.py migrate if it is there"


@dataclass(frozen=True, slots=True)
class Running:
    """An auction that isn't over. Seconds: `late` past what the clock should have done, `left` of the open lot,
    `paused` since when. `room` counts sockets, bots included; None without Redis."""

    auction: UUID
    league: str
    status: str
    lots: int
    lots_done: int
    lot: str
    left: float | None
    paused: float | None
    reason: str
    late: float
    room: int | None

    @property
    def is_late(self) -> bool:
        """Whether it waits for a clock that doesn't come."""
        return self.late > LATE_SECONDS


@dataclass(frozen=True, slots=True)
class Overview:
    """`auctions` are the newest `AUCTIONS_AT_MOST`; None if the database doesn't say."""

    parts: Parts
    auctions: list[Running] | None

    @property
    def healthy(self) -> bool:
        """Whether every part works and no auction is late."""
        works = all(part.word == OK for part in self.parts.values())
        return works and not any(each.is_late for each in self.auctions or ())


def look() -> Overview:
    """All of it, in some ten seconds at most, whatever hangs."""
    parts = asyncio.run(checks.look(kinds=Heartbeat.KINDS))
    there = parts["database"].word == OK
    # A web process counts the mails that wait in it; here none ever does, so the mail server itself is asked.
    more = {"flags": _flags() if there else Part(_UNKNOWN), "backup": _backup(), "mail": _mail()}
    return Overview({**parts, **(_counted(parts) if there else {}), **more}, _running() if there else None)


def _counted(parts: Parts) -> Parts:
    """Web processes and clocks, with how many of them are alive."""
    try:
        alive = {each.kind: each.alive for each in figures.look().heartbeats}
    except DatabaseError:
        return {}
    return {kind: replace(parts[kind], facts={"alive": alive.get(kind, 0)}) for kind in Heartbeat.KINDS}


def _flags() -> Part:
    try:
        far = reach.look()
    except DatabaseError:
        return Part(_UNKNOWN)
    facts = {"version": far.version, "processes": far.processes, "current": far.current}
    if far.complete:
        return Part(OK, facts)
    return Part(f"{far.processes - far.current} processes use old flags; restart them", facts)


def _backup() -> Part:
    newest = backups.newest()
    if newest is None:
        return Part("there is none in BACKUP_DIR; run manage.py backup")
    facts = {"hours": round(newest.age / timedelta(hours=1), 1)}
    if newest.age > BACKUP_AGE:
        return Part(f"the newest is {facts['hours']:.0f} h old; run manage.py backup", facts)
    return Part(OK, facts)


def _mail() -> Part:
    try:
        with mail.get_connection(timeout=checks.ANSWER_SECONDS):
            return Part(OK)
    except (smtplib.SMTPException, OSError) as error:
        return Part(f"the mail server does not take us ({type(error).__name__}): nobody gets a link to sign in")


_RUNNING = """
    SELECT auction.id, league.name, auction.status,
        count(lot.id), count(lot.id) FILTER (WHERE lot.status NOT IN ('queued', 'open')),
        coalesce(string_agg(lot.number || ' ' || asset.name, ', ' ORDER BY lot.number)
            FILTER (WHERE lot.status = 'open'), ''),
        extract(epoch FROM min(lot.ends_at) FILTER (WHERE lot.status = 'open') - clock_timestamp())::float,
        extract(epoch FROM clock_timestamp() - auction.paused_at)::float, auction.pause_reason,
        greatest(0, coalesce(extract(epoch FROM clock_timestamp() - auction.next_deadline), 0))::float
    FROM auctions_auction auction
    JOIN leagues_league league ON league.id = auction.league_id
    LEFT JOIN auctions_lot lot ON lot.auction_id = auction.id
    LEFT JOIN leagues_asset asset ON asset.id = lot.asset_id
    WHERE auction.status IN ('waiting', 'active', 'paused')
    GROUP BY auction.id, league.name ORDER BY auction.created_at DESC LIMIT %s
"""


def _running() -> list[Running] | None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {_ASK_MS}")
            cursor.execute(_RUNNING, [AUCTIONS_AT_MOST])
            rows: list[Any] = cursor.fetchall()
    except DatabaseError:
        return None
    rooms = presence.sizes_now([groups.auction_room(row[0]) for row in rows])
    return [Running(*(*row, room)) for row, room in zip(rows, rooms, strict=True)]
