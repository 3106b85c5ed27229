"""Django app configuration."""

from django.apps import AppConfig


class AuctionsConfig(AppConfig):
    name = "auctions"

    def ready(self) -> None:
        """Tell rooms and auctions of changes below, and flags who asks for them; below, nobody knows of rooms."""
        from accounts import account
        from accounts import services as accounts
        from auctions import access, audience, broadcast, queries, seats, waiting
        from leagues import services
        from rollouts import flags
        from rollouts.changes import audience as rollouts
        from rollouts.changes import side_effects
        from rollouts.evaluation.types import BucketBy
        from rollouts.openfeature import contexts

        account.data_of.append(queries.bids_for_download)
        accounts.on_sign_out.append(broadcast.recheck)
        contexts.find_place.append(access.find_place)
        services.on_join.append(broadcast.member_joined)
        side_effects.of_flag[flags.WAITING_ROOM.name] = waiting.WaitingRoomOff()
        services.on_change += [broadcast.member_changed, seats.follow_member]
        rollouts.sources[BucketBy.LEAGUE] = audience.Leagues()
        rollouts.sources[BucketBy.AUCTION] = audience.Auctions()
        rollouts.sources_of[flags.BOTS.name, BucketBy.LEAGUE] = audience.LeaguesOfBots()
