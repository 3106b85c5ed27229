"""The admin's pages are there with the addresses, and are checked by `manage.py check`."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.admin.sites import AdminSite, all_sites
from django.core import checks

from accounts.models import Device
from operations.admin.apps import check_admin_pages


@pytest.fixture
def mistaken_site() -> Iterator[AdminSite]:
    """An admin with a page that shows a field which isn't there."""
    site = AdminSite("mistaken")
    site.register(Device, list_display=("no_such_field",))
    yield site
    all_sites.discard(site)


def test_check_finds_a_mistake_in_an_admin_page(mistaken_site: AdminSite) -> None:
    assert "admin.E108" in {message.id for message in checks.run_checks(tags=[checks.Tags.admin])}


def test_shipped_pages_have_no_mistakes() -> None:
    assert check_admin_pages(None) == []


@pytest.mark.parametrize("label", ["accounts.User", "auctions.Auction", "rollouts.Flag", "season.Competition"])
def test_pages_of_every_app_are_registered(label: str) -> None:
    check_admin_pages(None)
    assert label in {model._meta.label for model in admin.site._registry}
