"""Django app configuration."""

from django.apps import AppConfig


class AuctionsConfig(AppConfig):
    name = "auctions"

    def ready(self) -> None:
        """Tell a league's room who joins it; leagues know nothing of rooms."""
        from auctions import broadcast
        from leagues import services

        services.on_join.append(broadcast.member_joined)
