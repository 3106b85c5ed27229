"""Django's back end for Postgres, with the pool that notices when the database is away. Settings name it as ENGINE."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg import IsolationLevel

from auctionsite.postgresql.pool import Pool


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, but for where connections come from."""

    _connection_pools: dict[str, Pool]

    @property
    def pool(self) -> Pool | None:
        """Return the process's pool for this database."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        if self.alias not in self._connection_pools:
            given = {**self.get_connection_params(), "autocommit": True}  # Django sets it properly later on
            pool = Pool(kwargs=given, open=False, configure=self._configure_connection, **options)  # type: ignore[attr-defined] # Django's
            self._connection_pools.setdefault(self.alias, pool)
        return self._connection_pools[self.alias]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection. Raises DatabaseAway at once while the database is known to be away."""
        if self.pool is None:
            return super().get_new_connection(conn_params)
        self.isolation_level = IsolationLevel.READ_COMMITTED
        self.pool.open()
        return self.pool.getconn()


def process_pool() -> Pool:
    """Return the pool that this process's connections come from."""
    database = connections[DEFAULT_DB_ALIAS]
    if not isinstance(database, DatabaseWrapper) or database.pool is None:
        raise TypeError("The database of this process has no pool of ours; see ENGINE in settings.py.")
    return database.pool
