"""Django app configuration."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        """Tell releases what the site as a whole knows before they begin."""
        from operations import launch_gates
        from rollouts.gates import table

        table.declare_gates(launch_gates.SITE_GATES)
