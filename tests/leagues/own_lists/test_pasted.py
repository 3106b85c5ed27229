"""Text that people paste becomes a table, with or without names of its columns."""

import pytest

from leagues.files.parse_errors import ParseError
from leagues.own_lists.pasted import WITHOUT_NAMES, as_table


@pytest.mark.parametrize("text", ["name\nSaka", "Spieler\tVerein\nSaka\tArsenal", "Wer,Club\nSaka,Arsenal\n"])
def test_a_first_line_that_names_columns_stays(text: str) -> None:
    assert as_table(text) == (text.strip("\n"), [])


def test_names_alone_need_no_first_line() -> None:
    assert as_table("Saka\r\nKane\r\n") == ("name\nSaka\r\nKane", [WITHOUT_NAMES])


def test_columns_without_names_are_numbered_to_be_asked_about() -> None:
    assert as_table("Saka\tArsenal\nKane\tBayern")[0] == "Column 1\tColumn 2\nSaka\tArsenal\nKane\tBayern"


@pytest.mark.parametrize("text", ["", "\n\n", "a\0b"])
def test_nothing_and_no_text_are_refused(text: str) -> None:
    with pytest.raises(ParseError):
        as_table(text)
