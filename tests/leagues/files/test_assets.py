"""CSV and Football.TXT become rows."""

import re

import pytest

from leagues.files.assets import AssetRow, parse_assets, parse_csv, read_assets
from leagues.files.external_ids import external_id_of
from leagues.files.parse_errors import ParseError, Problems
from leagues.services import SHIPPED_CLUBS


def test_all_columns() -> None:
    rows = parse_csv("external_id,name,country,position,club,rank\n7,Bukayo Saka,ENG,MID,Arsenal,3\n")
    assert rows == [
        AssetRow(external_id="7", name="Bukayo Saka", country="ENG", position="MID", club="Arsenal", rank=3)
    ]


def test_columns_that_are_absent_are_none() -> None:
    assert parse_csv("name\nPSV") == [AssetRow(external_id="psv", name="PSV", made_id=True)]


def test_as_a_spreadsheet_saves_it() -> None:
    rows = parse_csv('\ufeffname;country;rank\r\n"Club; Brugge";BEL;\r\n\r\nPSV;NED;2\r\n')
    assert [(row.external_id, row.name, row.rank) for row in rows] == [
        ("club-brugge-bel", "Club; Brugge", None),
        ("psv-ned", "PSV", 2),
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "must name the columns"),
        ("name\n", 1, "no assets below the header"),
        ("name,contry\nPSV,3", 1, "Call the column of the country 'country'; it could be contry."),
        ("country\nNED", 1, "`name` among them"),
        ("name,country\nPSV,NED\n,NED", 3, "Give a name"),
        ("name,country\nPSV", 2, "as many values"),
        ("name,country\nPSV,NED,x", 2, "as many values"),
        ("name,rank\nPSV,first", 2, "no whole number from 1"),
        ("name,rank\nPSV,0", 2, "no whole number from 1"),
        ("name,rank\nPSV,²", 2, "no whole number from 1"),
        ("name,opening price\nPSV,2.5m", 2, "no whole number from 1 to 1,000,000,000"),
        ("name,country\nPSV,Netherlands", 2, "Shorten country to 3"),
        ("name\n" + "a" * 121, 2, "Shorten"),
        ("name\nPSV\npsv", 3, "stands in line 2 already"),
        ("name,club\nJosé,Ajax\nJosé,Ajax", 3, "Remove one, or give them a club, position or external_id"),
        ('name\n"PSV', 2, "not CSV"),
    ],
)
def test_errors_name_the_line_and_what_to_do(text: str, line: int, words: str) -> None:
    with pytest.raises(ParseError, match=rf"line {line}: .*{re.escape(words)}"):
        parse_csv(text)


def test_name_ending_in_txt_is_football_txt() -> None:
    text = "Arsenal FC (ENG) v PSV (NED)"
    assert parse_assets(text, "season.TXT")[1] == AssetRow(
        external_id="psv-ned", name="PSV", country="NED", made_id=True
    )
    with pytest.raises(ParseError):
        parse_assets(text, "season.csv")


@pytest.mark.parametrize("name", ["season.txt", "clubs.csv"])
def test_what_is_no_text_is_refused(name: str) -> None:
    with pytest.raises(ParseError, match="line 2: There is a NUL byte"):
        parse_assets("name\nPS\0V", name)


def test_shipped_clubs_have_the_ids_that_the_importer_makes() -> None:
    rows = parse_csv(SHIPPED_CLUBS.read_text(encoding="utf-8"))
    assert len(rows) == 36
    assert all(row.external_id == external_id_of(row.name, row.country or "") for row in rows)


def test_players_of_the_fantasy_premier_league() -> None:
    text = "id,name,full_name,team,position,price_tenths_of_million,status\n7,Kay,Kay Doe,Leeds,GK,41,a\n"
    expected = AssetRow(external_id="7", name="Kay Doe", club="Leeds", position="GK")
    assert parse_csv(text) == [expected]
    assert parse_assets(text, "players.csv", "fpl-")[0].external_id == "fpl-7"


def test_players_of_cricsheet() -> None:
    assert parse_csv("player_id,name,team\nab12,Kay Doe,Lions") == [
        AssetRow(external_id="ab12", name="Kay Doe", club="Lions")
    ]


def test_an_id_with_its_prefix_must_fit() -> None:
    with pytest.raises(ParseError, match="Shorten the prefix"):
        parse_assets("external_id,name\n" + "x" * 120 + ",Kay", "players.csv", "fpl-")


def test_wrong_lines_can_be_left_out() -> None:
    problems: Problems = []
    rows = read_assets("name,rank\nPSV,1\n,2\nAjax,first\n", "clubs.csv", problems)
    assert [row.name for row in rows] == ["PSV"]
    assert [line for line, _ in problems] == [3, 4]
