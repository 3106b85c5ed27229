"""`manage.py explain_flag`: why somebody has a feature, or hasn't."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rollouts.evaluation.evaluate import Evaluation, format_percent
from rollouts.explain.wording import join_words, on_off
from rollouts.fleet_command import FleetCommand
from rollouts.management.flag_commands import EXIT_REFUSED, user_of
from rollouts.openfeature import contexts
from rollouts.propagation import fleet, snapshot
from rollouts.propagation.fleet import ServersAnswer, ServerView


class Command(FleetCommand):
    changes_site = False
    help = (
        "Say what a flag is for somebody, and each step that led there: `explain_flag waiting_room --user "
        "max@example.com --league ID`. Flags are decided by user, by league or by auction; give what you ask about. "
        "FEATURE_<NAME> and SERVER_LABEL are those of the web processes that run; where these differ, each answer is "
        "said with theirs. Exit codes: 0 explained, 1 no such flag, user, league or auction, 2 wrong arguments."
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
            subject = contexts.verified_subject(context, None)
        except contexts.InvalidContext as error:
            raise CommandError(str(error), returncode=EXIT_REFUSED) from error
        views = [_asked_of(each, options) for each in self.views()]
        answers = fleet.evaluate_on_servers(views, now, name, subject)
        self.stdout.write(json.dumps(_json(answers), indent=2) if options["json"] else _text(answers))


def _asked_of(view: ServerView, options: dict[str, Any]) -> ServerView:
    """The servers of a view, as if they had the label and region that are asked for."""
    return replace(view, label=options["label"] or view.label, region=options["region"] or view.region)


def _json(answers: Sequence[ServersAnswer]) -> dict[str, Any]:
    """The first answer, on which servers it is given, and those of servers that differ from it."""
    first, *others = [{**each.evaluation.as_json(), "servers": list(each.processes)} for each in answers]
    return {**first, "others": others}


def _text(answers: Sequence[ServersAnswer]) -> str:
    if len(answers) == 1:
        return _answer_text(answers[0].evaluation)
    return "\n".join(f"On {join_words(each.processes)}: {_answer_text(each.evaluation)}" for each in answers)


def _answer_text(evaluation: Evaluation) -> str:
    arm = f" in the arm {evaluation.arm}" if evaluation.arm else ""
    lines = [
        f"{evaluation.flag} is {on_off(evaluation.value)}{arm}, by {evaluation.reason} (version {evaluation.version})."
    ]
    widest = max(len(line.step) for line in evaluation.trace)
    lines += [f"  {'→' if line.decided else ' '} {line.step:<{widest}}  {line.found}" for line in evaluation.trace]
    if evaluation.on_from is not None:
        lines.append(f"By its place it is on from {format_percent(evaluation.on_from)}.")
    return "\n".join(lines)
