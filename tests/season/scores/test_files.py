"""Files of scores become rows."""

import json

import pytest

from leagues.files.parse_errors import ParseError, Problems
from leagues.sport_definitions import Statistic
from season.scores.files import ScoreRow, parse_scores

STATISTICS = (Statistic("minutes", "Minutes", most=150), Statistic("saves", "Saves"))


def read(text: str, name: str = "scores.csv") -> tuple[list[ScoreRow], Problems]:
    problems: Problems = []
    return parse_scores(text, name, STATISTICS, problems), problems


def test_a_table_says_who_did_what_and_empty_cells_say_nothing() -> None:
    assert read("fixture,asset,position,minutes,saves\nf1,7,GK,90.0,\n") == (
        [ScoreRow(2, "f1", "7", "", "GK", {"minutes": 90})],
        [],
    )


def test_json_says_the_same() -> None:
    text = json.dumps([{"fixture": 1, "name": "Ada", "statistics": {"minutes": 90, "saves": None}}])
    assert read(text, "scores.JSON") == ([ScoreRow(1, "1", "", "Ada", "", {"minutes": 90})], [])


def test_files_of_others_are_known_by_their_columns() -> None:
    header = "fixture,element,name,position,team,round,defensive_contribution,total_points,minutes"
    assert read(f"{header}\n1,7,Ada,GK,Reds,1,3,6,90\n") == (
        [ScoreRow(2, "1", "7", "Ada", "GK", {"minutes": 90})],
        [],
    )
    assert read("match_id,player_id,player,team,saves\n1,ab,Ada,Reds,2\n") == (
        [ScoreRow(2, "1", "ab", "Ada", "", {"saves": 2})],
        [],
    )


def test_all_that_is_wrong_with_lines_is_gathered_and_the_others_are_read() -> None:
    rows, problems = read("fixture,asset,minutes\n,7,90\nf1,,151\nf1,7,90\n")
    assert [row.line for row in rows] == [4]
    assert problems == [
        (2, "Give the fixture's id."),
        (3, "minutes is 151; give a whole number from 0 to 150."),
        (3, "Say who it was: give asset, the external id, or name."),
    ]


@pytest.mark.parametrize("text", ["asset,minutes\n7,90\n", "fixture,asset,luck\nf1,7,1\n"])
def test_a_header_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="line 1"):
        read(text)


def test_a_file_without_lines_says_so() -> None:
    assert read("fixture,asset\n") == ([], [(1, "There are no scores below the header; add one a line.")])
