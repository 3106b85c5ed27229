"""A file that is wrong says so line by line."""

import pytest

from leagues.files.football_txt import parse_clubs
from leagues.files.parse_errors import ParseError, one_of


def test_many_wrong_lines_are_cut_short() -> None:
    with pytest.raises(ParseError, match="and 80 more problems") as caught:
        parse_clubs("what?\n" * 100)
    assert len(caught.value.problems) == 100


def test_names_of_which_one_is_meant_are_all_said() -> None:
    assert one_of(["A"]) == "A"
    assert one_of(["A", "B", "C"]) == "A or B or C"
