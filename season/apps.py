"""Django app configuration."""

from django.apps import AppConfig


class SeasonConfig(AppConfig):
    name = "season"

    def ready(self) -> None:
        """Say what we keep of a person; accounts know nothing of seasons."""
        from accounts import account
        from season.trades.queries import trades_for_download
        from season.uploads.queries import uploads_for_download

        account.data_exporters += [uploads_for_download, trades_for_download]
