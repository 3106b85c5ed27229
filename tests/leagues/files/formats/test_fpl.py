"""The Fantasy Premier League's files: with every column, and with teams as numbers."""

import io

import pytest

from leagues.files.formats import fpl
from leagues.files.formats.source import Format, SourceFile
from leagues.files.parse_errors import ParseError
from leagues.files.tables import read_bytes

TEAMS = "code,draw,id,name,short_name,strength\n3,0,1,Reds,RED,5\n7,0,2,Blues,BLU,3\n"
FIXTURES = """code,event,finished,id,kickoff_time,team_a,team_a_score,team_h,team_h_score,stats
90,1.0,True,4,2024-08-16T19:00:00Z,2,0,1,3,"[{'a': [], 'h': [{'value': 1}]}]"
91,,False,5,,1,,2,,[]
"""
PLAYERS = """assists,element_type,first_name,id,second_name,team,web_name
0,1,Ada,7,Keeper,1,Keeper
3,5,Bob,8,Boss,2,Boss
2,3,Dee,9,"Front, Jr",2,Dee
"""
GAMEWEEK = """name,position,team,xP,element,fixture,minutes,mng_win,total_points,was_home
Ada Keeper,GKP,Reds,1.6,7,4,90,0,6,True
Bob Boss,AM,Blues,2.0,8,4,0,1,6,False
"""


def joined(text: str, name: str = "x.csv") -> SourceFile:
    text_with_names = fpl.with_team_names(SourceFile(name, text), SourceFile("teams.csv", TEAMS))
    assert text_with_names is not None
    return SourceFile(name, text_with_names)


def test_teams_are_known_by_their_columns() -> None:
    assert fpl.is_teams(SourceFile("x.csv", TEAMS))
    assert not fpl.is_teams(SourceFile("x.csv", PLAYERS))


def test_fixtures_have_the_names_of_their_teams_after_the_join() -> None:
    source = joined(FIXTURES)
    assert fpl.API_FIXTURES.knows(source)
    rows = fpl.API_FIXTURES.table(source).rows
    assert [(row.line, *row.values.values()) for row in rows] == [
        (2, "4", "Gameweek 1", "2024-08-16T19:00:00Z", "Reds", "Blues", "3", "0", "True"),
        (3, "5", "", "", "Blues", "Reds", "", "", "False"),
    ]


def test_a_file_joined_twice_is_the_same() -> None:
    once = joined(FIXTURES)
    assert joined(once.text).text == once.text


def test_players_have_their_whole_name_and_their_team_and_managers_are_none() -> None:
    source = joined(PLAYERS)
    assert [(row.line, *row.values.values()) for row in fpl.API_PLAYERS.table(source).rows] == [
        (2, "7", "Ada Keeper", "GK", "Reds"),
        (4, "9", "Dee Front, Jr", "MID", "Blues"),
    ]
    assert source.problems == [(3, "Bob Boss is an assistant manager (AM) and no player; leave the line out.")]


def test_players_are_known_by_the_code_that_stays_and_keep_the_id_of_the_season() -> None:
    header, *lines = PLAYERS.splitlines()
    text = "\n".join([f"{header},code", *(f"{line},{154560 + number}" for number, line in enumerate(lines, start=1))])
    rows = fpl.API_PLAYERS.table(joined(text)).rows
    assert [(row.values["external_id"], row.values["file_id"]) for row in rows] == [("154561", "7"), ("154563", "9")]


@pytest.mark.parametrize(("text", "known"), [(FIXTURES, fpl.API_FIXTURES), (PLAYERS, fpl.API_PLAYERS)])
def test_a_file_without_its_teams_asks_for_them(text: str, known: Format) -> None:
    source = SourceFile("x.csv", text)
    assert known.knows(source)
    with pytest.raises(ParseError, match=r"names teams by number\. Choose teams\.csv together with it\."):
        known.table(source)


def test_teams_of_another_season_are_noticed() -> None:
    with pytest.raises(ParseError, match=r"^line 2: teams\.csv has no team '9'\."):
        joined(FIXTURES.replace(",2,0,1,3", ",9,0,1,3"))


def test_a_file_that_needs_no_teams_is_not_joined() -> None:
    assert fpl.with_team_names(SourceFile("x.csv", GAMEWEEK), SourceFile("teams.csv", TEAMS)) is None


def test_a_gameweek_has_every_column_and_refuses_managers_alone() -> None:
    source = SourceFile("gw24.csv", GAMEWEEK)
    assert fpl.SCORES.knows(source)
    (row,) = fpl.SCORES.table(source).rows
    assert (row.line, row.values["fixture"], row.values["asset"], row.values["name"]) == (2, "4", "7", "Ada Keeper")
    assert (row.values["position"], row.values["minutes"]) == ("GK", "90")
    assert source.problems == [(3, "Bob Boss is an assistant manager (AM) and no player; leave the line out.")]


def test_gameweeks_of_old_seasons_have_no_positions() -> None:
    source = SourceFile("gw1.csv", "name,element,fixture,minutes,total_points\nAda_Keeper,7,4,90,6\n")
    assert [row.values["position"] for row in fpl.SCORES.table(source).rows] == [""]


def test_teams_are_clubs_where_clubs_are_sold() -> None:
    source = SourceFile("teams.csv", TEAMS)
    assert fpl.CLUBS.knows(source)
    assert [row.values for row in fpl.CLUBS.table(source).rows] == [{"name": "Reds"}, {"name": "Blues"}]


MERGED = "name,position,team,element,fixture,minutes,modified,round,total_points,was_home,GW\n"
MANAGERS = "0,0,0,0,0,0,1"


def scores_of(text: str) -> tuple[list[tuple[int, str, str]], list[int]]:
    source = SourceFile("merged_gw.csv", text)
    assert fpl.SCORES.knows(source)
    rows = [(row.line, row.values["asset"], row.values["total_points"]) for row in fpl.SCORES.table(source).rows]
    return rows, [line for line, _ in source.problems]


def test_a_season_in_one_file_has_all_weeks_those_with_managers_too() -> None:
    week_1 = 'Ada Keeper,GK,Reds,7,4,90,False,1,6,True,1\n"Front, Dee",FWD,Blues,9,4,88,False,1,2,False,1\n'
    week_24 = (
        f"Ada Keeper,GK,Reds,7,240,90,{MANAGERS},False,24,3,True,24\n"
        f'"Front, Dee",FWD,Blues,9,240,70,{MANAGERS},False,24,8,False,24\n'
        f"Bob Boss,AM,Blues,8,240,0,{MANAGERS},False,24,6,False,24\n"
    )
    taken = [(2, "7", "6"), (3, "9", "2"), (4, "7", "3"), (5, "9", "8")]
    assert scores_of(MERGED + week_1 + week_24) == (taken, [6])


@pytest.mark.parametrize(
    "line",
    [
        f"Ada Keeper,GK,Reds,7,240,90,{MANAGERS},False,24,3,True,23",  # the week is two weeks
        f"Ada Keeper,GK,Reds,7,240,90,{MANAGERS},0,24,3,True,24",
        f"Ada Keeper,GK,Reds,7,240,90,{MANAGERS},False,24,3,True,24,1",
    ],
)
def test_a_wider_line_that_makes_no_sense_is_left_to_mend(line: str) -> None:
    week_1 = "Ada Keeper,GK,Reds,7,4,90,False,1,6,True,1\n"
    assert scores_of(f"{MERGED}{week_1}{line}\n") == ([(2, "7", "6")], [3])


def test_a_value_that_is_too_long_is_refused_in_a_season_too() -> None:
    assert scores_of(f"{MERGED}{'x' * 200_000},GK,Reds,7,240,90,{MANAGERS},False,24,3,True,24\n") == ([], [2])


def test_weeks_with_managers_are_read_when_a_mended_file_comes_back() -> None:
    text = f"{MERGED.strip()},problem\nAda Keeper,GK,Reds,7,240,90,{MANAGERS},False,24,3,True,24,Unknown.\n"
    assert scores_of(text) == ([(2, "7", "3")], [])


def test_a_whole_season_of_every_player_in_one_file_is_within_the_limits() -> None:
    figures = ",".join(["0.123"] * 30)  # about as many and as wide as in the official files
    header = MERGED.replace("\n", "," + ",".join(f"figure_{number}" for number in range(30)) + "\n")
    lines = (
        f"Ada Keeper {player},GK,Reds,{player},{week},90,False,{week},6,True,{week},{figures}\n"
        for week in range(1, 39)
        for player in range(1, 801)
    )
    text = header + "".join(lines)
    assert len(read_bytes(io.BytesIO(text.encode()))) > 6_000_000
    rows, problems = scores_of(text)
    assert (len(rows), problems) == (38 * 800, [])
