"""Cricsheet's files become rows."""

from leagues.files.formats import cricsheet
from leagues.files.formats.source import SourceFile


def test_what_others_reduced_is_taken_as_it_is() -> None:
    matches = SourceFile("matches.csv", "match_id,date,home,away,venue,winner\n1,2026-03-28,A,B,Ground,B\n")
    assert [row.values for row in cricsheet.MATCHES.table(matches).rows] == [
        {"external_id": "1", "kickoff": "2026-03-28", "home": "A", "away": "B", "winner": "B"}
    ]
    figures = SourceFile("stats.csv", "match_id,player_id,player,team,runs\n1,ab,Ada,A,7\n")
    assert cricsheet.SCORES.knows(figures)
    (row,) = cricsheet.SCORES.table(figures).rows
    assert row.values == {"fixture": "1", "asset": "ab", "name": "Ada", "team": "A", "runs": "7"}
    players = SourceFile("players.csv", "player_id,name,team\nab,Ada,A\n")
    assert [row.values for row in cricsheet.PLAYERS.table(players).rows] == [
        {"external_id": "ab", "name": "Ada", "club": "A"}
    ]
