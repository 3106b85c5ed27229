"""Django app configuration."""

from django.apps import AppConfig
from django.utils import translation

from auctionsite.text import words


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Have words of modules that know no framework translated as all others are."""
        words.translate_with(translation)
