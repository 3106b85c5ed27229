"""Scores, points and their history: to look at and to export. They are changed by uploads alone."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from import_export.fields import Field

from auctionsite.http.exports import ExportableAdmin, SpreadsheetResource
from auctionsite.http.read_only_admin import ReadOnlyAdminMixin
from season.models import AssetPoints, Correction, FileName, Fixture, Performance, Scheme, Upload, UploadChange
from season.scoring.points import format_points, to_number


class FromUploads(ReadOnlyAdminMixin, ExportableAdmin):
    """Rows that follow from uploads."""


class PerformanceResource(SpreadsheetResource):
    """A line for each performance, in the columns that `import_scores` takes: one for each statistic."""

    fixture = Field("fixture__external_id")
    asset = Field("asset__external_id")
    name = Field("asset__name")

    class Meta:
        model = Performance
        fields = ("fixture", "asset", "name", "position", "statistics")
        export_order = fields

    def dehydrate_statistics(self, row: Performance) -> Mapping[str, int]:
        """Return the figures of one performance by the key of the statistic; `after_export` gives each a column."""
        return dict(row.statistics)

    def after_export(self, queryset: Any, dataset: Any, **kwargs: Any) -> None:
        """Give each statistic that any performance has a column of its own; a figure that isn't kept is 0."""
        if "statistics" in dataset.headers:
            cells = dataset["statistics"]
            del dataset["statistics"]
            for key in dict.fromkeys(key for cell in cells for key in cell):
                dataset.append_col([cell.get(key, 0) for cell in cells], header=key)


@admin.register(Performance)
class PerformanceAdmin(FromUploads):
    resource_classes = (PerformanceResource,)
    list_display = ("asset", "fixture", "position", "statistics", "upload")
    list_select_related = ("asset", "fixture", "upload")
    list_filter = ("fixture__competition",)
    search_fields = ("asset__name", "asset__external_id", "fixture__external_id")


class PointsResource(SpreadsheetResource):
    """A line for each performance under each scheme, in points."""

    fixture = Field("performance__fixture__external_id")
    asset = Field("performance__asset__external_id")
    name = Field("performance__asset__name")
    points = Field("points")

    class Meta:
        model = AssetPoints
        fields = ("scheme", "fixture", "asset", "name", "points")
        export_order = fields

    def dehydrate_points(self, row: AssetPoints) -> int | float:
        """Points, which are kept in hundredths."""
        return to_number(row.points)


@admin.register(AssetPoints)
class AssetPointsAdmin(FromUploads):
    ordering = ("-performance", "-scheme")  # which stay, where points are worked out anew
    resource_classes = (PointsResource,)
    list_display = ("asset", "fixture", "worth", "breakdown", "scheme")
    list_select_related = ("performance__asset", "performance__fixture", "scheme")
    list_filter = ("performance__fixture__competition", "scheme")
    search_fields = ("performance__asset__name", "performance__asset__external_id")

    @admin.display(ordering="performance__asset__name")
    def asset(self, row: AssetPoints) -> str:
        """The asset that scored them."""
        return row.performance.asset.name

    @admin.display(ordering="performance__fixture__kickoff")
    def fixture(self, row: AssetPoints) -> str:
        """The fixture in which they were scored."""
        return str(row.performance.fixture)

    @admin.display(ordering="points", description="points")
    def worth(self, row: AssetPoints) -> str:
        """In points, which are kept in hundredths."""
        return format_points(row.points)

    @admin.display(description="what for")
    def breakdown(self, row: AssetPoints) -> str:
        """A word for each rule that gave points."""
        return ", ".join(f"{line['rule']} {format_points(line['points'])}" for line in row.lines)


@admin.register(Correction)
class CorrectionAdmin(FromUploads):
    list_display = ("at", "asset", "fixture", "before", "after", "upload", "by")
    list_select_related = ("asset", "fixture", "upload__by")
    list_filter = ("fixture__competition",)
    search_fields = ("asset__name", "asset__external_id", "fixture__external_id")

    def by(self, row: Correction) -> Any:
        """The person who made the correction; empty: the command line."""
        return row.upload.by


@admin.register(Upload)
class UploadAdmin(FromUploads):
    list_display = (
        *("created_at", "competition", "kind", "status", "file_name", "by", "created", "changed", "unchanged"),
        *("left_out", "taken_back_at", "taken_back_by"),
    )
    list_select_related = ("competition", "by", "taken_back_by")
    list_filter = ("status", "kind", "competition")
    search_fields = ("file_name",)
    exclude = ("content",)


_SIDES = ("home_name", "away_name")


@admin.register(UploadChange)
class UploadChangeAdmin(FromUploads):
    list_display = ("upload", "what", "called", "asset", "before", "after")
    list_select_related = ("upload", "asset")
    list_filter = ("what", "upload__competition")

    def get_queryset(self, request: HttpRequest) -> QuerySet[UploadChange]:
        """Return the rows with the names of their fixtures."""
        there = Fixture.objects.filter(competition=OuterRef("upload__competition"), external_id=OuterRef("name"))
        found: QuerySet[UploadChange] = super().get_queryset(request)
        return found.annotate(**{side: Subquery(there.values(side)[:1]) for side in _SIDES})

    @admin.display(description="round or fixture", ordering="name")
    def called(self, row: Any) -> str:
        """The round's name, or the fixture's sides: as they are, else as they were in the row; then its id."""
        if row.what == UploadChange.What.ROUND:
            return str(row.name)
        kept = row.after or row.before or {}
        sides = [str(getattr(row, side) or kept.get(side, "")) for side in _SIDES]
        return f"{' – '.join(sides) if all(sides) else 'A fixture that is gone'} ({row.name})"

    search_fields = ("name", "asset__name", "asset__external_id")


@admin.register(FileName)
class FileNameAdmin(FromUploads):
    """Answers on numbers and names in files; a row that is deleted is asked about again."""

    list_display = ("written", "kind", "name", "asset", "competition")
    list_select_related = ("asset", "competition")
    list_filter = ("kind", "competition")
    search_fields = ("written", "name", "asset__name")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever may change competitions may have it asked again."""
        return request.user.has_perm("season.change_competition")


@admin.register(Scheme)
class SchemeAdmin(FromUploads):
    list_display = ("__str__", "sport", "created_at")
    list_filter = ("sport",)
