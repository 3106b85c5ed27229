"""`manage.py fix_stuck_auctions`: for the operator whom somebody called."""

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser

from auctions.models import Auction
from auctions.publish import broadcast
from auctions.recovery import bulk_commands, stuck
from auctions.recovery.stuck import StuckAuction
from rollouts.fleet_command import FleetCommand


class Command(FleetCommand):
    help = (
        "Find auctions that don't go on by themselves, and mend them: a lot past its end or without one, no lot open "
        "and none to come, lots that nobody can bid on, a waiting room that is switched off, a pause by an outage that "
        "is over, money held for no lot, and tables that don't say what the journal says. Each is mended by a command "
        "in the system's name; tables that differ are rebuilt from the journal. docs/maintenance.md has the table of "
        "kinds. Exit codes: 0 nothing is stuck (any more), 1 another run is under way or there is no such auction, "
        "2 wrong arguments, 3 something is still stuck: it could not be mended, or this was a dry run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--auction", type=UUID, metavar="ID", help="look at this auction only")
        parser.add_argument("--dry-run", action="store_true", help="say what is stuck, and change nothing")
        parser.add_argument("--json", action="store_true", help="print an object")

    def handle(self, *args: Any, auction: UUID | None, dry_run: bool, **options: Any) -> None:
        if auction is not None and not Auction.objects.filter(pk=auction).exists():
            raise CommandError(f"There is no auction {auction}.")
        try:
            with bulk_commands.exclusive_run():
                findings = stuck.find_stuck(auction) if dry_run else stuck.mend_stuck(auction)
        except bulk_commands.AlreadyRunning:
            raise CommandError(bulk_commands.ANOTHER_RUN) from None
        broadcast.flush()
        self.stdout.write(_json(findings) if options["json"] else _text(findings))
        if left := sum(not each.mended for each in findings):
            raise CommandError(f"{left} of {len(findings)} are still stuck.", returncode=3)


def _json(findings: list[StuckAuction]) -> str:
    return json.dumps({"stuck": [asdict(each) for each in findings]}, indent=2, default=str)


def _text(findings: list[StuckAuction]) -> str:
    return "\n".join(map(_line, findings)) or "No auction is stuck."


def _line(finding: StuckAuction) -> str:
    became = {True: f"Mended. {finding.done}", False: f"Not mended: {finding.problem}", None: "Not mended: dry run."}
    return f"{finding.auction}  {finding.sentence} {became[finding.mended]}"
