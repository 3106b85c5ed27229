"""`manage.py sign_in_link`: a way in without mail."""

import json
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.models import User, normalize_email
from accounts.sign_in.devices import sign_in_tokens
from accounts.sign_in.links import make_sign_in_link
from auctionsite.process_settings import settings_in_force
from rollouts.fleet_command import FleetCommand


class Command(FleetCommand):
    changes_site = False
    help = (
        "Print a one-time link that signs a person in, for trying the site and for helping someone whose mail does not "
        "arrive. In production it is refused without --force: whoever reads the link is that person."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="address of an existing user")
        parser.add_argument("--minutes", type=int, default=15, help="how long the link is good for (default: 15)")
        parser.add_argument("--json", action="store_true", help="print an object with the link and tokens for the API")
        parser.add_argument("--force", action="store_true", help="also in production")

    def handle(self, *args: Any, email: str, minutes: int, **options: Any) -> None:
        if settings_in_force().environment == "production" and not options["force"]:
            raise CommandError("This is production. If you mean to sign in as that person, add --force.")
        if minutes < 1:
            raise CommandError("Give --minutes 1 or more.")
        user = _active_user(email)
        link = make_sign_in_link(user, valid_for=timedelta(minutes=minutes))
        if options["json"]:
            link = json.dumps({"email": user.email, "link": link, **sign_in_tokens(user)}, indent=2)
        self.stdout.write(link)


def _active_user(email: str) -> User:
    """The user who may sign in with this address; raises CommandError with what to do."""
    user = User.objects.filter(email=normalize_email(email)).first()
    if user is None:
        raise CommandError(
            f"Nobody has the address {email}. Check the spelling, have them sign in once with it at "
            f"{settings_in_force().base_url}/sign-in/, or make an operator with `manage.py createsuperuser`."
        )
    if not user.is_active:
        raise CommandError(f"{user.email} is switched off. Make the user active in the admin first.")
    return user
