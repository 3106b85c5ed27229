"""Presence in rooms, over all processes: a sorted set in Redis per room, each socket a member until its time is up.

A process that dies without a word is forgotten after `ALIVE_SECONDS`. Outside the journal: nobody's money hangs on it.
"""

import asyncio
import contextlib
import secrets
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import redis as sync_redis
from django.conf import settings
from redis import asyncio as redis
from redis.exceptions import RedisError

from auctions.store import heartbeat

ALIVE_SECONDS = 15.0
REFRESH_SECONDS = 5.0
_ANSWER_SECONDS = 1.0
CONNECTIONS_AT_MOST = 20
"""Of an event loop. When a thousand sockets leave together, they wait for one; else most would not be taken out."""
PROCESS = secrets.token_hex(4)
"""Tells this process's sockets from those of others."""


def _now() -> float:
    """Return the database's clock in epoch seconds: those of the machines whose processes meet here may differ."""
    return heartbeat.now_ms() / 1000


def _key(room: str) -> str:
    return f"presence:{room}"


_clients: dict[asyncio.AbstractEventLoop, redis.Redis] = {}
_clients_lock = threading.Lock()
"""Every loop has a thread of its own: the one of the sockets, the one that broadcasts."""


def _client() -> redis.Redis:
    """One client per event loop: a connection belongs to the loop that opened it."""
    loop = asyncio.get_running_loop()
    with _clients_lock:
        if loop not in _clients:
            for dead in [each for each in _clients if each.is_closed()]:
                del _clients[dead]
            pool = redis.BlockingConnectionPool.from_url(
                settings.REDIS_URL,
                max_connections=CONNECTIONS_AT_MOST,
                timeout=_ANSWER_SECONDS,
                decode_responses=True,
                socket_timeout=_ANSWER_SECONDS,
                socket_connect_timeout=_ANSWER_SECONDS,
            )
            _clients[loop] = redis.Redis.from_pool(pool)
        return _clients[loop]


async def close() -> None:
    """Close this event loop's connections."""
    with _clients_lock:
        client = _clients.pop(asyncio.get_running_loop(), None)
    if client is not None:
        await client.aclose()


async def refresh(room: str, sockets: Iterable[str]) -> None:
    """Mark sockets (`seat:socket`, seat empty for spectators) as present for the next `ALIVE_SECONDS`."""
    until = _now() + ALIVE_SECONDS
    members = dict.fromkeys(sockets, until)
    if members:
        pipe = _client().pipeline(transaction=False)
        pipe.zadd(_key(room), members)
        pipe.expire(_key(room), int(ALIVE_SECONDS * 2))  # members that ran out go with the room, once nobody comes
        await pipe.execute()


# A room is a sorted set: each socket is a member, and its score is the instant until which it counts as present, which
# the socket's process prolongs. So whoever reads counts scores from now on, and a dead process needs no cleaning up.
# Lua, because Redis runs a script as one step: two who come for the last place can't both count it as free.
_ADMIT = """
if redis.call('ZCOUNT', KEYS[1], ARGV[1], '+inf') >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 1
"""


async def admit(room: str, socket: str, most: int) -> bool:
    """Add a socket if fewer than `most` are in the room, over all processes; True if it was added.

    Counted and added in one step, so that of two who come for the last place one gets it. Without Redis both do.
    """
    now = _now()
    values = (now, now + ALIVE_SECONDS, most, socket, int(ALIVE_SECONDS * 2))
    try:
        return bool(await _client().eval(_ADMIT, 1, _key(room), *map(str, values)))
    except (RedisError, OSError, TimeoutError):
        return True


async def leave(room: str, socket: str) -> None:
    """Remove a socket."""
    await _client().zrem(_key(room), socket)


# In the order in which they were opened, whatever a machine's clock says. One whose process died stays until it is the
# oldest, and is then told in vain.
_PUSH = """
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
local oldest = {}
while redis.call('LLEN', KEYS[1]) > tonumber(ARGV[2]) do oldest[#oldest + 1] = redis.call('LPOP', KEYS[1]) end
return oldest
"""
_SOCKETS_KEPT_SECONDS = 24 * 3600


async def push_socket(room: str, user_id: int, socket: str, most: int) -> list[str]:
    """Note a socket of a person in a room, over all processes; return those that are too many now, the oldest."""
    values = (socket, most, _SOCKETS_KEPT_SECONDS)
    try:
        return list(await _client().eval(_PUSH, 1, f"sockets:{room}:{user_id}", *map(str, values)))
    except (RedisError, OSError, TimeoutError):
        return []


async def pull_socket(room: str, user_id: int, socket: str) -> None:
    """Forget a socket of a person."""
    with contextlib.suppress(RedisError, OSError, TimeoutError):
        await _client().lrem(f"sockets:{room}:{user_id}", 1, socket)


async def read_present(room: str) -> tuple[frozenset[str], int]:
    """Return (seats with a socket here, number of sockets without a seat)."""
    return _split_seats(await _client().zrangebyscore(_key(room), _now(), "+inf"))


def _split_seats(members: Iterable[Any]) -> tuple[frozenset[str], int]:
    seats = [str(member).split(":", 1)[0] for member in members]
    return frozenset(seat for seat in seats if seat), seats.count("")


def read_sizes_now(rooms: Sequence[str]) -> list[int | None]:
    """Return the number of sockets in each room, without an event loop; None when Redis doesn't answer."""
    answers = _query_now(rooms, lambda pipe, key: pipe.zcount(key, _now(), "+inf"))
    return [None] * len(rooms) if answers is None else [int(size) for size in answers]


def read_present_now(rooms: Sequence[str]) -> list[tuple[frozenset[str], int] | None]:
    """Return (seats here, sockets without a seat) of each room, read like `read_sizes_now`."""
    answers = _query_now(rooms, lambda pipe, key: pipe.zrangebyscore(key, _now(), "+inf"))
    return [None] * len(rooms) if answers is None else [_split_seats(members) for members in answers]


def _query_now(rooms: Sequence[str], add_query: Callable[["sync_redis.client.Pipeline", str], Any]) -> list[Any] | None:
    if not heartbeat.is_measured():  # a command, say
        heartbeat.measure_offset()
    try:
        with sync_redis.Redis.from_url(
            settings.REDIS_URL,
            decode_responses=True,
            socket_timeout=_ANSWER_SECONDS,
            socket_connect_timeout=_ANSWER_SECONDS,
        ) as client:
            pipe = client.pipeline(transaction=False)
            for room in rooms:
                add_query(pipe, _key(room))
            answers: list[Any] = pipe.execute()
            return answers
    except (RedisError, OSError):
        return None


async def read_size(room: str) -> int | None:
    """Return the number of sockets in the room; None when Redis doesn't answer."""
    try:
        return int(await _client().zcount(_key(room), _now(), "+inf"))
    except (RedisError, OSError, TimeoutError):
        return None
