"""`manage.py flags`: what is on, and for whom."""

import json
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandParser

from auctionsite.commands import SiteCommand
from rollouts.evaluation.evaluate import format_percent
from rollouts.evaluation.flag_state import to_hundredths
from rollouts.explain import queries
from rollouts.explain.wording import end_text, is_overdue


class Command(SiteCommand):
    help = (
        "List all flags with their state: those that the code knows, also where nobody has set them yet, and those "
        "that it doesn't know any more. Where FEATURE_<NAME> is set in this environment, that counts here. Exit code 0."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a list, with all fields as in the API")

    def handle(self, *args: Any, **options: Any) -> None:
        flags = queries.describe_flags(queries.flag_names())
        self.stdout.write(json.dumps(flags, indent=2) if options["json"] else _table(flags))


def _table(flags: list[dict[str, Any]]) -> str:
    widest = max(len(flag["name"]) for flag in flags)
    now = datetime.now(UTC)
    return "\n".join(f"{flag['name']:<{widest}}  {_words(flag, now)}" for flag in flags)


def _words(flag: dict[str, Any], now: datetime) -> str:
    parts = [_state(flag)]
    if flag["version"] == 0:
        parts.append("nobody has set it")
    if flag["frozen"]:
        parts.append("frozen")
    if flag["forced"] is not None:
        parts.append(f"forced {'on' if flag['forced'] else 'off'} by this environment")
    if flag["ends"] and is_overdue(flag["ends"], now):
        parts.append(f"overdue: it should be gone {end_text(flag['ends'])}")
    return ", ".join(parts)


def _state(flag: dict[str, Any]) -> str:
    if flag["enabled"] is not None:
        return f"{'on' if flag['enabled'] else 'off'} for everybody"
    return f"{flag['strategy']}: {format_percent(to_hundredths(flag['share']))}"
