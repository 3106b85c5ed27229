"""Django app configuration."""

from django.apps import AppConfig


class LeaguesConfig(AppConfig):
    name = "leagues"

    def ready(self) -> None:
        """Say what an account's end means for leagues; accounts know nothing of them."""
        from accounts import account
        from leagues import endings

        account.data_of.append(endings.memberships_for_download)
        account.objections_to_deletion.append(endings.objections)
        account.on_deletion.append(endings.leave_all)
