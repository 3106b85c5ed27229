"""The worker of leagues' seasons: trades take effect, ownership and standings follow."""

from typing import Any

import structlog

from auctionsite.commands import SiteCommand
from auctionsite.observability import exposition, loops
from auctionsite.postgresql.base import process_pool
from auctionsite.postgresql.watch import DatabaseWatch
from auctionsite.serving.stopping import StopSignal
from auctionsite.serving.watchdog import Watchdog
from rollouts import flags
from rollouts.plans.runner import PlanRunner
from rollouts.propagation import snapshot
from season.background import Worker

log = structlog.get_logger("season")
STEP_SECONDS = 600.0
"""A whole season that is counted anew takes a while; longer than so it hangs."""
LOOK_SECONDS = 1.0


class Command(SiteCommand):
    """Any number may run at once, on any machine; kill any of them at any moment."""

    help = (
        "Does what leagues' seasons need done by themselves, until SIGTERM or SIGINT: lets agreed trades take effect "
        "when their time has come, keeps up whose each asset is, and counts the standings again. It also looks after "
        "the plans by which flags are released. Start as many as you like; without one, and while operators let "
        "nothing be changed, what is due waits. The step in hand is finished before it ends."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Look for what is due until told to stop; without a database go on trying."""
        stop = StopSignal()
        worker = Worker()
        follower, reporter = snapshot.follow("season"), exposition.start_reporter("season")
        plans = PlanRunner()  # of its own, since a season that is counted anew takes minutes
        plans.start()
        log.info("season.started")
        DatabaseWatch(process_pool()).start()
        Watchdog().start()

        def look() -> None:
            worker.work(lambda: stop.is_set() or flags.operator_switches().read_only)
            stop.wait(LOOK_SECONDS)

        loops.run_until(stop, "season", look, STEP_SECONDS)
        plans.stop()
        reporter.stop()
        follower.stop()
