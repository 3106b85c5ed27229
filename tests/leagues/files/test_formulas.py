"""A formula counts as what the spreadsheet says that it comes to, and one of which it says nothing is named."""

import re

import pytest

from leagues.files.formulas import check_formulas
from leagues.files.parse_errors import ParseError
from leagues.files.workbooks import read_workbook
from tests.leagues.files.file_forms import as_workbook
from tests.leagues.files.test_workbooks import cell, sheet, with_sheet

HEADER = f"<row>{cell('A1', 'name')}{cell('B1', 'club')}</row>"


def a_sheet_with(row: str) -> bytes:
    return with_sheet(sheet(f'{HEADER}<row r="2">{row}</row>'))


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ('<c r="A2" t="str"><f>"A"&amp;"da"</f><v>Ada</v></c>', "Ada"),
        ('<c r="A2"><f>1+1</f><v>2</v></c>', "2"),
        (f'{cell("A2", "Ada")}<c r="B2" t="str"><f>IF(1,"")</f><v></v></c>', "Ada"),
        (f'{cell("A2", "Ada")}<c r="B2" t="str"><f>IF(1,"")</f><v/></c>', "Ada"),
        ('<c r="A2"><f t="shared" si="0"/><v>7</v></c><c r="B2"/>', "7"),
    ],
)
def test_a_formula_is_its_value_which_may_be_empty(row: str, text: str) -> None:
    assert read_workbook(a_sheet_with(row)).text == f"name,club\n{text},\n"


@pytest.mark.parametrize(
    "row",
    [
        '<c r="B2"><f>A1</f></c>',
        '<c r="B2"><f>A1</f><v></v></c>',
        '<c r="B2" s="1"><f t="shared" si="0"/></c>',
        "<c r='B2'><f>A1</f></c><c r='C2'/>",
    ],
)
def test_a_formula_without_a_value_is_named_by_its_cell(row: str) -> None:
    with pytest.raises(ParseError) as error:
        read_workbook(a_sheet_with(cell("A2", "Ada") + row))
    [(line, sentence)] = error.value.problems
    assert line == 2
    assert sentence.startswith("The cell B2 of the sheet 'List' has a formula and no value. Open the file in a spread")


def test_all_cells_are_named_that_a_program_left_without_values() -> None:
    content = as_workbook([["name", "rank"], ["Ada", "=1+1"], ["Dee", "=ROW()"], ["Max", 3]])
    with pytest.raises(ParseError) as error:
        read_workbook(content)
    assert [re.findall(r"cell (\w+)", sentence)[0] for _, sentence in error.value.problems] == ["B2", "B3"]
    assert [line for line, _ in error.value.problems] == [2, 3]


def test_formulas_of_a_sheet_that_is_not_read_do_not_matter() -> None:
    content = as_workbook([["name", "club"], ["Ada", "Reds"]], ("Sums", [["=1+1"]]))
    assert read_workbook(content).text == "name,club\nAda,Reds\n"


def test_many_cells_that_never_end_take_no_longer_for_it() -> None:
    class Sheet:
        _worksheet_path = "xl/worksheets/sheet1.xml"

    check_formulas(with_sheet('<c r="A1"><f>' * 500_000), "List", Sheet())
