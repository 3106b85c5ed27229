"""The rules of an auction as pure functions: no Django, no clock, no database.

`decide(state, command, now, switches)` answers with events or a rejection; `evolve(state, event)` merges what happened.
Start reading at `decide.py`; the words are in `docs/auction-rules.md`.
"""
