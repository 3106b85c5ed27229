"""Formats of others are found by what is in a file."""

from leagues.files.formats import known
from leagues.files.formats.known import known_table
from leagues.files.formats.source import SourceFile
from tests.leagues.files.formats.test_fpl import GAMEWEEK


def test_a_known_file_comes_in_our_columns() -> None:
    table = known_table(SourceFile("whatever.txt", GAMEWEEK), known.SCORES)
    assert table is not None
    assert table.columns[:2] == ("fixture", "asset")


def test_our_own_columns_are_no_format_of_others() -> None:
    for formats in (known.ASSETS, known.FIXTURES, known.SCORES):
        assert known_table(SourceFile("x.csv", "external_id,name,home,away,fixture,asset\n"), formats) is None


def test_each_format_has_a_name_of_its_own_among_its_kind() -> None:
    for formats in (known.ASSETS, known.FIXTURES, known.SCORES):
        names = [each.name for each in formats]
        assert len({*names}) == len(names)
