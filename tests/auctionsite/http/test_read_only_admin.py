"""Rows of the admin that nobody changes."""

from django.contrib.admin import ModelAdmin, site
from django.test import RequestFactory

from accounts.models import User
from auctionsite.http.read_only_admin import ReadOnlyAdminMixin


class Rows(ReadOnlyAdminMixin, ModelAdmin):  # type: ignore[type-arg] # not subscriptable at run time
    """A list of people to look at."""


def test_even_a_superuser_adds_changes_and_deletes_nothing(rf: RequestFactory) -> None:
    rows, request = Rows(User, site), rf.get("/")
    request.user = User(is_staff=True, is_superuser=True)
    asked = (rows.has_view_permission, rows.has_add_permission, rows.has_change_permission, rows.has_delete_permission)
    assert [ask(request) for ask in asked] == [True, False, False, False]
