"""Commands that judge by what the serving processes say, and change nothing on the word of their own environment."""

from argparse import ArgumentParser
from typing import Any, ClassVar

from django.core.management.base import CommandError

from auctionsite import process_settings
from auctionsite.commands import SiteCommand
from rollouts import flags
from rollouts.propagation import fleet, snapshot
from rollouts.propagation.fleet import ServerView

OWN = "--own-environment"
NOBODY_SERVES = (
    f"No process of the site runs, so nobody says which settings count. Start one; or add {OWN} to go by the "
    "ENVIRONMENT and the FEATURE_ variables of this shell."
)
BY_THIS_SHELL = "No process of the site runs: this goes by the ENVIRONMENT and the FEATURE_ variables of this shell."
_SWITCHES = (flags.NEW_AUCTIONS, flags.RUNNING_AUCTIONS, flags.BIDDING, flags.READ_ONLY)
DECISIVE = {"ENVIRONMENT", *(f"FEATURE_{each.name.upper()}" for each in _SWITCHES)}
"""Where web processes differ in one of these, there is no answer of the site for a command to go by."""


class FleetCommand(SiteCommand):
    """A command that goes by the settings of the processes that serve; see `fleet.judges`."""

    changes_site: ClassVar[bool] = True
    """Whether it is refused where nobody serves, or where those who serve differ. One that only looks says so."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Add the option that every such command has."""
        parser: ArgumentParser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument(
            OWN, action="store_true", help="go by the environment of this shell, not by that of the serving processes"
        )
        return parser

    def execute(self, *args: Any, **options: Any) -> Any:
        """Do what the command does, by the settings that count. Raises CommandError if nobody says which."""
        self._own = options.get("own_environment", False)
        self._serving = [] if self._own else fleet.judges(fleet.serving_processes())
        if self.changes_site:
            self.require_servers()
        elif not (self._serving or self._own):
            (options.get("stderr") or self.stderr).write(f"{BY_THIS_SHELL}\n")
        settings = self._serving[0].settings if self._serving else process_settings.own_settings()
        with process_settings.adopted(settings), snapshot.read_anew():
            return super().execute(*args, **options)

    def require_servers(self) -> None:
        """Raise CommandError unless the processes that serve say what counts, or this shell was named for it."""
        if self._own:
            return
        if not self._serving:
            raise CommandError(NOBODY_SERVES)
        if differing := [each.sentence for each in fleet.differences(self._serving) if each.name in DECISIVE]:
            raise CommandError(
                f"The processes of the site differ. {' '.join(differing)} Start them with the same settings; or add "
                f"{OWN} to go by those of this shell."
            )

    def views(self) -> list[ServerView]:
        """Return how the servers see flags; with --own-environment, or where nobody serves, how this shell does."""
        return fleet.views_of(self._serving)
