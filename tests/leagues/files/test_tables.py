"""Files that people upload are bounded and text, or are refused with the line where they aren't."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auctionsite.http.spreadsheets import escape_formula, write_csv
from auctionsite.text.typed import UnreadableText, clean_text
from leagues.files.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from leagues.files.parse_errors import ParseError, Problems
from leagues.files.tables import (
    Table,
    TableRow,
    decode,
    decode_asking,
    read_bytes,
    read_columns,
    read_table,
    unknown_columns,
    write_table,
)
from tests.leagues.files.file_forms import ENCODINGS, SEPARATORS, WAYS_OF_EXCEL, as_csv, as_workbook, encoded


class Endless(io.RawIOBase):
    """A file that never ends, and says how much of it was asked for."""

    asked = 0

    def read(self, size: int = -1, /) -> bytes:
        self.asked += size
        return b"x" * size


def test_no_more_is_read_than_is_allowed() -> None:
    file = Endless()
    with pytest.raises(ParseError, match="larger than 10 MB"):
        read_bytes(file)
    assert file.asked == MOST_BYTES + 1
    assert len(read_bytes(io.BytesIO(b"x" * MOST_BYTES))) == MOST_BYTES


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a\n\xff\xfea\0", "line 2: This is not UTF-8"),
        ("a\nKøbenhavn".encode("latin-1"), "line 2: This is not UTF-8"),
        ("name".encode("utf-16")[:-1], "line 1: This is not UTF-8"),
        (b"a\n\nb\0", "line 3: There is a NUL byte"),
        ("😀".encode()[:3], "line 1: This is not UTF-8"),
    ],
)
def test_what_is_no_utf_8_text_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        decode(content)


def test_a_byte_order_mark_is_left_out() -> None:
    assert decode(b"\xef\xbb\xbfname") == "name"


LIST = [
    ["Name", "Klub", "Note"],
    ["Müller, Thomas", "Bayern; München", ""],
    ["Ødegaard", "Arsenal", "x"],
    ["Ada", "", ""],
    ["Dee", "Reds", ""],
    ["Bo", "", ""],
]
HEADERS = [["Name", "External ID", "rank"], ["NAME", "external_id", "Rank"], [" Namé ", "External-Id", "RANK"]]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("way", WAYS_OF_EXCEL)
def test_a_list_is_the_same_however_it_was_saved(encoding: str, separator: str, way: str) -> None:
    text = WAYS_OF_EXCEL[way](as_csv(LIST, separator))
    found = decode_asking(encoded(text, encoding))
    problems: Problems = []
    table = read_table(found.text, problems)
    assert (table.columns, [[*row.values.values()] for row in table.rows]) == (tuple(LIST[0]), LIST[1:])
    assert problems == []
    assert bool(found.questions) == (encoding == "cp1252")


def test_a_workbook_is_the_same_as_its_csv() -> None:
    table = read_table(decode(as_workbook([*LIST, [None] * 3])), [])
    assert (table, table.columns) == (read_table(as_csv(LIST), []), tuple(LIST[0]))


@pytest.mark.parametrize("header", HEADERS)
def test_columns_are_known_without_case_accents_spaces_and_signs(header: list[str]) -> None:
    table = read_table(as_csv([header, ["Ada", "7", "1"]]), []).with_names(("name", "external_id", "rank"))
    assert table.columns == ("name", "external_id", "rank")
    assert [row.values for row in table.rows] == [{"name": "Ada", "external_id": "7", "rank": "1"}]


@pytest.mark.parametrize("cell", ["=1+1", "+x", "-x", "@x", "'=1", "''=1", "'x", "x", "-3", "+4.5"])
def test_what_was_guarded_against_formulas_is_read_as_it_was(cell: str) -> None:
    [row] = read_table(as_csv([["name"], [escape_formula(cell)]]), []).rows
    assert row.values == {"name": cell}


@pytest.mark.parametrize("name", ["a.xls", "a.pdf"])
def test_other_files_are_refused_with_what_to_do(name: str) -> None:
    content = {"a.xls": b"\xd0\xcf\x11\xe0\xa1\xb1", "a.pdf": b"%PDF-1.7"}[name]
    for read in (decode, decode_asking):
        with pytest.raises(ParseError, match=r"save it as .xlsx or as CSV"):
            read(content)


def test_programs_are_not_asked_so_a_guess_is_refused() -> None:
    with pytest.raises(ParseError, match="line 2: This is not UTF-8"):
        decode("name\nMüller".encode("cp1252"))


@pytest.mark.parametrize("text", ["a,b\r\n1 , 2\r\n\r\n", '\ufeffa;b\n"1";2\n'])
def test_commas_and_semicolons(text: str) -> None:
    problems: Problems = []
    table = read_table(text, problems)
    assert (table.columns, table.rows, problems) == (("a", "b"), (TableRow(2, {"a": "1", "b": "2"}),), [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a,b\n1", (2, "as many values")),
        ("a,b\n1,2,3", (2, "as many values")),
        ("a,b\n1\n2,3\n", (2, "as many values")),
        ("a,b\n1\n2", (3, "as many values")),
        ('a,b\n1,2\n"3', (3, "not CSV")),
        ("a,a\n1,2", (1, "'a' stands there twice")),
        ("a\n" + "x" * 200_000, (2, "not CSV")),
    ],
)
def test_wrong_lines_are_named(text: str, problem: tuple[int, str]) -> None:
    problems: Problems = []
    read_table(text, problems)
    [(line, sentence)] = problems
    assert line == problem[0]
    assert problem[1] in sentence


def test_no_more_rows_are_read_than_are_allowed() -> None:
    assert len(read_table("a\n" + "1\n" * MOST_ROWS, []).rows) == MOST_ROWS
    with pytest.raises(ParseError, match="line 40002: A file has 40,000 rows at most"):
        read_table("a\n" + "1\n" * 1_000_000, [])


def test_no_more_columns_are_read_than_are_allowed() -> None:
    header = ",".join(f"c{number}" for number in range(MOST_COLUMNS + 1))
    with pytest.raises(ParseError, match=f"{MOST_COLUMNS} columns at most"):
        read_table(header, [])


def test_a_column_without_a_name_is_called_by_its_place() -> None:
    assert read_table("a,,c,,\n1,2,3\n", []).columns == ("a", "column 2", "c")


def test_unknown_columns() -> None:
    assert unknown_columns(read_table("a,x\n", []), ("a", "b")) == [(1, "There is no column 'x'; use a, b.")]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a,b\n1,2\n", ("a", "b")),
        ("sep=;\na;b;problem\n1;2;\n", ("a", "b")),
        ("\n\na\tb\t\n", ("a", "b")),
        ('a,"b', ()),
        ("", ()),
    ],
)
def test_the_columns_are_those_of_the_table_without_reading_its_lines(text: str, columns: tuple[str, ...]) -> None:
    assert read_columns(text) == columns == read_table(text, []).columns


def test_what_is_wrong_in_many_cells_is_said_of_each() -> None:
    problems: Problems = []
    table = read_table("a,b\nx\u200by,x\u200by\n ok ,ok\nx\u200by,'=1\n", problems)
    assert [line for line, _ in problems] == [2, 2, 4]
    assert [row.values for row in table.rows][1:] == [{"a": "ok", "b": "ok"}, {"a": "x\u200by", "b": "=1"}]


def as_typed(text: str) -> str:
    """The text as it is stored, if it may be; else nothing."""
    try:
        return clean_text(text)
    except UnreadableText:
        return ""


CELLS = st.one_of(st.text("'=+@-;,\"|ab1 \t", max_size=8), st.text(max_size=12)).map(as_typed)
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5).filter(lambda rows: all(any(row) for row in rows))


@given(ROWS)
def test_every_text_is_the_same_after_it_was_exported_and_imported(rows: list[tuple[str, str]]) -> None:
    problems: Problems = []
    for text in (write_csv(("name", "club"), rows), decode(as_workbook([["name", "club"], *map(exported, rows)]))):
        assert [tuple(row.values.values()) for row in read_table(text, problems).rows] == rows
    assert problems == []


def exported(row: tuple[str, str]) -> list[str]:
    return [escape_formula(cell) for cell in row]


@given(ROWS, st.integers(0, 3))
def test_a_table_that_is_written_is_read_as_the_same(rows: list[tuple[str, str]], gap: int) -> None:
    table = Table(
        ("-name", "club"),
        tuple(
            TableRow(place * (gap + 1), {"-name": name, "club": club})
            for place, (name, club) in enumerate(rows, start=2)
        ),
    )
    assert read_table(write_table(table), []) == table
