"""Cricsheet's matches as JSON become fixtures, players and scores."""

import json
from typing import Any

import pytest

from leagues.files.formats import cricsheet_json
from leagues.files.formats.source import SourceFile
from tests.leagues.files.formats.cricket_match import MATCH, changed


def file_of(data: Any, name: str = "1527674.json") -> SourceFile:
    return SourceFile(name, json.dumps(data))


def fixtures(source: SourceFile) -> list[tuple[str, ...]]:
    assert cricsheet_json.MATCHES.knows(source)
    return [tuple(row.values.values()) for row in cricsheet_json.MATCHES.table(source).rows]


def test_a_match_is_a_fixture_by_the_name_of_its_file() -> None:
    assert fixtures(file_of(MATCH)) == [("1527674", "2026-03-28", "Reds", "Blues", "finished", "Reds")]


@pytest.mark.parametrize(
    ("name", "fixture"),
    [
        ("1527674 (1).json", "1527674"),
        ("wi_215678.json", "wi_215678"),
        ("match.json", "2026-03-28-reds-blues"),
        ("12.json", "2026-03-28-reds-blues"),
    ],
)
def test_ids_of_files_with_other_names(name: str, fixture: str) -> None:
    assert fixtures(file_of(MATCH, name))[0][0] == fixture


def test_several_matches_in_a_list_say_their_ids() -> None:
    source = file_of([{"id": "1", **MATCH}, {"id": "2", **changed(teams=["Blues", "Reds"])}], "season.json")
    assert [(row[0], row[2]) for row in fixtures(source)] == [("1", "Reds"), ("2", "Blues")]


@pytest.mark.parametrize(
    ("outcome", "winner"),
    [
        ({"winner": "Blues"}, "Blues"),
        ({"result": "tie", "eliminator": "Blues"}, "Blues"),
        ({"result": "tie"}, "draw"),
        ({"result": "no result"}, ""),
        ({}, ""),
    ],
)
def test_who_won(outcome: dict[str, str], winner: str) -> None:
    assert fixtures(file_of(changed(outcome=outcome)))[0][-1] == winner


def test_everybody_who_was_in_a_side_has_scores() -> None:
    source = file_of(MATCH)
    assert cricsheet_json.SCORES.knows(source)
    rows = cricsheet_json.SCORES.table(source).rows
    assert [(row.line, row.values["asset"], row.values["name"], row.values["wickets"]) for row in rows] == [
        (1, "aa01", "Ada", "2"),
        (2, "aa02", "Eve", "0"),
        (3, "bb01", "Max", "1"),
        (4, "bb02", "Mia", "0"),
        (5, "bb03", "Nia", "0"),
        (6, "", "Ned", "0"),
    ]
    assert {row.values["fixture"] for row in rows} == {"1527674"}


def test_everybody_who_was_in_a_side_is_a_player_once() -> None:
    source = file_of([MATCH, changed(players={"Greens": ["Ada"]})])
    rows = [tuple(row.values.values()) for row in cricsheet_json.PLAYERS.table(source).rows]
    assert rows[0] == ("aa01", "Ada", "Greens")
    assert len(rows) == 6


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"teams": ["Reds"]}, "info.teams names no two sides"),
        ({"dates": [{}]}, "info.dates is no text"),
        ({"outcome": {"winner": []}}, "info.outcome.winner is no text"),
    ],
)
def test_a_wrong_match_is_named_and_the_others_are_read(wrong: dict[str, Any], words: str) -> None:
    source = file_of([changed(**wrong), {"id": "2", **MATCH}])
    assert [row[0] for row in fixtures(source)] == ["2"]
    assert source.problems == [(1, f"Match: {words}, as it is in files of cricsheet.org; download it anew.")]


def test_wrong_deliveries_and_players_are_named() -> None:
    source = file_of([MATCH | {"innings": 7}, changed(players=7)])
    assert cricsheet_json.SCORES.table(source).rows == ()
    assert [line for line, _ in source.problems] == [1, 2]
    source = file_of(changed(players=7))
    assert cricsheet_json.PLAYERS.table(source).rows == ()
    assert [line for line, _ in source.problems] == [1]


@pytest.mark.parametrize("data", [[], {}, 7, [7], {"info": 7}, {"info": {}}, [{"fixture": "1", "statistics": {}}]])
def test_other_json_is_not_taken_for_it(data: Any) -> None:
    assert not cricsheet_json.SCORES.knows(file_of(data))
