"""`manage.py run_bots`: the program's players."""

from typing import Any

from django.core.management.base import CommandParser

from auctions.bots.runner import BotRunner
from auctions.sockets import reauthorize
from auctionsite.commands import SiteCommand
from auctionsite.observability import exposition
from auctionsite.postgresql.base import process_pool
from auctionsite.postgresql.watch import DatabaseWatch
from auctionsite.serving.stopping import StopSignal
from auctionsite.serving.watchdog import Watchdog
from rollouts.propagation import snapshot


class Command(SiteCommand):
    help = (
        "Play the bots of all running auctions, with the delays of people, until SIGTERM or SIGINT: then the step in "
        "hand is finished and the program ends with 0. Any number may run at once; a bot still bids once. An auction "
        "that fails is logged and left alone for ten seconds; the others go on. Without --seed each auction is played "
        "by its own id."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, help="what decides valuations and temperaments, in every auction alike")

    def handle(self, *args: Any, seed: int | None, **options: Any) -> None:
        stop = StopSignal()
        follower, reporter = snapshot.follow("bots"), exposition.start_reporter("bots")
        reauthorize.listen_in_a_thread()
        DatabaseWatch(process_pool()).start()
        Watchdog().start()
        BotRunner(seed).run(stop)
        follower.stop()
        reporter.stop()
