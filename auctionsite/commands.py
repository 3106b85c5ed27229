"""What our management commands have in common."""

from django.core.management.base import BaseCommand


class SiteCommand(BaseCommand):
    """A command that begins at once.

    Django's own checks of the code import every page, which takes as long as all else. `migrate` and `check` make them,
    and a release begins with these.
    """

    requires_system_checks: list[str] = []
