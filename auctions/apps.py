"""Django app configuration."""

from django.apps import AppConfig


class AuctionsConfig(AppConfig):
    name = "auctions"

    def ready(self) -> None:
        """Tell rooms and auctions of changes below, and flags who asks for them; below, nobody knows of rooms."""
        from accounts import account
        from accounts import services as accounts
        from auctions import access, seats
        from auctions.flags import measures, outcomes, subjects
        from auctions.publish import asset_news, broadcast, name_news
        from auctions.reads import late_joiners, queries, waiting
        from auctions.reads import member_changes as seats_of_members
        from auctions.recovery import waiting_rooms
        from auctions.talk import services as talk
        from auctions.talk.queries import messages_of_user
        from leagues import member_changes, services
        from leagues import queries as leagues
        from leagues.assets import changes
        from rollouts import flags
        from rollouts.audiences import audience as rollouts
        from rollouts.changes import side_effects
        from rollouts.evaluation.types import BucketBy
        from rollouts.exposures import measures as measured
        from rollouts.exposures import outcomes as exposures
        from rollouts.openfeature import contexts

        account.data_exporters += [queries.bids_of_user, messages_of_user]
        account.on_deletion.append(talk.forget)
        changes.followers.append(asset_news.tell_of_changes)
        accounts.on_rename.append(name_news.tell_of_user)
        accounts.on_sign_out.append(broadcast.ask_to_reauthorize)
        contexts.scope_finders.append(access.find_place)
        exposures.outcome_metrics += outcomes.METRICS
        measured.outcome_measures += measures.MEASURES
        exposures.league_finders.append(subjects.leagues_of_auctions)
        services.on_join += [broadcast.member_joined, seats.follow_member]
        side_effects.by_flag[flags.WAITING_ROOM.name] = waiting_rooms.WaitingRoomOff()
        services.on_change += [broadcast.member_changed, name_news.tell_of_member, seats.follow_member]
        services.on_rename.append(name_news.tell_of_league)
        member_changes.sources.append(seats_of_members.sentences_about)
        leagues.waiting_sources += [waiting.waiting_for, late_joiners.waiting_for]
        rollouts.sources[BucketBy.LEAGUE] = subjects.LeagueSource()
        rollouts.sources[BucketBy.AUCTION] = subjects.AuctionSource()
        rollouts.flag_sources[flags.BOTS.name, BucketBy.LEAGUE] = subjects.BotLeagueSource()
