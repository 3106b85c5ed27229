"""Tables of fixtures: what each cell may say."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leagues.files.asset_rows import ParseError
from season.formats.fixtures import FixtureRow, parse_fixtures

KOLKATA = ZoneInfo("Asia/Kolkata")


def read(text: str, name: str = "fixtures.csv") -> list[FixtureRow]:
    return parse_fixtures(text, name, KOLKATA, "2025/26")


def value(field: str, **cells: str) -> Any:
    """The field of the one fixture with these cells."""
    cells = {"external_id": "1", "home": "Reds", "away": "Blues", **cells}
    [row] = read(f"{','.join(cells)}\n{','.join(cells.values())}\n")
    return row.values.get(field, "absent")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-08-15T19:00:00Z", datetime(2025, 8, 15, 19, tzinfo=UTC)),
        ("2025-08-15T19:00:00+02:00", datetime(2025, 8, 15, 17, tzinfo=UTC)),
        ("2025-08-15 19:30", datetime(2025, 8, 15, 14, tzinfo=UTC)),
        ("2025-08-15", datetime(2025, 8, 14, 18, 30, tzinfo=UTC)),
        ("", None),
    ],
)
def test_kickoffs_become_utc(text: str, expected: datetime | None) -> None:
    assert value("kickoff", kickoff=text) == expected
    assert value("time_known", kickoff=text) is (text != "2025-08-15")


@pytest.mark.parametrize(
    ("cells", "status", "winner"),
    [
        ({}, "absent", "absent"),
        ({"kickoff": ""}, "absent", "absent"),
        ({"status": "", "kickoff": ""}, "postponed", "absent"),
        ({"status": "", "kickoff": "2025-08-15"}, "scheduled", "absent"),
        ({"status": "Live", "home_score": "1", "away_score": "0"}, "live", ""),
        ({"home_score": "1", "away_score": "0"}, "finished", "home"),
        ({"home_score": "1.0", "away_score": "1.0"}, "finished", "draw"),
        ({"home_score": "", "away_score": ""}, "scheduled", ""),
        ({"status": "False", "home_score": "1", "away_score": "0"}, "live", ""),
        ({"status": "True", "home_score": "0", "away_score": "3"}, "finished", "away"),
        ({"winner": "Blues"}, "finished", "away"),
        ({"winner": ""}, "scheduled", ""),
        ({"winner": "draw", "status": "cancelled"}, "cancelled", "draw"),
    ],
)
def test_what_the_cells_say_of_status_and_winner(cells: dict[str, str], status: str, winner: str) -> None:
    assert (value("status", **cells), value("winner", **cells)) == (status, winner)


def test_penalties_decide_before_extra_time_does() -> None:
    cells = {"home_score": "0", "away_score": "0", "home_extra": "1", "away_extra": "1"}
    assert value("winner", **cells) == "draw"
    assert value("winner", **cells, home_penalties="3", away_penalties="4") == "away"


@pytest.mark.parametrize(("text", "expected"), [("3", ("Round 3", 3)), ("Final", ("Final", None)), ("", None)])
def test_rounds_have_names_and_maybe_numbers(text: str, expected: object) -> None:
    assert value("round", round=text) == expected


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"kickoff": "soon"}, "write 2025-08-15T19:00:00Z"),
        ({"kickoff": "0001-01-01"}, "can't be read"),
        ({"kickoff": "1066-10-14"}, "in no season"),
        ({"kickoff": "2025-02-30"}, "can't be read"),
        ({"status": "over"}, "no status 'over'; give one of scheduled"),
        ({"home_score": "-1", "away_score": "0"}, "'-1' is no score"),
        ({"home_score": "9" * 400, "away_score": "0"}, "is no score"),
        ({"home_score": "1", "away_score": ""}, "both home_score and away_score"),
        ({"winner": "Greens"}, "The winner 'Greens' is neither side"),
        ({"away": "Reds"}, "can't play against itself"),
        ({"away": ""}, "Give away."),
        ({"external_id": ""}, "Give external_id."),
        ({"external_id": "x" * 201}, "Shorten external_id to 200"),
        ({"round": "x" * 81}, "Shorten round to 80"),
        ({"referee": "Kay"}, "no column 'referee'"),
    ],
)
def test_wrong_cells_are_named_with_what_to_do(cells: dict[str, str], words: str) -> None:
    with pytest.raises(ParseError, match=words):
        value("kickoff", **cells)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There must be a column 'external_id'"),
        ("external_id,home,away\n", "no fixtures below the header"),
        ("external_id,home,away\n1,A,B\n1,B,A", "line 3: The fixture '1' stands in line 2 already"),
        ("home,away\nA,B", "There must be a column 'external_id'"),
        ("external_id,home,away\n1,A\0,B", "NUL byte"),
        ("external_id,home,away\n" + "".join(f"{n},A,B\n" for n in range(5001)), "5000 at most"),
    ],
)
def test_files_that_are_none_are_refused(text: str, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        read(text)


def test_the_fantasy_premier_leagues_own_file() -> None:
    header = "id,gameweek,kickoff_time,home,away,home_goals,away_goals,finished"
    done, moved = read(f"{header}\n1,1.0,2025-08-15T19:00:00Z,Liverpool,Bournemouth,4.0,2.0,True\n307,,,A,B,,,False\n")
    assert done.values["round"] == ("Gameweek 1", 1)
    assert (done.values["home_score"], done.values["status"], done.values["winner"]) == (4, "finished", "home")
    assert (moved.values["kickoff"], moved.values["status"], moved.values["round"]) == (None, "postponed", None)


def test_cricsheets_own_file() -> None:
    header = "match_id,date,home,away,venue,winner"
    won, open_ = read(f'{header}\n7,2026-03-28,Suns,Royals,"Oval, Town",Royals\n8,2026-03-29,Suns,Kings,Oval,\n')
    assert (won.values["winner"], won.values["status"], open_.values["status"]) == ("away", "finished", "scheduled")
    assert won.values["kickoff"] == datetime(2026, 3, 27, 18, 30, tzinfo=UTC)


def test_a_match_twice_in_a_round_of_football_txt_is_refused() -> None:
    text = "Matchday 1\nTue Sep/16 2025\nA FC v B FC 1-0\nA FC v B FC 1-0"
    with pytest.raises(ParseError, match="line 4: The fixture 'matchday-1-a-fc-b-fc' stands in line 3 already"):
        read(text, "season.txt")
