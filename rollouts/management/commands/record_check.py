"""`manage.py record_check`: write down what somebody, or a program outside of the site, has looked at."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from auctionsite.commands import SiteCommand
from rollouts.gates.records import RecordRefused, record_check
from rollouts.gates.table import gate_specs
from rollouts.management.flag_commands import EXIT_REFUSED, user_of


class Command(SiteCommand):
    help = (
        "Record that the check of a launch gate passed or failed, with who says so and the address of the proof: "
        "`record_check browser_tests --passed --proof https://ci.example/runs/7`. The newest record counts; it is of "
        "this release. Nothing else changes. Exit codes: 0 recorded, 1 refused, 2 wrong arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        by_hand = [each.name for each in gate_specs.values() if each.record]
        parser.add_argument("gate", choices=by_hand, metavar="GATE", help=f"one of {', '.join(by_hand)}")
        result = parser.add_mutually_exclusive_group(required=True)
        result.add_argument("--passed", action="store_true", help="it holds")
        result.add_argument("--failed", action="store_true", help="it doesn't")
        parser.add_argument("--proof", required=True, metavar="URL", help="the address of what shows it")
        parser.add_argument("--flag", default="", metavar="NAME", help="the flag, of a gate that is about one")
        parser.add_argument("--by", metavar="EMAIL_OR_ID", help="the operator who says so; a test may have nobody")
        parser.add_argument("--note", default="", metavar="TEXT", help="what to know about it, in a line")
        parser.add_argument("--dry-run", action="store_true", help="check it, and record nothing")

    def handle(self, *args: Any, gate: str, **options: Any) -> None:
        rule = gate_specs[gate].record
        if rule is None:
            raise CommandError(f"{gate} is looked at by the site itself.", returncode=EXIT_REFUSED)
        try:
            record_check(
                gate,
                rule,
                passed=options["passed"],
                proof=options["proof"],
                flag=options["flag"],
                note=options["note"],
                actor=user_of(options["by"]) if options["by"] else None,
                dry_run=options["dry_run"],
            )
        except RecordRefused as error:
            raise CommandError(str(error), returncode=EXIT_REFUSED) from error
        result = "passed" if options["passed"] else "failed"
        self.stdout.write(f"{'Would record' if options['dry_run'] else 'Recorded'}: {gate} {result}.")
