"""The common part of our management commands."""

from typing import Any

from django.core.management.base import BaseCommand


class SiteCommand(BaseCommand):
    """A command that begins at once.

    Django's own checks of the code import every page, which takes as long as all else. `migrate` and `check` make them,
    and a release begins with these.
    """

    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Take `--skip-checks` as every command of Django's does: scripts give it."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument("--skip-checks", action="store_true", help="has no effect: there are none")
        return parser
