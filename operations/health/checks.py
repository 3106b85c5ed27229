"""Checks that each part works, in a bounded time: a database that hangs is given up, not waited for.

Each look opens a connection of its own and gives it up when time is over: whoever waits in a pool or on a dead line
can't be told to stop. Looks are shared for a second, so that asking often costs nothing.
"""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

import psycopg
from django.conf import settings as site
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg.conninfo import make_conninfo
from redis.asyncio import Redis
from redis.exceptions import RedisError

from accounts.outbox import MAX_WAITING, outbox
from auctions.store.heartbeat import SILENT_SECONDS
from auctionsite.coroutines import run_to_end
from auctionsite.postgresql.availability import circuit
from operations.health import disks
from rollouts.propagation import snapshot
from rollouts.propagation.readers import GONE_SECONDS

ANSWER_SECONDS = 2.0
FRESH_SECONDS = 1.0
_STARTED_BY = {"clock": "manage.py run_clock", "web": "a web process"}
MAILS_AT_MOST = MAX_WAITING // 2
DEAF_AT_MOST = 50
OK = "ok"


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """The result of one check: `word` is `ok`, or what is wrong and what to do; `facts` are the numbers behind it."""

    word: str
    facts: dict[str, Any] = field(default_factory=dict)


HealthChecks = dict[str, HealthCheck]


async def run_checks(database_at: str | None = None, *, kinds: tuple[str, ...] = ("clock",)) -> HealthChecks:
    """Check every part, by name, within `ANSWER_SECONDS` and a little. `database_at` is a libpq URL, else Django's.

    Of `kinds` of processes some must live. A web process is its own proof; whoever looks from elsewhere asks for it.
    """
    database, redis = await asyncio.gather(_check_database(database_at or _database_address(), kinds), _check_redis())
    return {**database, "redis": redis, "disk": _check_disks(), "mail": _check_mail()}


_SILENT = "SELECT kind, extract(epoch from clock_timestamp() - max(at))::float8 FROM auctions_heartbeat GROUP BY kind"
_APPLIED = "SELECT app, name FROM django_migrations"
# Processes that live, and whose followers of flags have said nothing for as long as a dead one is remembered. They are
# known by both tables by the same name; one that has just begun has some time.
_DEAF = f"""
    SELECT beat.process FROM auctions_heartbeat beat LEFT JOIN rollouts_reader reader USING (process)
    WHERE beat.at > clock_timestamp() - interval '{SILENT_SECONDS} s'
    AND beat.since < clock_timestamp() - interval '{GONE_SECONDS} s'
    AND coalesce(reader.seen_at, '-infinity') < clock_timestamp() - interval '{GONE_SECONDS} s'
    ORDER BY beat.process LIMIT {DEAF_AT_MOST}
"""  # noqa: S608 # constants


async def _check_database(address: str, kinds: tuple[str, ...]) -> HealthChecks:
    """One connection for all that the database is asked."""
    began = time.perf_counter()
    try:
        if circuit.refuses:  # some thread of this process has just found out
            raise TimeoutError
        silent, applied, deaf = await _within_time_limit(partial(_ask_database, address))
    except (psycopg.Error, OSError, TimeoutError):
        unknown = "unknown: the database does not answer"
        away = "does not answer: nobody can bid; see that it runs and can be reached"
        return {"database": HealthCheck(away), **dict.fromkeys((*kinds, "migrations", "flags"), HealthCheck(unknown))}
    took = round((time.perf_counter() - began) * 1000)
    processes = {kind: _check_process(kind, silent.get(kind)) for kind in kinds}
    rest = {"migrations": _check_migrations(applied), "flags": check_followers(deaf)}
    return {"database": HealthCheck(OK, {"ms": took}), **processes, **rest}


async def _within_time_limit(ask: Callable[[], Awaitable[Any]]) -> Any:
    async with asyncio.timeout(ANSWER_SECONDS):
        return await ask()


async def _ask_database(address: str) -> tuple[dict[str, float], set[tuple[str, str]], list[str]]:
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as line:
        applied = await (await line.execute(_APPLIED)).fetchall()
        try:
            silent = dict(await (await line.execute(_SILENT)).fetchall())
            deaf = [process for (process,) in await (await line.execute(_DEAF)).fetchall()]
        except psycopg.errors.UndefinedTable:  # nothing is migrated yet, which is said for itself
            silent, deaf = dict[str, float](), list[str]()
        return silent, {(app, name) for app, name in applied}, deaf


def _database_address() -> str:
    parts = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {key: str(parts[name]) for key, name in names.items() if parts.get(name)}
    beside = {key: str(each) for key, each in parts["OPTIONS"].items() if isinstance(each, str)}
    return make_conninfo(**{**given, **beside, "connect_timeout": "2", "application_name": "health"})


def _check_process(kind: str, silent: float | None) -> HealthCheck:
    if silent is None:
        return HealthCheck(f"was never seen; start {_STARTED_BY[kind]}")
    facts = {"silent_seconds": round(silent, 1)}
    if silent > SILENT_SECONDS:
        return HealthCheck(f"silent for more than {SILENT_SECONDS} s; start {_STARTED_BY[kind]}", facts)
    return HealthCheck(OK, facts)


def check_followers(deaf: Sequence[str]) -> HealthCheck:
    """Check that every process that lives follows the flags; `deaf` are those that don't."""
    facts = {"deaf": len(deaf)}
    if not deaf:
        return HealthCheck(OK, facts)
    many = f"{len(deaf)} processes don't" if len(deaf) > 1 else "1 process doesn't"
    return HealthCheck(f"aren't followed: {many} hear of changes; restart {', '.join(deaf[:3])}", facts)


@lru_cache(maxsize=1)
def _migrations_in_code() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _check_migrations(applied: set[tuple[str, str]]) -> HealthCheck:
    missing = sorted(_migrations_in_code() - applied)
    if not missing:
        return HealthCheck(OK, {"unapplied": 0})
    return HealthCheck(f"{len(missing)} not applied; run manage.py migrate", {"unapplied": len(missing)})


async def _check_redis() -> HealthCheck:
    link = Redis.from_url(site.REDIS_URL, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS)
    began = time.perf_counter()
    try:
        await _within_time_limit(link.ping)
        return HealthCheck(OK, {"ms": round((time.perf_counter() - began) * 1000)})
    except (RedisError, OSError, TimeoutError):
        return HealthCheck("does not answer: nobody can sign in, and bids aren't limited; see that it runs")
    finally:
        await link.aclose()


def _check_disks() -> HealthCheck:
    try:
        spaces = disks.read_disk_spaces()
    except OSError as error:
        return HealthCheck(f"can't be looked at ({error.strerror}); see that the folders are mounted")
    facts = {each.name: {"free_bytes": each.free_bytes, "free_percent": each.free_percent} for each in spaces}
    full = [each.name for each in spaces if each.free_bytes < disks.LEAST_FREE_BYTES]
    if full:
        least = disks.LEAST_FREE_BYTES // 1_000_000
        return HealthCheck(f"less than {least} MB free for {' and '.join(full)}; make room", facts)
    return HealthCheck(OK, facts)


def _check_mail() -> HealthCheck:
    facts = {"waiting": outbox.waiting}
    if outbox.waiting > MAILS_AT_MOST:
        return HealthCheck(f"{outbox.waiting} mails wait; see that the mail server at EMAIL_HOST takes them", facts)
    return HealthCheck(OK, facts)


# Shared looks ---------------------------------------------------------------------------------------
_looking = threading.Lock()
_known: tuple[float, HealthChecks] = (0.0, {})


def recent_checks() -> HealthChecks:
    """Return checks less than a second old, and run them if need be. Not for an event loop's own code: it waits."""
    global _known  # one for the process
    with _looking:
        if _known[0] < time.monotonic():
            parts = run_to_end(run_checks)
            _known = (time.monotonic() + FRESH_SECONDS, parts)
        return _known[1]


def reasons_not_ready() -> list[str]:
    """Return why this process should get no visitors now; empty if it should. Redis may be away: rooms go on."""
    parts = recent_checks()
    reasons = [f"{name} {parts[name].word}" for name in ("database", "migrations") if parts[name].word != OK]
    if not snapshot.is_loaded():
        reasons.append("flags were not read yet")
    return reasons
