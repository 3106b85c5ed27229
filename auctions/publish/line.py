"""A plain line to Redis for a thread that only publishes: a message costs a tenth of what it costs on an event loop.

What receives messages is Channels' layer, whose names, form and shards these are. A thread has lines of its own.
"""

import threading
from typing import Any

import redis
from channels.layers import get_channel_layer
from redis.backoff import NoBackoff
from redis.retry import Retry

SEND_SECONDS = 2.0
"""How long a message may take to Redis before it is given up; the sockets' pings show what was missed."""


class RedisLine(threading.local):
    """The calling thread's connections, one for each of the Redis servers that rooms are spread over."""

    def __init__(self) -> None:
        self._connections: dict[str, Any] = {}

    def send(self, group: str, message: dict[str, Any]) -> None:
        """Publish to a group of the channel layer; raises RedisError and OSError. Called where an event loop runs.

        A connection that was closed meanwhile is made anew. So a message may be sent twice, which readers see by `seq`.
        """
        layer: Any = get_channel_layer()
        here = layer._get_layer()  # what knows names and shards
        channel = here._get_group_channel_name(group)
        line = self._connection(here._get_shard(channel).host["address"])
        command = line.pack_command("PUBLISH", channel, layer.serialize(message))
        try:
            _call(line, command)
        except redis.ConnectionError:
            _call(line, command)

    def close(self) -> None:
        """Hang up."""
        for line in self._connections.values():
            line.disconnect()
        self._connections.clear()

    def _connection(self, url: str) -> Any:
        if url not in self._connections:
            pool = redis.ConnectionPool.from_url(
                url,
                socket_timeout=SEND_SECONDS,
                socket_connect_timeout=SEND_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
            self._connections[url] = pool.make_connection()
        return self._connections[url]


def _call(line: Any, command: Any) -> None:
    try:
        line.send_packed_command(command)
        line.read_response()
    except BaseException:
        line.disconnect()  # or the answer, should it still come, would be taken for that to the next message
        raise
