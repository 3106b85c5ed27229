"""Django app configuration."""

from django.apps import AppConfig


class RolloutsConfig(AppConfig):
    name = "rollouts"

    def ready(self) -> None:
        """Declare the product's flags, give waffle its backend, and let people choose rings on their account."""
        from accounts import account
        from rollouts import flags  # noqa: F401 # importing it declares them
        from rollouts.changes import rings
        from rollouts.models import Flag
        from rollouts.waffle_backend import SnapshotBackend

        Flag.backend = SnapshotBackend()
        account.choices.append(account.Choices(offered=rings.choices_of, choose=rings.choose))
        account.data_of.append(rings.memberships_for_download)
        account.on_deletion.append(rings.leave_all)
