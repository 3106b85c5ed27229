"""`manage.py explain_flag`: why somebody has a feature, or hasn't."""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rollouts.evaluation.evaluate import Decision, evaluate, percent_text
from rollouts.management.flag_commands import REFUSED, user_of
from rollouts.openfeature import contexts
from rollouts.openfeature.reasons import is_known
from rollouts.propagation import snapshot


class Command(BaseCommand):
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
        if not is_known(now, name):
            raise CommandError(f"There is no flag {name}. `flags` lists them.", returncode=REFUSED)
        try:
            decision = evaluate(now, name, contexts.known(context, None), time.time())
        except contexts.InvalidContext as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        self.stdout.write(json.dumps(decision.as_json(), indent=2) if options["json"] else _text(decision))


def _text(decision: Decision) -> str:
    lines = [f"{decision.flag} is {decision.variant}, by {decision.reason} (version {decision.version})."]
    widest = max(len(line.step) for line in decision.trace)
    lines += [f"  {'→' if line.decided else ' '} {line.step:<{widest}}  {line.found}" for line in decision.trace]
    if decision.on_from is not None:
        lines.append(f"By its place it is on from {percent_text(decision.on_from)}.")
    return "\n".join(lines)
