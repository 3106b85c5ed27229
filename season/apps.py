"""Django app configuration."""

from django.apps import AppConfig


class SeasonConfig(AppConfig):
    name = "season"

    def ready(self) -> None:
        """Say what we keep of people and what waits for them, and what follows for trades and standings."""
        from accounts import account
        from auctions import lineup
        from leagues import member_changes, queries, services
        from season.score_news import scores_waiting_for
        from season.standings.services import recount_after_change_of
        from season.trades import consequences
        from season.trades.queries import offers_waiting_for, trades_for_download
        from season.uploads.queries import uploads_for_download

        account.data_exporters += [uploads_for_download, trades_for_download]
        member_changes.sources.append(consequences.sentences_about_member)
        queries.waiting_sources += [offers_waiting_for, scores_waiting_for]
        services.on_join.append(recount_after_change_of)
        services.on_change.append(recount_after_change_of)
        lineup.ends_with_rosters.append(consequences.sentences_about_auction)
