"""What people upload is bounded and text, or is refused with the line where it isn't."""

import io

import pytest

from leagues.files.parse_errors import ParseError, Problems
from leagues.files.tables import (
    MOST_BYTES,
    MOST_ROWS,
    TableRow,
    decode,
    read_bytes,
    read_table,
    unknown_columns,
)


class Endless(io.RawIOBase):
    """A file that never ends, and says how much of it was asked for."""

    asked = 0

    def read(self, size: int = -1, /) -> bytes:
        self.asked += size
        return b"x" * size


def test_no_more_is_read_than_is_allowed() -> None:
    file = Endless()
    with pytest.raises(ParseError, match="larger than 5 MB"):
        read_bytes(file)
    assert file.asked == MOST_BYTES + 1
    assert len(read_bytes(io.BytesIO(b"x" * MOST_BYTES))) == MOST_BYTES


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a\n\xff\xfea\0", "line 2: This is not UTF-8"),
        ("a\nKøbenhavn".encode("latin-1"), "line 2: This is not UTF-8"),
        ("name".encode("utf-16"), "line 1: This is not UTF-8"),
        (b"a\n\nb\0", "line 3: There is a NUL byte"),
        ("😀".encode()[:3], "line 1: This is not UTF-8"),
    ],
)
def test_what_is_no_utf_8_text_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        decode(content)


def test_a_byte_order_mark_is_left_out() -> None:
    assert decode(b"\xef\xbb\xbfname") == "name"


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
    with pytest.raises(ParseError, match="line 20002: A file has 20000 rows at most"):
        read_table("a\n" + "1\n" * 1_000_000, [])


def test_unknown_columns() -> None:
    assert unknown_columns(read_table("a,x\n", []), ("a", "b")) == [(1, "There is no column 'x'; use a, b.")]
