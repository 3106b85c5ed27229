"""Django app configuration."""

from django.apps import AppConfig


class RolloutsConfig(AppConfig):
    name = "rollouts"

    def ready(self) -> None:
        """Make the product's flags known before anybody asks for one, and let people choose rings on their account."""
        from accounts import account
        from rollouts.changes import rings  # the declarations in flags are what matters

        account.choices.append(account.Choices(offered=rings.choices_of, choose=rings.choose))
        account.data_of.append(rings.memberships_for_download)
        account.on_deletion.append(rings.leave_all)
