"""Django app configuration."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        """Say who reads what, and what we keep of people, and forget it with them; below, nobody knows of notices."""
        from accounts import account, language
        from leagues import services
        from notices import queue
        from notices.queries import notices_for_download
        from rollouts import flags

        language.permissions.append(flags.reads_other_languages)
        account.data_exporters.append(notices_for_download)
        account.on_deletion.append(queue.forget_user)
        services.on_change.append(queue.follow_member)
