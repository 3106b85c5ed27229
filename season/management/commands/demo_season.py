"""`manage.py demo_season`: the demo's league follows a competition."""

from typing import Any

from django.core.management.base import CommandError

from auctionsite.process_settings import settings_in_force
from rollouts.fleet_command import FleetCommand
from season.demo import prepare_season


class Command(FleetCommand):
    changes_site = False
    help = (
        "Let the league that `demo` makes follow the Champions League 2025/26 that comes with the program, with the "
        "matches before its auction, so that there are points as soon as the auction is over. A league that follows "
        "something stays as it is, so it may be run any number of times. In production it is refused, as `demo` is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings_in_force().environment == "production":
            raise CommandError("This is production: the demo doesn't belong here.")
        season = prepare_season()
        if season is None:
            raise CommandError("There is no demo yet; run `manage.py demo` first.")
        self.stdout.write(f"{season.league.name} follows {season.competition}")
