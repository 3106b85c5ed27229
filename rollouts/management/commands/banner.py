"""`manage.py banner`: what stands on top of every page for everybody."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from auctionsite.commands import SiteCommand
from rollouts.management.flag_commands import EXIT_REFUSED, user_of
from rollouts.messages.banners import MOST_HOURS, BannerRefused, show_banner, shown_banner, take_down


class Command(SiteCommand):
    help = (
        'Say what banner stands on top of every page but the room, and until when; `banner --show "Tonight from 23:00 '
        'UTC we restart servers." --hours 4` shows one in its place, and `banner --take-down` ends it. Pages have it '
        "within two seconds, when they are opened. Exit codes: 0 said or done, 1 refused, 2 wrong arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--show", metavar="TEXT", help="show this")
        what.add_argument("--take-down", action="store_true", help="show none")
        parser.add_argument("--hours", type=int, default=24, help=f"with --show: for so long, 1 to {MOST_HOURS}; 24")
        parser.add_argument("--by", metavar="EMAIL_OR_ID", help="with --show: the operator who says so")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["take_down"]:
            self.stdout.write("Taken down." if take_down() else "There was none.")
            return
        if options["show"] is not None:
            try:
                show_banner(options["show"], options["hours"], actor=user_of(options["by"]) if options["by"] else None)
            except BannerRefused as error:
                raise CommandError(str(error), returncode=EXIT_REFUSED) from error
        banner = shown_banner()
        said = f"Until {banner.shown_until:%Y-%m-%d %H:%M} UTC: {banner.text}" if banner else "There is no banner."
        self.stdout.write(said)
