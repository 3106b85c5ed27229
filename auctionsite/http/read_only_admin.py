"""Admin pages of rows that nobody makes by hand: journals, scores, records."""

from django.db.models import Model
from django.http import HttpRequest


class ReadOnlyAdminMixin:
    """A mixin for a ModelAdmin: rows to look at, for those who may; nobody adds, changes or deletes them here."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
