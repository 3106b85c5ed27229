"""Tables for spreadsheets, as the admin exports them."""

from typing import Any

from django.contrib.admin import ModelAdmin
from import_export.admin import ExportMixin
from import_export.fields import Field
from import_export.formats.base_formats import CSV, JSON
from import_export.resources import ModelResource

from auctionsite.http.spreadsheets import BYTE_ORDER_MARK, escape_formula


class SpreadsheetResource(ModelResource):  # type: ignore[misc] # the library has no types
    """Rows of a model, for people's spreadsheets."""

    def export_field(self, field: Field, instance: Any, **kwargs: Any) -> Any:
        """Return the text of one cell, which no spreadsheet takes for a formula."""
        return escape_formula(super().export_field(field, instance, **kwargs))


class SpreadsheetCsv(CSV):  # type: ignore[misc] # the library has no types
    """A CSV that Excel reads as UTF-8."""

    def get_title(self) -> str:
        """Return the name of the format in the list from which people choose."""
        return "csv"

    def export_data(self, dataset: Any, **kwargs: Any) -> str:
        """Return the table as text, with the mark by which Excel knows UTF-8."""
        return f"{BYTE_ORDER_MARK}{super().export_data(dataset, **kwargs)}"


class ExportableAdmin(ExportMixin, ModelAdmin):  # type: ignore[misc, type-arg] # the library has no types
    """A list in the admin that can be exported: what its filters leave. Files come in by pages of ours."""

    formats = (SpreadsheetCsv, JSON)
