"""`manage.py flag_drill`: the quickest way back with the stopwatch, and what the others should take."""

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rollouts.changes.drill import WAYS_BACK, DrillResult, WayBack, rehearse
from rollouts.changes.services import Author, Source
from rollouts.fleet_command import FleetCommand
from rollouts.management.flag_commands import add_reason, exit_on_refusal

LATE = 3


class Command(FleetCommand):
    help = (
        "Rehearse turning a flag off, with the stopwatch: a note goes to a switch and is taken back, which changes "
        "nothing for anybody, and it is measured how long the last process, with its sockets, takes to confirm it. "
        "The other ways back are named with their targets, to be gone by hand. Record the drill with "
        "`record_check drill`. Exit codes: 0 within the target, 1 refused, 2 wrong arguments, 3 not within it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_reason(parser)
        parser.add_argument("--dry-run", action="store_true", help="name the ways back and their targets, no more")
        parser.add_argument("--json", action="store_true", help="print an object")

    def handle(self, *args: Any, **options: Any) -> None:
        first, *others = WAYS_BACK
        result: DrillResult | None = None
        if not options["dry_run"]:
            with exit_on_refusal():
                result = rehearse(Author(source=Source.COMMAND, reason=options["reason"]), first.target)
        if options["json"]:
            self.stdout.write(json.dumps(None if result is None else asdict(result)))
        else:
            said = _sentence(result) if result else first.how
            self.stdout.write(f"{first.level} {first.name} (target {_minutes(first)}): {said}")
            for way in others:
                self.stdout.write(f"{way.level} {way.name} (target {_minutes(way)}): by hand. {way.how}")
        if result and not result.held:
            raise CommandError("The drill wasn't within its target. Look at Processes in the admin.", returncode=LATE)


def _minutes(way: WayBack) -> str:
    return f"{way.target // timedelta(minutes=1)} min"


def _sentence(result: DrillResult) -> str:
    of_all = f"{result.reached} of {result.processes} processes, with {result.sockets} sockets, had it"
    return f"{of_all} after {result.seconds:g} s."
