"""`manage.py clean_up`: forgets sign-in links, sessions and devices that are over."""

from typing import Any

from accounts.account import delete_expired
from auctionsite.commands import SiteCommand


class Command(SiteCommand):
    help = (
        "Delete what signs nobody in any more: expired sign-in links and sessions, browsers that are signed out, and "
        "programs that were not seen for 30 days; and which forms were sent, after a day. "
        "Run it once a day; it is harmless at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in delete_expired().items():
            self.stdout.write(f"{count} {name}")
