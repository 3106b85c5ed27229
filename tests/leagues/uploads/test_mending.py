"""The lines of a file that have something wrong come back as a file, with the reasons."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auctionsite.http.spreadsheets import escape_formula
from leagues.files.tables import read_table, unescaped
from leagues.uploads.mending import lines_to_mend, name_to_mend


def test_a_table_keeps_its_columns_and_says_the_reason_in_a_last_one() -> None:
    text = 'fixture,asset,minutes\nf1,1,90\nf1,9,"1,5"\nf1\nf2,2,45\n'
    content = lines_to_mend(text, "scores.csv", [(3, "No player 9."), (3, "No such number."), (4, "Too few.")])
    assert content == (
        "\ufefffixture,asset,minutes,problem\n"
        'f1,9,"1,5",No player 9. No such number.\n'
        "f1,,,Too few.\n"
    )  # fmt: skip


def test_semicolons_stay_and_a_line_too_long_is_kept_whole() -> None:
    content = lines_to_mend("a;b\n1;2\n1;2;3;4\n", "scores.csv", [(3, "Too many; see above.")])
    assert content == '\ufeffa;b;problem\n1;2;3;4;"Too many; see above."\n'


def test_readers_pass_over_the_reason_and_a_second_one_takes_its_place() -> None:
    first = lines_to_mend("a,b\n1,2\n", "x.csv", [(2, "Wrong.")])
    table = read_table(first, [])
    assert (table.columns, table.rows[0].values) == (("a", "b"), {"a": "1", "b": "2"})
    assert lines_to_mend(first, "x.csv", [(2, "Wrong still.")]) == "\ufeffa,b,problem\n1,2,Wrong still.\n"


def test_json_gives_back_the_objects() -> None:
    text = json.dumps([{"fixture": "1"}, {"fixture": "2", "problem": "old"}, {"fixture": "3"}])
    content = lines_to_mend(text, "scores.json", [(2, "No player.")])
    assert json.loads(content) == [{"fixture": "2", "problem": "No player."}]
    assert name_to_mend("week.json", content) == "week-to-mend.json"


@pytest.mark.parametrize("text", ['{"a": 1}', "[1, 2]", "[1e999]", "no json"])
def test_of_other_json_the_problems_are_listed(text: str) -> None:
    content = lines_to_mend(text, "x.json", [(2, 'Say "who".')])
    assert content == 'line,problem\n2,"Say ""who""."\n'
    assert name_to_mend("x.json", content) == "x-to-mend.csv"


def test_football_txt_stays_whole_with_comments() -> None:
    text = "» Final\n  Tue Sep/16 2025\n    18.45  A v B\n           N.N. v C  # they will know\n"
    content = lines_to_mend(text, "cup.txt", [(4, "There is no club 'n-n'.")])
    assert content.splitlines()[:3] == text.splitlines()[:3]
    assert content.splitlines()[3] == "           N.N. v C  # There is no club 'n-n'."
    assert name_to_mend("cup.txt", content) == "cup-to-mend.txt"


def test_without_problems_there_is_nothing_to_mend() -> None:
    assert lines_to_mend("a\n1\n", "x.csv", []) == ""
    assert name_to_mend("", "") == "upload-to-mend.csv"


@given(st.text("'=+@-ab", min_size=1, max_size=6), st.booleans())
def test_a_text_is_the_same_after_its_line_was_mended_and_no_formula(name: str, is_wide: bool) -> None:
    text = f"a,b\n{escape_formula(name)},1{',2' if is_wide else ''}\n"
    mended = lines_to_mend(text, "list.csv", [(2, "Wrong.")])
    cell = next(csv.reader(mended.splitlines()[1:]))[0]
    assert unescaped(cell) == name
    assert cell == escape_formula(name)
