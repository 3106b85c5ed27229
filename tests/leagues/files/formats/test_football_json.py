"""football.json, in both dialects."""

import json
from typing import Any

import pytest

from leagues.files.formats import football_json
from leagues.files.formats.source import SourceFile


def file_of(*matches: dict[str, Any]) -> SourceFile:
    return SourceFile("en.1.json", json.dumps({"name": "League 2025/26", "matches": matches}))


def match(**values: Any) -> dict[str, Any]:
    return {"round": "Matchday 1", "date": "2025-08-15", "team1": "Reds FC", "team2": "Blues FC", **values}


def cells(source: SourceFile) -> list[dict[str, str]]:
    assert football_json.FIXTURES.knows(source)
    rows = football_json.FIXTURES.table(source).rows
    return [{name: value for name, value in row.values.items() if value} for row in rows]


KNOWN = {
    "external_id": "matchday-1-reds-fc-blues-fc",
    "round": "Matchday 1",
    "kickoff": "2025-08-15",
    "home": "Reds FC",
    "away": "Blues FC",
}


def test_a_match_with_its_scores() -> None:
    score = {"ht": [1, 0], "ft": [2, 2], "et": [3, 3], "p": [4, 5]}
    assert cells(file_of(match(time="20:00", score=score))) == [
        KNOWN
        | {"kickoff": "2025-08-15T20:00", "status": "finished", "home_score": "2", "away_score": "2"}
        | {"home_extra": "3", "away_extra": "3", "home_penalties": "4", "away_penalties": "5"}
    ]


@pytest.mark.parametrize("score", [{}, {"score": {}}, {"score": []}, {"score": None}, {"score1": None}])
def test_a_match_to_come(score: dict[str, Any]) -> None:
    assert cells(file_of(match(**score))) == [KNOWN | {"status": "scheduled"}]


def test_a_score_as_two_numbers() -> None:
    assert cells(file_of(match(score=[0, 1])))[0].items() >= {"home_score": "0", "away_score": "1"}.items()


@pytest.mark.parametrize(
    ("time", "kickoff"),
    [
        ("18.45", "2025-08-15T18:45"),
        ("9:30", "2025-08-15T09:30"),
        ("13:00 UTC-6", "2025-08-15T13:00-06:00"),
        ("20:00 UTC", "2025-08-15T20:00+00:00"),
    ],
)
def test_times(time: str, kickoff: str) -> None:
    assert cells(file_of(match(time=time)))[0]["kickoff"] == kickoff


def test_the_older_dialect_says_the_same() -> None:
    older = {
        "name": "Cup",
        "rounds": [
            {
                "name": "Matchday 1",
                "matches": [
                    {
                        "date": "2025-08-15",
                        "team1": {"key": "reds", "name": "Reds FC", "code": "RED"},
                        "team2": {"key": "blues", "name": "Blues FC", "code": "BLU"},
                        "score1": 1,
                        "score2": 1,
                        "score1et": 1,
                        "score2et": 1,
                        "score1p": 3,
                        "score2p": 4,
                    }
                ],
            }
        ],
    }
    newer = file_of(match(score={"ft": [1, 1], "et": [1, 1], "p": [3, 4]}))
    assert cells(SourceFile("cup.json", json.dumps(older))) == cells(newer)


def test_what_is_put_off_has_no_score() -> None:
    (row,) = cells(file_of(match(status="POSTPONED", score={"ft": [0, 0]})))
    assert row == KNOWN | {"status": "postponed"}


def test_the_id_is_that_of_football_txt() -> None:
    (row,) = cells(file_of(match(team1="FK Bodø/Glimt (NOR)", team2="Arsenal FC (ENG)", round="League, Matchday 1")))
    assert row["external_id"] == "league-matchday-1-fk-bodo-glimt-nor-arsenal-fc-eng"
    assert (row["home"], row["away"]) == ("FK Bodø/Glimt", "Arsenal FC")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"time": "noon"}, "'noon' is no time such as 20:00 or 20:00 UTC+2"),
        ({"score": {"ft": [1]}}, "score.ft has no two numbers"),
        ({"score": {"ft": [[], 1]}}, "score.ft is no text"),
        ({"score": "2-1"}, "score is no object"),
        ({"team1": ["Reds"]}, "team1 is no text"),
        ({"round": {"a": 1}}, "round is no text"),
    ],
)
def test_a_wrong_match_is_named_and_the_others_are_read(wrong: dict[str, Any], words: str) -> None:
    source = file_of(match(**wrong), match())
    assert cells(source) == [KNOWN | {"status": "scheduled"}]
    assert source.problems == [(1, f"Match: {words}; write it as football.json does.")]


def test_what_is_no_match_at_all() -> None:
    source = SourceFile("x.json", json.dumps({"matches": [match(), 7, match(round="Matchday 2")]}))
    assert [row["round"] for row in cells(source)] == ["Matchday 1", "Matchday 2"]
    assert source.problems == [(2, "Match: it is no object; write it as football.json does.")]


@pytest.mark.parametrize("text", ["[]", "{}", '{"matches": 7}', '{"matches": [7]}', '{"rounds": [7]}', '"matches"'])
def test_other_json_is_not_taken_for_it(text: str) -> None:
    assert not football_json.FIXTURES.knows(SourceFile("x.json", text))


def test_its_clubs_stand_once_each() -> None:
    source = file_of(match(), match(team1="Blues FC", team2="FK Bodø/Glimt (NOR)"))
    assert [tuple(row.values.values()) for row in football_json.CLUBS.table(source).rows] == [
        ("Reds FC", ""),
        ("Blues FC", ""),
        ("FK Bodø/Glimt", "NOR"),
    ]
