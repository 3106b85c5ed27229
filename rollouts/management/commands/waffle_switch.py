"""`manage.py waffle_switch`: waffle's command, through the one service that changes flags."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from rollouts.explain import queries
from rollouts.fleet_command import FleetCommand
from rollouts.management.flag_commands import add_reason, change_as_waffle


class Command(FleetCommand):
    changes_site = False
    help = (
        "Turn a switch on or off for everybody, or list all. A switch is a flag here, so this works for every flag. "
        "It is noted as a change and can be taken back with `rollout NAME --revert`. A switch that the code doesn't "
        "know can't be made, also not with --create. Exit codes: 0 changed or listed, 1 refused, 2 wrong arguments."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="the switch")
        parser.add_argument("state", nargs="?", choices=["on", "off"], help="what it shall be")
        parser.add_argument("-l", "--list", action="store_true", dest="list_switches", help="list all switches")
        parser.add_argument("--create", action="store_true", help="not needed: every switch is there")
        add_reason(parser)

    def handle(self, *args: Any, name: str | None, state: str | None, list_switches: bool, **options: Any) -> None:
        if list_switches:
            self.stdout.write("Switches:")
            for each, reach in queries.reaches_of(queries.switch_names()).items():
                self.stdout.write(f"{each}: {reach.extent}")
            return
        if not (name and state):
            raise CommandError("You need to specify a switch name and state.")
        change_as_waffle(name, {"everyone": state == "on"}, "waffle_switch", options["reason"])
        self.stdout.write(f"{name}: {state}")
