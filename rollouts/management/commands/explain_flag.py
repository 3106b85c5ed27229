"""`manage.py explain_flag`: why somebody has a feature, or hasn't."""

import json
import time
from typing import Any

from django.core.management.base import CommandError, CommandParser

from auctionsite.commands import SiteCommand
from rollouts.evaluation.evaluate import Evaluation, evaluate, format_percent
from rollouts.management.flag_commands import EXIT_REFUSED, user_of
from rollouts.openfeature import contexts
from rollouts.propagation import snapshot


class Command(SiteCommand):
    help = (
        "Say what a flag is for somebody, and each step that led there: `explain_flag waiting_room --user "
        "max@example.com --league ID`. Flags are decided by user, by league or by auction; give what you ask about. "
        "FEATURE_<NAME> and SERVER_LABEL are those of this environment, not of the web servers. Exit codes: 0 "
        "explained, 1 no such flag, user, league or auction, 2 wrong arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the flag; `flags` lists them")
        parser.add_argument("--user", metavar="EMAIL_OR_ID", help="the person who asks")
        parser.add_argument("--league", metavar="ID", help="the league it is asked for")
        parser.add_argument("--auction", metavar="ID", help="the auction it is asked for, which may keep answers")
        parser.add_argument("--label", help="the SERVER_LABEL of the process that is asked")
        parser.add_argument("--region", help="the SERVER_REGION of the process that is asked")
        parser.add_argument("--json", action="store_true", help="print an object with the trace")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        if not any(options[key] for key in ("user", "league", "auction")):
            raise CommandError("Say for whom: --user, --league or --auction.", returncode=2)
        context = {key: options[key] for key in ("league", "auction", "label", "region") if options[key]}
        if options["user"]:
            context["user"] = user_of(options["user"]).pk
        now = snapshot.current()
        if not now.has_flag(name):
            raise CommandError(f"There is no flag {name}. `flags` lists them.", returncode=EXIT_REFUSED)
        try:
            evaluation = evaluate(now, name, contexts.verified_subject(context, None), time.time())
        except contexts.InvalidContext as error:
            raise CommandError(str(error), returncode=EXIT_REFUSED) from error
        self.stdout.write(json.dumps(evaluation.as_json(), indent=2) if options["json"] else _text(evaluation))


def _text(evaluation: Evaluation) -> str:
    lines = [f"{evaluation.flag} is {evaluation.variant}, by {evaluation.reason} (version {evaluation.version})."]
    widest = max(len(line.step) for line in evaluation.trace)
    lines += [f"  {'→' if line.decided else ' '} {line.step:<{widest}}  {line.found}" for line in evaluation.trace]
    if evaluation.on_from is not None:
        lines.append(f"By its place it is on from {format_percent(evaluation.on_from)}.")
    return "\n".join(lines)
