"""Django app configuration."""

from django.apps import AppConfig


class AuctionsConfig(AppConfig):
    name = "auctions"

    def ready(self) -> None:
        """Tell rooms and auctions of changes below, and flags of leagues; those know nothing of rooms."""
        from accounts import account
        from accounts import services as accounts
        from auctions import access, broadcast, queries, seats, waiting
        from leagues import services
        from rollouts import consequences, contexts
        from rollouts.flags import WAITING_ROOM

        account.data_of.append(queries.bids_for_download)
        accounts.on_sign_out.append(broadcast.recheck)
        contexts.find_place.append(access.find_place)
        services.on_join.append(broadcast.member_joined)
        consequences.of_flag[WAITING_ROOM.name] = waiting.WaitingRoomOff()
        services.on_change += [broadcast.member_changed, seats.follow_member]
