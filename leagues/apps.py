"""Django app configuration."""

from django.apps import AppConfig


class LeaguesConfig(AppConfig):
    name = "leagues"

    def ready(self) -> None:
        """Say what an account's end and a new name mean for leagues; accounts know nothing of them."""
        from accounts import account, services
        from leagues import account_deletion, queries
        from leagues import services as league_services
        from leagues.dates.queries import dates_for_download, dates_waiting_for
        from leagues.own_lists.queries import list_uploads_for_download
        from leagues.targets.queries import targets_for_download

        queries.waiting_sources.append(dates_waiting_for)
        account.data_exporters += [
            account_deletion.memberships_for_download,
            dates_for_download,
            list_uploads_for_download,
            targets_for_download,
        ]
        account.objections_to_deletion.append(account_deletion.objections_to_deletion)
        account.follows_deletion.append(account_deletion.what_follows)
        account.on_deletion.append(account_deletion.leave_all_leagues)
        services.on_rename.append(league_services.tell_apart)
