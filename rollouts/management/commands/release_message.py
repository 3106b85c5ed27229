"""`manage.py release_message`: what to write about a release, filled in from its plan."""

import os
from typing import Any

from django.core.management.base import CommandError, CommandParser

from auctionsite.commands import SiteCommand
from auctionsite.outgoing import CallFailed
from rollouts.management.flag_commands import EXIT_REFUSED
from rollouts.messages.facts import read_facts
from rollouts.messages.release_messages import MessageKind, NothingToSay, write_message
from rollouts.messages.webhooks import MessageRefused, send_message
from rollouts.plans import queries
from rollouts.plans.reading import UnreadablePlan

WEBHOOK = "MESSAGE_WEBHOOK"


class Command(SiteCommand):
    help = (
        "Print a message about the release of a flag, filled in from its plan, to copy: `release_message waiting_room "
        f"progress`. With --send it goes to the webhook whose address is in the variable {WEBHOOK} too (Slack's form), "
        "if MESSAGE_HOSTS names its host. The plan isn't changed. Exit codes: 0 printed, and sent; 1 there is no such "
        "message, or it wasn't sent; 2 wrong arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("flag", help="the flag, which has a plan")
        parser.add_argument("kind", choices=[each.value for each in MessageKind], help="when, and to whom")
        parser.add_argument("--send", action="store_true", help=f"to the webhook in {WEBHOOK} too")

    def handle(self, *args: Any, flag: str, kind: str, **options: Any) -> None:
        plan = queries.newest_plan(flag)
        if plan is None:
            raise CommandError(
                f"{flag} has no plan. `plan {flag} --start TEMPLATE` starts one.", returncode=EXIT_REFUSED
            )
        try:
            text = write_message(MessageKind(kind), read_facts(plan))
            self.stdout.write(text)
            if options["send"]:
                send_message(os.environ.get(WEBHOOK, ""), text)
        except (UnreadablePlan, NothingToSay, MessageRefused) as error:
            raise CommandError(str(error), returncode=EXIT_REFUSED) from error
        except CallFailed as error:
            raise CommandError(f"Not sent: {error}.", returncode=EXIT_REFUSED) from error
