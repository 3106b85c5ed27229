"""Cricsheet's matches, and what others reduce them to. Pure."""

from leagues.files.formats.source import Format, renamed, with_columns, with_figures

_PLAYERS = {"player_id": "external_id", "name": "name", "team": "club"}
_MATCHES = {"match_id": "external_id", "date": "kickoff", "home": "home", "away": "away", "winner": "winner"}
_WHO = {"match_id": "fixture", "player_id": "asset", "player": "name"}

PLAYERS = Format("Cricsheet, reduced to players.csv", with_columns(*_PLAYERS), renamed(_PLAYERS))
MATCHES = Format("Cricsheet, reduced to matches.csv", with_columns(*_MATCHES), renamed(_MATCHES))
SCORES = Format("Cricsheet, reduced to player-match-stats.csv", with_columns(*_WHO), with_figures(_WHO))
