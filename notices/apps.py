"""Django app configuration."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        """Say what we keep of people, and forget it with them; below, nobody knows of notices."""
        from accounts import account
        from leagues import services
        from notices import queue
        from notices.queries import notices_for_download

        account.data_exporters.append(notices_for_download)
        account.on_deletion.append(queue.forget_user)
        services.on_change.append(queue.follow_member)
