"""`manage.py flags`: what is on, and for whom."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandParser

from rollouts.evaluation.evaluate import format_percent
from rollouts.evaluation.flag_state import to_hundredths
from rollouts.explain import queries
from rollouts.explain.wording import join_words
from rollouts.fleet_command import FleetCommand
from rollouts.propagation import fleet
from rollouts.propagation.fleet import Forced, ServerView
from rollouts.stale.code_places import places_by_flag


class Command(FleetCommand):
    changes_site = False
    help = (
        "List all flags with their state: those that the code knows, also where nobody has set them yet, and those "
        "that it doesn't know any more. What FEATURE_<NAME> says to the web processes that run counts, and is "
        "said where they differ. Beneath one that should be removed: why, and which lines of the code read it. Exit "
        "code 0, whatever is stale."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a list, with all fields as in the API")

    def handle(self, *args: Any, **options: Any) -> None:
        flags = queries.describe_flags(queries.flag_names())
        self.stdout.write(json.dumps(flags, indent=2) if options["json"] else _table(flags, self.views()))
        for each in fleet.differences(fleet.serving_processes()):
            self.stderr.write(f"Processes differ: {each.sentence}")


def _table(flags: list[dict[str, Any]], views: Sequence[ServerView]) -> str:
    widest = max(len(flag["name"]) for flag in flags)
    forced = {flag["name"]: fleet.forced_values(views, flag["name"]) for flag in flags}
    return "\n".join(f"{flag['name']:<{widest}}  {_words(flag, forced[flag['name']])}" for flag in flags)


def _words(flag: dict[str, Any], forced: Forced) -> str:
    parts = [_state(flag)]
    if flag["version"] == 0:
        parts.append("nobody has set it")
    if flag["frozen"]:
        parts.append("frozen")
    parts += [_forced_phrase(value, names) for value, names in forced.items() if value is not None]
    lines = [", ".join(parts), *(f"{reason}: {sentence}" for reason, sentence in flag["stale"].items())]
    if flag["stale"] and (places := places_by_flag().get(flag["name"])):
        lines.append(f"read in {', '.join(map(str, places))}")
    return "\n    ".join(lines)


def _forced_phrase(value: bool, names: Sequence[str]) -> str:
    return f"forced {'on' if value else 'off'} {f'({join_words(names)})' if names else 'by this environment'}"


def _state(flag: dict[str, Any]) -> str:
    because = f" ({flag['because']})" if flag["because"] else ""
    if flag["on_for"] == "everybody":
        return "on for everybody"
    if flag["on_for"] == "nobody" and (flag["enabled"] is not None or because):
        return f"off for everybody{because}"
    if flag["enabled"] is not None:
        return f"on for some{because}"
    return f"{flag['strategy']}: {format_percent(to_hundredths(flag['share']))}"
