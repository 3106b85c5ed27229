"""A file that is wrong says so line by line."""

import pytest

from leagues.files.football_txt import parse_clubs
from leagues.files.parse_errors import ParseError


def test_many_wrong_lines_are_cut_short() -> None:
    with pytest.raises(ParseError, match="and 80 more problems") as caught:
        parse_clubs("what?\n" * 100)
    assert len(caught.value.problems) == 100
