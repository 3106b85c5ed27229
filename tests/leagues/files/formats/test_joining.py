"""Files that are chosen together."""

import json

import pytest

from leagues.files.formats import cricsheet_json, fpl
from leagues.files.formats.joining import MOST_FILES, join_files
from leagues.files.formats.source import SourceFile
from leagues.files.parse_errors import ParseError
from tests.leagues.files.formats.cricket_match import MATCH
from tests.leagues.files.formats.test_fpl import FIXTURES, GAMEWEEK, PLAYERS, TEAMS

TEAMS_FILE = SourceFile("teams.csv", TEAMS)


def cricket(name: str) -> SourceFile:
    return SourceFile(name, json.dumps(MATCH))


def test_one_file_is_as_it_is() -> None:
    source = SourceFile("x.csv", "a,b\n")
    assert join_files([source]) is source


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("text", "known", "column"), [(FIXTURES, fpl.API_FIXTURES, "home"), (PLAYERS, fpl.API_PLAYERS, "club")]
)
def test_teams_give_their_names_whichever_is_chosen_first(text: str, known: object, column: str, turned: bool) -> None:
    files = [SourceFile("x.csv", text), SourceFile("teams.csv", TEAMS)]
    joined = join_files(files[::-1] if turned else files)
    assert joined.name == "x.csv"
    assert [row.values[column] for row in joined.table.rows][:2] == ["Reds", "Blues"]


def test_matches_of_cricsheet_keep_their_ids() -> None:
    joined = join_files([cricket("1527674.json"), cricket("1527675.json")])
    again = join_files([joined, cricket("1527676.json")])
    rows = cricsheet_json.MATCHES.table(again).rows
    assert [row.values["external_id"] for row in rows] == ["1527674", "1527675", "1527676"]
    assert again.name == "3 matches.json"
    assert "meta" not in again.json[0]
    scores = cricsheet_json.SCORES.table(joined).rows
    assert len(scores) == 12


@pytest.mark.parametrize(
    "files",
    [
        [],
        [SourceFile("a.csv", "a,b\n"), SourceFile("b.csv", "a,b\n")],
        [SourceFile("gw1.csv", GAMEWEEK), TEAMS_FILE],
        [TEAMS_FILE, TEAMS_FILE],
        [SourceFile("x.csv", FIXTURES), SourceFile("y.csv", PLAYERS), TEAMS_FILE],
        [cricket("1527674.json"), SourceFile("x.json", '{"a": 1}')],
    ],
)
def test_files_that_do_not_belong_together_are_refused(files: list[SourceFile]) -> None:
    with pytest.raises(ParseError, match="These files don't belong together"):
        join_files(files)


def test_there_is_an_end_to_files_and_to_what_a_list_may_hold() -> None:
    with pytest.raises(ParseError, match="Choose 100 files at most"):
        join_files([TEAMS_FILE] * (MOST_FILES + 1))
    with pytest.raises(ParseError, match=r"^line 1: x\.json has something between its matches that is none\.$"):
        join_files([SourceFile("x.json", json.dumps([MATCH, 7])), cricket("1527674.json")])
