"""`manage.py release_message`: what to write about a release, filled in from its plan."""

import os
from typing import Any

from django.core.management.base import CommandError, CommandParser

from auctionsite.commands import SiteCommand
from auctionsite.outgoing import CallFailed
from rollouts.management.flag_commands import EXIT_REFUSED
from rollouts.messages.banners import MOST_HOURS, BannerRefused, show_banner
from rollouts.messages.facts import read_facts
from rollouts.messages.mails import mail_operators
from rollouts.messages.release_messages import TO_PEOPLE, MessageKind, NothingToSay, write_message
from rollouts.messages.webhooks import MessageRefused, send_message
from rollouts.plans import queries
from rollouts.plans.reading import UnreadablePlan

WEBHOOK = "MESSAGE_WEBHOOK"


class Command(SiteCommand):
    help = (
        "Print a message about the release of a flag, filled in from its plan, to copy: `release_message waiting_room "
        f"progress`. With --send it goes to the webhook whose address is in the variable {WEBHOOK} too (Slack's form), "
        "if MESSAGE_HOSTS names its host; with --mail to every operator; with --banner 24 it stands on top of every "
        "page for so many hours, if it is for people. The plan isn't changed. Exit codes: 0 printed, and sent; 1 there "
        "is no such message, or it wasn't sent; 2 wrong arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("flag", help="the flag, which has a plan")
        parser.add_argument("kind", choices=[each.value for each in MessageKind], help="when, and to whom")
        parser.add_argument("--send", action="store_true", help=f"to the webhook in {WEBHOOK} too")
        parser.add_argument("--mail", action="store_true", help="to every operator too; not what is for people")
        parser.add_argument(
            "--banner", type=int, metavar="HOURS", help=f"on top of every page too, for 1 to {MOST_HOURS} hours"
        )

    def handle(self, *args: Any, flag: str, kind: str, **options: Any) -> None:
        plan = queries.newest_plan(flag)
        if plan is None:
            raise CommandError(
                f"{flag} has no plan. `plan {flag} --start TEMPLATE` starts one.", returncode=EXIT_REFUSED
            )
        try:
            text = write_message(MessageKind(kind), read_facts(plan))
            self.stdout.write(text)
            _unless_for_others(MessageKind(kind), options)
            if options["send"]:
                send_message(os.environ.get(WEBHOOK, ""), text)
            if options["banner"] is not None:
                show_banner(text, options["banner"], plan=plan)
            if options["mail"]:
                many = mail_operators(f"Release of {flag}: {kind}", text)
                self.stderr.write(f"Mailed to {many} operator{'' if many == 1 else 's'}.")
        except (UnreadablePlan, NothingToSay, MessageRefused, BannerRefused) as error:
            raise CommandError(str(error), returncode=EXIT_REFUSED) from error
        except (CallFailed, OSError) as error:
            raise CommandError(f"Not sent: {error}.", returncode=EXIT_REFUSED) from error


def _unless_for_others(kind: MessageKind, options: dict[str, Any]) -> None:
    """Raise MessageRefused before anything is sent to whom it isn't written for."""
    if options["banner"] is not None and kind not in TO_PEOPLE:
        raise MessageRefused(f"{kind.value} is for operators: only {' and '.join(TO_PEOPLE)} stand on pages.")
    if options["mail"] and kind in TO_PEOPLE:
        raise MessageRefused(f"{kind.value} is for people, who aren't mailed about releases: give --banner HOURS.")
