"""A file, and what a format makes of it."""

import pytest

from leagues.files.formats.source import Format, SourceFile, renamed, table_of, with_figures
from leagues.files.limits import MOST_ROWS
from leagues.files.parse_errors import ParseError
from leagues.files.tables import Table, TableRow


def test_json_is_known_by_name_or_content() -> None:
    assert SourceFile("a.txt", '\ufeff {"a": [1]}').json == {"a": [1]}
    assert SourceFile("a.JSON", "[]").is_json
    assert SourceFile("a.csv", "a,b\n1,2\n").json is None


def test_broken_json_names_its_line() -> None:
    with pytest.raises(ParseError, match=r"^line 2: This is not JSON"):
        _ = SourceFile("a.json", '{"a":\n?}').json
    with pytest.raises(ParseError, match=r"^line 1: Nest lists"):
        _ = SourceFile("a.json", "[" * 40 + "]" * 40).json


@pytest.mark.parametrize("name", ["1527674.json", "C:\\files\\1527674.json", "some/folder/1527674.json.txt"])
def test_the_stem_is_the_name_alone(name: str) -> None:
    assert SourceFile(name, "").stem == "1527674"


def test_tables_are_known_by_their_columns_and_json_by_what_it_holds() -> None:
    tables = Format("Tables", renamed({"a": "b"}), columns=("a", "b"))
    assert tables.knows(SourceFile("x.csv", "b,a,c\n"))
    assert not tables.knows(SourceFile("x.csv", "a,c\n"))
    assert not tables.knows(SourceFile("x.json", '{"a": 1}'))
    objects = Format("Objects", renamed({}), in_json=lambda data: "a" in data)
    assert objects.knows(SourceFile("x.json", '{"a": 1}'))
    assert not objects.knows(SourceFile("x.json", '{"b": 1}'))
    assert not objects.knows(SourceFile("x.csv", "b,a,c\n"))


def test_renaming_leaves_out_what_it_does_not_name_and_figures_keep_it() -> None:
    source = SourceFile("x.csv", "theirs,more\n7,8\n")
    assert renamed({"theirs": "ours", "absent": "other"})(source) == Table(("ours",), (TableRow(2, {"ours": "7"}),))
    assert with_figures({"theirs": "ours"})(source) == Table(
        ("ours", "more"), (TableRow(2, {"ours": "7", "more": "8"}),)
    )


def test_wrong_lines_are_kept_beside_the_others() -> None:
    source = SourceFile("x.csv", "a,b\n1,2\n1\n")
    assert [row.line for row in source.table.rows] == [2]
    assert [line for line, _ in source.problems] == [3]


def test_a_table_has_an_end() -> None:
    assert table_of(("a",), [(1, {})]).rows == (TableRow(1, {"a": ""}),)
    with pytest.raises(ParseError, match="rows at most"):
        table_of(("a",), ((line, {}) for line in range(MOST_ROWS + 1)))
