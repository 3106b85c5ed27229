"""A pool of a test's own, on a database that can be shut off."""

from collections.abc import Iterator

import pytest
from psycopg.conninfo import conninfo_to_dict

from auctionsite.postgresql import pool as pools
from auctionsite.postgresql import watch
from auctionsite.postgresql.availability import Circuit
from auctionsite.postgresql.pool import Pool
from tests.database_gate import DatabaseGate


@pytest.fixture
def gate(db: None) -> Iterator[DatabaseGate]:
    with DatabaseGate() as gate:
        yield gate


@pytest.fixture
def circuit(monkeypatch: pytest.MonkeyPatch) -> Circuit:
    """A circuit that knows of the gate's database alone."""
    fresh = Circuit()
    for module in (pools, watch):
        monkeypatch.setattr(module, "circuit", fresh)
    return fresh


@pytest.fixture
def pool(gate: DatabaseGate, circuit: Circuit) -> Iterator[Pool]:
    pool = Pool(
        kwargs={**conninfo_to_dict(gate.url), "autocommit": True}, min_size=0, max_size=2, timeout=10, open=True
    )
    yield pool
    pool.close()
