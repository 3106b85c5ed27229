"""Django app configuration."""

from django.apps import AppConfig


class SeasonConfig(AppConfig):
    name = "season"

    def ready(self) -> None:
        """Say what we keep of a person; accounts know nothing of seasons."""
        from accounts import account
        from season.competitions import queries
        from season.trades import queries as trades

        account.data_of += [queries.uploads_for_download, trades.trades_for_download]
