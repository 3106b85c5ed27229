"""Points by the documented rules, counted again and in another way: no scheme, no rules, plain arithmetic."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from fractions import Fraction


def cricket(figures: Mapping[str, int]) -> int:
    """A T20 player's points, as `docs/scoring.md` has them in words."""
    get = figures.get
    return (
        _batting(figures)
        + _bowling(figures)
        + 8 * get("catches", 0)
        + 12 * get("stumpings", 0)
        + 6 * get("run_outs", 0)
    )


def _batting(figures: Mapping[str, int]) -> int:
    runs, balls = figures.get("runs", 0), figures.get("balls_faced", 0)
    total = runs + figures.get("fours", 0) + 2 * figures.get("sixes", 0) + (0, 8, 16)[min(runs // 50, 2)]
    if not runs and figures.get("dismissed", 0):
        total -= 2
    return total + (_strike_rate(Fraction(100 * runs, balls)) if balls >= 10 else 0)


def _strike_rate(rate: Fraction) -> int:
    if rate < 60:
        return -6 if rate < 50 else -4
    if rate <= 70:
        return -2
    return 0 if rate < 130 else (2, 4, 6)[bisect_left((150, 170), rate)]


def _bowling(figures: Mapping[str, int]) -> int:
    wickets, balls = figures.get("wickets", 0), figures.get("balls_bowled", 0)
    haul = {0: 0, 1: 0, 2: 0, 3: 4, 4: 8}.get(wickets, 16)
    total = 25 * wickets + haul + 12 * figures.get("maidens", 0)
    return total + (_economy(Fraction(figures.get("runs_conceded", 0), balls) * 6) if balls >= 12 else 0)


def _economy(rate: Fraction) -> int:
    if rate <= 7:
        return 2 if rate >= 6 else (6, 4)[bisect_right((5,), rate)]
    return 0 if rate < 10 else (-2, -4, -6)[bisect_left((11, 12), rate)]


_GOAL = dict(zip(("GK", "DEF", "MID", "FWD"), (10, 6, 5, 4), strict=True))
_SHUT_OUT = {"GK": 4, "DEF": 4, "MID": 1}


def footballer(position: str, figures: Mapping[str, int]) -> int:
    """A footballer's points by the official rules of 2025/26."""
    of = figures.__getitem__
    total = (of("minutes") > 0) + (of("minutes") >= 60) + of("bonus")
    total += _GOAL[position] * of("goals_scored") + 3 * of("assists") + 5 * of("penalties_saved")
    total -= 2 * of("penalties_missed") + of("yellow_cards") + 3 * of("red_cards") + 2 * of("own_goals")
    if of("clean_sheets") and of("minutes") >= 60:
        total += _SHUT_OUT.get(position, 0)
    if position in {"GK", "DEF"}:
        total -= of("goals_conceded") // 2
    if position == "GK":
        return total + of("saves") // 3
    actions = of("clearances_blocks_interceptions") + of("tackles")
    enough = actions >= 10 if position == "DEF" else actions + of("recoveries") >= 12
    return total + 2 * enough
