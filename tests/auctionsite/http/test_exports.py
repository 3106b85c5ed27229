"""Tables that the admin exports."""

from django.contrib import admin
from import_export.admin import ExportMixin
from import_export.fields import Field

from accounts.models import User
from auctionsite import urls
from auctionsite.http.exports import ExportableAdmin, SpreadsheetCsv, SpreadsheetResource


class People(SpreadsheetResource):
    """Names of people."""

    name = Field(attribute="name", column_name="name")


def test_cell_is_no_formula() -> None:
    people = People()
    cells = [people.export_field(people.fields["name"], User(name=name)) for name in ("=1+1", "Max")]
    assert cells == ["'=1+1", "Max"]


def test_every_list_is_exported_so() -> None:
    assert urls.urlpatterns  # with them comes what the admin has
    exporting = [each for each in admin.site._registry.values() if isinstance(each, ExportMixin)]
    assert len(exporting) > 5
    for each in exporting:
        assert each.formats == ExportableAdmin.formats
        assert all(issubclass(kind, SpreadsheetResource) for kind in each.resource_classes), each


def test_comma_separated_values_are_offered_first() -> None:
    assert ExportableAdmin.formats[0] is SpreadsheetCsv
    assert SpreadsheetCsv().get_title() == "csv"


def test_excel_is_told_that_it_is_utf_8() -> None:
    people = People().export([User(name="Ødegaard"), User(name="@x")])
    assert SpreadsheetCsv().export_data(people) == "\ufeffname\r\nØdegaard\r\n'@x\r\n"
