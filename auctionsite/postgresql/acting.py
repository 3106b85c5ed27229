"""Tells the database who acts, so that its triggers can note it: they see rows, not people."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_KNOWN = "SELECT coalesce(current_setting('site.source', true), ''), coalesce(current_setting('site.actor', true), '')"
_TELL = "SELECT set_config('site.source', %s, true), set_config('site.actor', %s, true)"
"""For this transaction alone: with a pooler the session isn't ours."""


@contextmanager
def acting(source: str, actor: int | None = None) -> Iterator[None]:
    """Have triggers note in the block, which is a transaction, from where it is done and by which user.

    `source` is one of `rollouts.models.FlagChange.Source`. Without a block it counts as done by hand, in SQL.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_KNOWN)
        before = cursor.fetchone()
        cursor.execute(_TELL, [source, "" if actor is None else str(actor)])
        yield
        cursor.execute(_TELL, before)
