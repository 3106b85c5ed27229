"""For how long a transaction waits for a lock that others wait for as well, and for how long it may have it, in ms.

Read when a transaction begins, never copied, so that tests on a slow machine can be more patient than people are.
"""

from django.db import connection

WAIT_MS = 3_000
"""Whoever hasn't got the lock by then is told that it is busy."""
LIST_WAIT_MS = 5_000
"""Lists of assets are imported whole, which may take a few seconds of large ones."""
IDLE_MS = 500
"""A decision leaves its transaction idle for some milliseconds only."""
QUICK_MS = 1_500
"""Offers, nominations, passes and ticks, of which there is nearly always one under way, take milliseconds: a process
that has the lock for longer is stopped, and loses it."""
HELD_MS = 10_000
"""No decision has the lock for longer, on whatever machine."""


def wait_at_most(ms: int) -> None:
    """Let this transaction wait so long for each lock; then OperationalError is raised, by LockNotAvailable."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [str(ms)])
