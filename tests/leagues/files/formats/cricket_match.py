"""A small match as Cricsheet writes it: two overs, in which everything happens that is counted in its own way."""

import copy
from typing import Any


def ball(batter: str, bowler: str, runs: int = 0, **more: Any) -> dict[str, Any]:
    extras = more.get("extras", {})
    total = {"batter": runs, "extras": sum(extras.values()), "total": runs + sum(extras.values())}
    return {"batter": batter, "bowler": bowler, "non_striker": "Q", "runs": total | more.pop("in_runs", {}), **more}


def out(kind: str, player: str, *fielders: dict[str, Any]) -> dict[str, Any]:
    return {"wickets": [{"kind": kind, "player_out": player, "fielders": [*fielders]}]}


FIRST_OVER = [
    ball("Ada", "Max", 4),
    ball("Ada", "Max", 4, in_runs={"non_boundary": True}),
    ball("Ada", "Max", 6),
    ball("Ada", "Max", extras={"wides": 5}),
    ball("Ada", "Max", 1, extras={"noballs": 1}),
    ball("Eve", "Max", extras={"legbyes": 2}),
    ball("Ada", "Max", **out("caught", "Ada", {"name": "Mia"})),
    ball("Eve", "Max", **out("run out", "Eve", {"name": "Max"}, {"name": "Mia"}, {"name": "Sub", "substitute": True})),
]
"""Max bowls six balls, a wide and a no-ball, for 4 + 4 + 6 + 5 + 2 runs and a wicket."""
MAIDEN = [
    ball("Max", "Ada", extras={"byes": 4}),
    ball("Mia", "Ada"),
    ball("Mia", "Ada", **out("caught and bowled", "Mia")),
    ball("Max", "Ada", **out("stumped", "Max", {"name": "Eve"})),
    ball("Nia", "Ada", **out("retired hurt", "Nia")),
    ball("Ned", "Ada", extras={"penalty": 5}),
]
"""Ada's over has six balls and no run of hers."""
MATCH: dict[str, Any] = {
    "meta": {"data_version": "1.1.0", "created": "2026-03-29", "revision": 1},
    "info": {
        "balls_per_over": 6,
        "dates": ["2026-03-28"],
        "event": {"name": "Cup", "match_number": 1},
        "match_type": "T20",
        "outcome": {"by": {"runs": 10}, "winner": "Reds"},
        "overs": 20,
        "players": {"Reds": ["Ada", "Eve"], "Blues": ["Max", "Mia", "Nia", "Ned"]},
        "registry": {"people": {"Ada": "aa01", "Eve": "aa02", "Max": "bb01", "Mia": "bb02", "Nia": "bb03"}},
        "season": "2026",
        "teams": ["Reds", "Blues"],
        "venue": "Ground",
    },
    "innings": [
        {"team": "Reds", "overs": [{"over": 0, "deliveries": FIRST_OVER}]},
        {"team": "Blues", "overs": [{"over": 0, "deliveries": MAIDEN}], "target": {"overs": 20, "runs": 25}},
        {"team": "Reds", "super_over": True, "overs": [{"over": 0, "deliveries": [ball("Ada", "Max", 6)]}]},
    ],
}


def changed(**info: Any) -> dict[str, Any]:
    """The match with other facts about it."""
    match = copy.deepcopy(MATCH)
    match["info"] |= info
    return match
