"""Django app configuration."""

from django.apps import AppConfig


class RolloutsConfig(AppConfig):
    name = "rollouts"

    def ready(self) -> None:
        """Make the product's flags known before anybody asks for one."""
        from rollouts import flags  # noqa: F401 # its declarations are what matters
