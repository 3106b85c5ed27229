"""Results as football-data.co.uk has them."""

import pytest

from leagues.files.formats import football_data
from leagues.files.formats.source import SourceFile
from leagues.files.parse_errors import ParseError

HEADER = "Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,B365H"


def source(*lines: str, header: str = HEADER) -> SourceFile:
    return SourceFile("E0.csv", "\n".join([header, *lines, ""]))


def cells(file: SourceFile) -> list[dict[str, str]]:
    assert football_data.FIXTURES.knows(file)
    return [row.values for row in football_data.FIXTURES.table(file).rows]


def test_a_result() -> None:
    assert cells(source("E0,15/08/2025,20:00,Reds,Blues,4,2,H,1.3")) == [
        {
            "external_id": "e0-reds-blues",
            "kickoff": "2025-08-15T20:00:00+01:00",
            "home": "Reds",
            "away": "Blues",
            "home_score": "4",
            "away_score": "2",
            "status": "finished",
        }
    ]


@pytest.mark.parametrize(
    ("date", "time", "kickoff"),
    [
        ("15/08/93", "", "1993-08-15"),
        ("05/01/20", "", "2020-01-05"),
        ("5/1/2020", "12:30", "2020-01-05T12:30:00+00:00"),
        ("15/08/2025", "noon", "2025-08-15Tnoon"),
        ("31/02/2025", "20:00", "2025-02-31T20:00"),
        ("Aug 15", "", "Aug 15"),
    ],
)
def test_dates_are_days_first_and_times_british(date: str, time: str, kickoff: str) -> None:
    assert cells(source(f"E0,{date},{time},Reds,Blues,,,,"))[0]["kickoff"] == kickoff


def test_old_files_have_no_times() -> None:
    (row,) = cells(source("D1,15/08/93,Reds,Blues,1,1", header="Div,Date,HomeTeam,AwayTeam,FTHG,FTAG"))
    assert (row["kickoff"], row["external_id"]) == ("1993-08-15", "d1-reds-blues")


def test_a_match_to_come() -> None:
    assert cells(source("E0,15/08/2025,20:00,Reds,Blues,,,,"))[0]["status"] == "scheduled"


def test_lines_of_commas_at_the_end_are_no_matches() -> None:
    assert len(cells(source("E0,15/08/2025,20:00,Reds,Blues,4,2,H,1.3", ",,,,,,,,", ",,,,,,,,"))) == 1


def test_the_second_meeting_on_one_ground_has_an_id_of_its_own() -> None:
    lines = [f"SC0,{day}/08/2025,,Reds,Blues,1,0,H,2" for day in (2, 9)]
    assert [row["external_id"] for row in cells(source(*lines))] == ["sc0-reds-blues", "sc0-reds-blues-2"]


def test_its_clubs_stand_once_each() -> None:
    lines = ["E0,15/08/2025,,Reds,Blues,1,0,H,2", "E0,16/08/2025,,Blues,Reds,1,0,H,2"]
    assert [row.values["name"] for row in football_data.CLUBS.table(source(*lines)).rows] == ["Reds", "Blues"]


SEASONS = "Country,League,Season,Date,Time,Home,Away,HG,AG,Res,PSCH"


def seasons(season: str, *lines: str) -> SourceFile:
    return SourceFile("USA.csv", "\n".join([SEASONS, *lines, ""]), season=season)


@pytest.mark.parametrize(("named", "wanted"), [("2025/2026", "2025/26"), ("2025", "2025"), ("2025/2026", "2025-26")])
def test_of_all_seasons_of_a_league_the_competitions_is_read(named: str, wanted: str) -> None:
    lines = (
        f"Here,Top,{season},02/05/2025,19:00,Reds,Blues,{goals},1,H,2"
        for season, goals in [("2023/2024", 3), ("2024/2025", 4), (named, 2)]
    )
    file = seasons(wanted, *lines)
    assert football_data.SEASONS.knows(file)
    (row,) = football_data.SEASONS.table(file).rows
    assert row.line == 4
    assert (row.values["home"], row.values["away"], row.values["home_score"]) == ("Reds", "Blues", "2")
    assert row.values["external_id"] == f"here-top-{named.replace('/', '-')}-reds-blues"
    assert row.values["kickoff"] == "2025-05-02T19:00:00+01:00"
    assert file.problems == [(2, f"This line and 1 other are of another season than {named}, and left out.")]


@pytest.mark.parametrize("season", ["", "2019/20"])
def test_seasons_of_which_none_is_the_competitions_are_refused(season: str) -> None:
    lines = (f"Here,Top,{each},02/05/2025,19:00,Reds,Blues,1,1,D,2" for each in ("2024", "2025"))
    with pytest.raises(ParseError, match=r"has 2 seasons, from 2024 to 2025\. Keep the lines"):
        football_data.SEASONS.table(seasons(season, *lines))


def test_matches_to_come_have_no_scores_and_those_of_several_leagues_are_refused() -> None:
    header = "Div,Date,Time,HomeTeam,AwayTeam,Referee,B365H"
    file = source("E0,15/08/2025,20:00,Reds,Blues,,1.3", header=header)
    assert football_data.TO_COME.knows(file)
    (row,) = football_data.TO_COME.table(file).rows
    assert (row.values["status"], row.values["external_id"]) == ("scheduled", "e0-reds-blues")
    with pytest.raises(ParseError, match=r"has 2 leagues: D1, E0\. Keep the lines of one\."):
        football_data.TO_COME.table(
            source("E0,15/08/2025,20:00,Reds,Blues,,1.3", "D1,15/08/2025,20:00,Greens,Golds,,2", header=header)
        )
