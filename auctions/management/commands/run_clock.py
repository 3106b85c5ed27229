"""The auctions' clock: closes lots when their time is up and opens the next."""

import time
from typing import Any

from auctions.clock import AuctionClock
from auctions.sockets import reauthorize
from auctions.store import snapshots, state_cache
from auctions.store.heartbeat import HeartbeatThread
from auctionsite.commands import SiteCommand
from auctionsite.observability import exposition, loops
from auctionsite.postgresql.base import process_pool
from auctionsite.postgresql.watch import DatabaseWatch
from auctionsite.serving.stopping import StopSignal
from auctionsite.serving.watchdog import Watchdog
from rollouts.propagation import snapshot

LOOK_SECONDS = 0.05
OUTAGE_LOOK_SECONDS = 1.0


class Command(SiteCommand):
    """Any number may run at once, on any machine; kill any of them at any moment."""

    help = (
        "Runs the auctions' clock until SIGTERM or SIGINT: closes lots when their time is up, opens the next, and "
        "pauses auctions after an outage, and while operators let none run. Start as many as you like. The step in "
        "hand is finished before it ends."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Look for due auctions until told to stop; without a database go on trying."""
        stop = StopSignal()
        snapshots.start_writer()
        clock = AuctionClock()
        heartbeat: HeartbeatThread | None = None
        next_outage_look = 0.0
        follower, reporter = snapshot.follow("clock"), exposition.start_reporter("clock")
        reauthorize.listen_in_a_thread()

        def look() -> None:
            nonlocal heartbeat, next_outage_look
            if time.monotonic() >= next_outage_look:
                clock.pause_after_outage()
                clock.pause_empty_rooms()
                clock.follow_lost_lines()
                next_outage_look = time.monotonic() + OUTAGE_LOOK_SECONDS
            clock.follow_switches()
            clock.count_stalls()
            if heartbeat is None:  # only now: our own silence before this start counts as an outage too
                heartbeat = HeartbeatThread("clock")
                heartbeat.start_and_measure()
            while clock.close_next_due() and not stop.is_set():
                pass
            stop.wait(LOOK_SECONDS)

        DatabaseWatch(process_pool()).start()
        Watchdog().start()
        loops.run_until(stop, "clock", look)
        if heartbeat:
            heartbeat.stop()
        state_cache.snapshot_running_auctions()
        follower.stop()
        reporter.stop()
