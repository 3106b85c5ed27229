"""Limits of rosters by position and per club: who has a place for a lot, and what the rest of a roster must cost.

A lot is in a *group* by each attribute that the auction limits; the words are in `docs/auction-rules.md`.
"""
