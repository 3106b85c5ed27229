"""`manage.py launch_gates`: what must hold before a flag is widened, and whether it does."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from auctionsite.commands import SiteCommand
from rollouts.evaluation.registry import SPECS
from rollouts.gates.findings import GateOutcome
from rollouts.gates.table import AnsweredGate, answer_as_json, look_at_gates
from rollouts.management.flag_commands import EXIT_REFUSED

_MARKS = {GateOutcome.PASSED: "passed ", GateOutcome.FAILED: "FAILED ", GateOutcome.UNKNOWN: "unknown"}


class Command(SiteCommand):
    help = (
        "Look at all launch gates of a flag: what passed, what failed and what can't be known, with what to do. It "
        "changes nothing. Exit codes: 0 all passed, 1 some didn't or there is no such flag, 2 wrong arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("flag", help="the flag; `flags` lists them")
        parser.add_argument("--json", action="store_true", help="print a list, as in the API")

    def handle(self, *args: Any, flag: str, **options: Any) -> None:
        if flag not in SPECS:
            raise CommandError(f"There is no flag {flag}. `flags` lists them.", returncode=EXIT_REFUSED)
        answers = look_at_gates(flag)
        self.stdout.write(json.dumps([*map(answer_as_json, answers)], indent=2) if options["json"] else _text(answers))
        if open_gates := [each for each in answers if each.finding.outcome is not GateOutcome.PASSED]:
            raise CommandError(f"{len(open_gates)} of {len(answers)} gates are not passed.", returncode=EXIT_REFUSED)


def _text(answers: list[AnsweredGate]) -> str:
    lines: list[str] = []
    for category in dict.fromkeys(each.gate.category for each in answers):
        lines.append(category.value.capitalize())
        lines += [_line(each) for each in answers if each.gate.category is category]
    return "\n".join(lines)


def _line(answer: AnsweredGate) -> str:
    return f"  {_MARKS[answer.finding.outcome]}  {answer.gate.says}: {answer.finding.sentence}"
