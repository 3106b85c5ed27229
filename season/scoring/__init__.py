"""The language of scoring schemes, in JSON, explained in `docs/scoring.md`. Pure.

Points are whole hundredths of a point everywhere (150 is 1.5 points), so that nothing is ever rounded.
"""
