"""`manage.py raise_epochs`: after a recovery that didn't go through `restore`."""

from typing import Any

from django.core.management.base import CommandParser
from django.db import connection
from django.template.defaultfilters import pluralize

from auctions.models import Auction
from auctions.recovery.epochs import raise_epochs
from auctionsite.commands import SiteCommand


class Command(SiteCommand):
    help = (
        "Give every auction a new epoch, so that clients who saw a later state take a new snapshot. Run it once after "
        "a recovery to an earlier instant, before the web processes start; `restore` does it by itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            count = Auction.objects.count()
        else:
            with connection.cursor() as cursor:
                raise_epochs(cursor)
                count = cursor.rowcount
        would = "would get" if options["dry_run"] else "got"
        self.stdout.write(f"{count} auction{pluralize(count)} {would} a new epoch.")
