"""Django app configuration."""

from django.apps import AppConfig


class SeasonConfig(AppConfig):
    name = "season"

    def ready(self) -> None:
        """Say what we keep of a person, and what becomes of trades; nobody below knows of seasons."""
        from accounts import account
        from auctions import lineup
        from leagues import member_changes
        from season.trades import consequences
        from season.trades.queries import trades_for_download
        from season.uploads.queries import uploads_for_download

        account.data_exporters += [uploads_for_download, trades_for_download]
        member_changes.sources.append(consequences.sentences_about_member)
        lineup.ends_with_rosters.append(consequences.sentences_about_auction)
