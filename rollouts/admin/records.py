"""Read-only records of flags: every change, and the processes with the version each uses."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Subquery
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.timezone import localtime

from auctionsite.http.read_only_admin import ReadOnlyAdminMixin
from rollouts.admin.display import base_of
from rollouts.explain import page_queries
from rollouts.explain.differences import differences
from rollouts.models import FlagChange, Reader, SnapshotVersion


class RecordAdmin(ReadOnlyAdminMixin, admin.ModelAdmin):  # type: ignore[type-arg] # generic in the stubs only
    """Rows that are written down when something happens."""


def moment_text(moment: datetime) -> str:
    """Return a moment in the reader's zone, with its name: `21 Nov 2026, 14:02:11 CET`."""
    return date_format(localtime(moment), "j M Y, H:i:s T")


class FlagChangeAdmin(RecordAdmin):
    """Every change of every flag, the last first."""

    list_display = ("made_at", "flag", "changed_by", "source", "reason", "override")
    list_filter = ("source",)
    list_select_related = ("actor",)
    search_fields = ("flag", "reason", "override", "actor__email")
    fields = (
        "flag",
        "made_at",
        "changed_by",
        "source",
        "reason",
        "override",
        "consequence",
        "reverts",
        "what",
        "version",
    )
    readonly_fields = ("made_at", "changed_by", "what")

    @admin.display(description="at", ordering="at")
    def made_at(self, change: FlagChange) -> str:
        """When, in the reader's zone, which is named."""
        return moment_text(change.at)

    @admin.display(description="by", ordering="actor__email")
    def changed_by(self, change: FlagChange) -> str:
        """The author of the change."""
        return page_queries.author_name(change)

    @admin.display(description="what changed")
    def what(self, change: FlagChange) -> str:
        """The differences that the change made, field by field, in words."""
        context = page_queries.wording_context(changes=[change])
        found = differences(base_of(change), change.after, context)
        return format_html_join("", "<div>{}: {} → {}</div>", found) or "nothing"


class ReaderAdmin(RecordAdmin):
    """The processes that use flags. One that hasn't been seen for 15 seconds is counted no more."""

    list_display = ("process", "label", "region", "version", "is_newest", "sockets", "confirmed", "seen")
    list_filter = ("kind", "label", "region")
    search_fields = ("process", "label")
    ordering = ("version", "process")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Reader]":
        newest = SnapshotVersion.objects.values("version")[:1]
        rows: QuerySet[Any] = super().get_queryset(request).annotate(newest=Subquery(newest))
        return rows

    @admin.display(description="confirmed at", ordering="confirmed_at")
    def confirmed(self, reader: Reader) -> str:
        """Return when it took up the version that it uses."""
        return moment_text(reader.confirmed_at)

    @admin.display(description="seen at", ordering="seen_at")
    def seen(self, reader: Reader) -> str:
        """Return when it said last that it runs."""
        return moment_text(reader.seen_at)

    @admin.display(description="newest", boolean=True)
    def is_newest(self, reader: Reader) -> bool:
        """True if it uses the newest version."""
        return bool(reader.version == vars(reader)["newest"])
