"""Notices and what became of them, as operators see it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from auctionsite.http.read_only_admin import ReadOnlyAdminMixin
from notices.models import DeliveryState, NoticeDelivery


class UndeliveredFilter(admin.SimpleListFilter):
    """A filter for what couldn't be delivered, which is on unless all is asked for."""

    title = "outcome"
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [("all", "All"), *((str(value), str(label)) for value, label in DeliveryState.choices)]

    def choices(self, changelist: Any) -> Any:
        """Offer these alone: without one, it is what couldn't be delivered."""
        first, *others = super().choices(changelist)
        return [{**first, "display": "Not delivered"}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        undelivered = (DeliveryState.GIVEN_UP, DeliveryState.UNSURE)
        return queryset.filter(state__in=[self.value()] if self.value() else undelivered)


@admin.register(NoticeDelivery)
class NoticeDeliveryAdmin(ReadOnlyAdminMixin, admin.ModelAdmin):  # type: ignore[type-arg] # generic in the stubs only
    """Deliveries, those that failed first: given up after so many tries, or unsure, since a process ended meanwhile."""

    list_display = ("notice", "person", "channel", "state", "tries", "due_at", "claimed_at", "error")
    list_select_related = ("notice__user",)
    list_filter = (UndeliveredFilter, "channel")
    search_fields = ("notice__user__email",)
    ordering = ("-id",)

    @admin.display(description="person")
    def person(self, row: NoticeDelivery) -> str:
        """The address that it goes to."""
        return row.notice.user.email
