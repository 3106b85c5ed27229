"""Cricsheet's matches, and what others reduce them to. Pure."""

from leagues.files.formats.source import Format, renamed, with_figures

_PLAYERS = {"player_id": "external_id", "name": "name", "team": "club"}
_MATCHES = {"match_id": "external_id", "date": "kickoff", "home": "home", "away": "away", "winner": "winner"}
_WHO = {"match_id": "fixture", "player_id": "asset", "player": "name"}

PLAYERS = Format("Cricsheet, reduced to players.csv", renamed(_PLAYERS), tuple(_PLAYERS))
MATCHES = Format("Cricsheet, reduced to matches.csv", renamed(_MATCHES), tuple(_MATCHES))
SCORES = Format("Cricsheet, reduced to player-match-stats.csv", with_figures(_WHO), tuple(_WHO))
