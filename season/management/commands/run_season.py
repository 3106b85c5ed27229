"""The worker of leagues' seasons: trades take effect, ownership and standings follow, notices are mailed."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import structlog

from auctions.sockets import reauthorize
from auctionsite.commands import SiteCommand
from auctionsite.observability import exposition, loops
from auctionsite.postgresql.base import process_pool
from auctionsite.postgresql.watch import DatabaseWatch
from auctionsite.serving.stopping import StopSignal
from auctionsite.serving.watchdog import Watchdog
from rollouts import flags
from rollouts.plans.runner import PlanRunner
from rollouts.propagation import snapshot
from season.background import NOTICE_STEPS, Worker

log = structlog.get_logger("season")
STEP_SECONDS = 600.0
"""A whole season that is counted anew takes a while; longer than so it hangs."""
LOOK_SECONDS = 1.0
LAST_MAIL_SECONDS = 15.0
"""At the end a mail in hand is waited for so long. If it takes longer it is said to be unsure, ten minutes later."""


class Command(SiteCommand):
    """Any number may run at once, on any machine; kill any of them at any moment."""

    help = (
        "Does what leagues' seasons need done by themselves, until SIGTERM or SIGINT: lets agreed trades take effect "
        "when their time has come, keeps up whose each asset is, counts the standings again, and mails notices. It "
        "also looks after the plans by which flags are released. Start as many as you like; without one, and while "
        "operators let nothing be changed, what is due waits. The step in hand is finished before it ends."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Look for what is due until told to stop; without a database go on trying."""
        stop = StopSignal()
        follower, reporter = snapshot.follow("season"), exposition.start_reporter("season")
        reauthorize.listen_in_a_thread()
        plans = PlanRunner()  # of its own, since a season that is counted anew takes minutes
        plans.start()
        log.info("season.started")
        DatabaseWatch(process_pool()).start()
        Watchdog().start()

        def steps_of(worker: Worker) -> Callable[[], None]:
            def look() -> None:
                worker.work(lambda: stop.is_set() or flags.operator_switches().read_only)
                stop.wait(LOOK_SECONDS)

            return look

        notices = steps_of(Worker(NOTICE_STEPS))
        mailing = Thread(target=loops.run_until, args=(stop, "notices", notices, STEP_SECONDS), daemon=True)
        mailing.start()
        loops.run_until(stop, "season", steps_of(Worker()), STEP_SECONDS)
        plans.stop()
        mailing.join(LAST_MAIL_SECONDS)
        reporter.stop()
        follower.stop()
