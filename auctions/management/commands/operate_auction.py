"""`manage.py operate_auction`: what a commissioner may do to an auction, for the operator at a terminal."""

import json
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser

from auctions.models import Auction
from auctions.publish import broadcast, messages
from auctions.publish.names import display_names
from auctions.reads import queries
from auctions.recovery import bulk_commands
from auctions.recovery.bulk_commands import REASON_LENGTH
from auctions.rules import commands as rules
from auctions.rules.commands import SYSTEM
from rollouts.fleet_command import FleetCommand

POSSIBLE = "It can be done. Nothing was done yet: dry run."


class Command(FleetCommand):
    help = (
        "Begin, pause or resume one auction, or take back one sale, in the system's name: when its commissioner can't. "
        "It does what the commissioner's buttons do, and everybody in the room reads the reason. "
        "To end auctions there is cancel_auctions. Exit code 0: done, or possible (--dry-run); 1: refused, or there "
        "is no such auction or lot; 2: wrong arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("auction", type=UUID, metavar="ID", help="manage.py health shows them")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--begin", action="store_true", help="leave the waiting room: the first lot opens")
        what.add_argument("--pause", action="store_true", help="stop its clocks")
        what.add_argument("--resume", action="store_true", help="count 3-2-1 and go on")
        what.add_argument("--undo", type=int, metavar="LOT", help="take the sale of the lot of this number back")
        parser.add_argument(
            "--reason", default="", help=f"shown to everybody; {REASON_LENGTH} characters at most; not for --begin"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--json", action="store_true", help="print an object")

    def handle(self, *args: Any, auction: UUID, dry_run: bool, **options: Any) -> None:
        command = _requested_command(auction, options)
        if dry_run:
            outcome, changes = queries.preview(auction, command)
            problem = (
                "" if outcome.ok else messages.outcome_sentence(outcome.code, outcome.facts, display_names(auction))
            )
        else:
            problem, changes = bulk_commands.issue_command(auction, command), []
            broadcast.flush()
        if options["json"]:
            done = not (problem or dry_run)
            self.stdout.write(
                json.dumps({"auction": str(auction), "done": done, "problem": problem, "changes": changes})
            )
        if problem:
            raise CommandError(f"Nothing was done. {problem}")
        if not options["json"]:
            self.stdout.write("\n".join([POSSIBLE, *changes]) if dry_run else "Done.")


def _requested_command(auction: UUID, options: dict[str, Any]) -> rules.Command:
    """Return the command asked for. Raises CommandError if there is no such auction or lot, or no reason."""
    reason = options["reason"].strip()
    if not options["begin"] and not 0 < len(reason) <= REASON_LENGTH:
        raise CommandError(f"Give a reason of 1 to {REASON_LENGTH} characters.", returncode=2)
    row = Auction.objects.filter(pk=auction).first()
    if row is None:
        raise CommandError(f"There is no auction {auction}. `manage.py health` shows those that run.")
    if options["undo"] is None:
        kinds = {"begin": rules.Begin, "pause": rules.Pause, "resume": rules.Resume}
        kind = next(kinds[name] for name in kinds if options[name])
        return kind(actor=SYSTEM, reason=reason)
    lot = row.lots.filter(number=options["undo"]).first()
    if lot is None:
        raise CommandError(f"It has no lot {options['undo']}; its lots are 1 to {row.lots.count()}.")
    return rules.UndoSale(actor=SYSTEM, reason=reason, lot=lot.pk)
