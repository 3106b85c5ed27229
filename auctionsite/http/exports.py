"""Tables for spreadsheets, as the admin exports them."""

from typing import Any

from django.contrib.admin import ModelAdmin
from import_export.admin import ExportMixin
from import_export.fields import Field
from import_export.formats.base_formats import CSV, JSON
from import_export.resources import ModelResource

from auctionsite.http.spreadsheets import escape_formula


class SpreadsheetResource(ModelResource):  # type: ignore[misc] # the library has no types
    """Rows of a model, for people's spreadsheets."""

    def export_field(self, field: Field, instance: Any, **kwargs: Any) -> Any:
        """One cell."""
        return escape_formula(super().export_field(field, instance, **kwargs))


class ExportableAdmin(ExportMixin, ModelAdmin):  # type: ignore[misc, type-arg] # the library has no types
    """A list in the admin that can be exported: what its filters leave. Imports have doors of their own."""

    formats = (CSV, JSON)
