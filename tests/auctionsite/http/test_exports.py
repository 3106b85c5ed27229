"""Tables that the admin exports."""

from import_export.fields import Field
from import_export.formats.base_formats import CSV

from accounts.models import User
from auctionsite.http.exports import ExportableAdmin, SpreadsheetResource


class People(SpreadsheetResource):
    """Names of people."""

    name = Field(attribute="name", column_name="name")


def test_cell_is_no_formula() -> None:
    people = People()
    cells = [people.export_field(people.fields["name"], User(name=name)) for name in ("=1+1", "Max")]
    assert cells == ["'=1+1", "Max"]


def test_comma_separated_values_are_offered_first() -> None:
    assert ExportableAdmin.formats[0] is CSV
