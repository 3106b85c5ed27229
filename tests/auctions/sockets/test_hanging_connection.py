"""One connection to the database hangs, and all others are well."""

import os
import signal
from uuid import uuid4

from django.db import connection

from accounts.models import User
from tests import cast
from tests.live import Site


def test_bids_go_on_though_one_connection_to_the_database_hangs(
    site: Site, transactional_db: None, carla: User, max_: User, mia: User
) -> None:
    """Its server process is stuck, or a proxy keeps it with nobody behind; no lock is held there."""
    auction = cast.auction_of(cast.make_league(carla, max_, mia, lot_seconds=600, grace_ms=0, break_seconds=0))
    client, other = site.client(auction.pk, max_), site.client(auction.pk, mia)
    for each in (client, other):
        each.hello()
    lot = client.lot["id"]
    assert client.bid(lot, 5)["ok"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query = 'COMMIT'"
            " AND state = 'idle' AND pid <> pg_backend_pid() ORDER BY state_change DESC LIMIT 1"
        )
        [pid] = cursor.fetchone()
    os.kill(pid, signal.SIGSTOP)
    try:
        key = uuid4()
        other.send(type="bid", id=key, lot=lot, amount=6)
        assert other.wait_for("result", id=str(key))["ok"]
    finally:
        os.kill(pid, signal.SIGCONT)
