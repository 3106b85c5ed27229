"""The thread that finds out before visitors do."""

from auctionsite.postgresql import watch
from auctionsite.postgresql.availability import Circuit
from auctionsite.postgresql.pool import Pool
from auctionsite.postgresql.watch import DatabaseWatch
from tests.database_gate import DatabaseGate
from tests.live import eventually


def test_absence_and_return_are_noticed_while_nobody_asks(gate: DatabaseGate, pool: Pool, circuit: Circuit) -> None:
    thread = DatabaseWatch(pool)
    thread.start()
    try:
        for shut in (gate.shut, gate.hang):
            shut()
            eventually(lambda: circuit.is_away, "the database is known to be away")
            gate.open()
            eventually(lambda: not circuit.is_away, "the database is known to be back")
    finally:
        thread.stop()
    assert watch.LOOK_SECONDS < 1
