"""Stands in INSTALLED_APPS in place of `django.contrib.admin`; apart, because no models may be imported yet."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class ControlRoomConfig(SimpleAdminConfig):
    """Django's admin with our sign-in and our start page.

    The apps' admin modules come with the addresses (`auctionsite/urls.py`): clocks, bots and commands show no pages.
    """

    default_site = "operations.admin.site.ControlRoomSite"

    def ready(self) -> None:
        """Register Django's checks of the admin."""
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_admin_pages, checks.Tags.admin)


def check_admin_pages(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[checks.CheckMessage]:
    """Check every admin page, also where no address was asked for yet."""
    autodiscover()
    return check_admin_app(app_configs, **options)
