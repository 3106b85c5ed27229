"""Examples in the OpenAPI document."""

COMPETITION = {
    "id": "3",
    "key": "friday-cup-2026",
    "name": "Friday Cup",
    "season": "2026",
    "title": "Friday Cup 2026",
    "own": True,
}
ROUND = {"id": "14", "name": "Matchday 2", "number": 2}
STANDINGS = {
    "competition": COMPETITION,
    "round": ROUND,
    "rounds": [{"id": "13", "name": "Matchday 1", "number": 1}, ROUND],
    "counted_at": "2026-09-21T20:00:00Z",
    "counting": False,
    "rows": [
        {"member": "12", "name": "Max", "team": "", "position": 1, "moved": 2, "points": 31.5, "total": 58},
        {"member": "11", "name": "Carla", "team": "Reds", "position": 2, "moved": -1, "points": 12, "total": 51.25},
    ],
}
TOGETHER = {
    "competitions": [COMPETITION],
    "rows": [
        {
            "member": "12",
            "name": "Max",
            "team": "",
            "position": 1,
            "total": 58,
            "parts": [{"competition": "3", "position": 1, "total": 58}],
        }
    ],
}
FIXTURE = {
    "id": "f12",
    "round": ROUND,
    "home": "Reds",
    "away": "Blues",
    "kickoff": "2026-09-20T14:00:00Z",
    "time_known": True,
    "day": None,
    "status": "finished",
    "score": [2, 1],
    "extra": None,
    "penalties": None,
    "winner": "home",
}
FIXTURES_CSV = "external_id,round,kickoff,home,away\nf12,2,2026-09-20T14:00:00Z,Reds,Blues\n"
FIXTURE_REPORT = {"created": ["f12"], "changed": [], "unchanged": ["f11"], "warnings": [], "dry_run": False}
SCORES = [{"fixture": "f12", "asset": "7", "statistics": {"minutes": 90, "goals_scored": 1}}]
SCORE_REPORT = {
    "created": 21,
    "changed": 1,
    "unchanged": 0,
    "repeated": [],
    "corrections": [
        {"line": 4, "fixture": "Reds – Blues", "asset": "Ada Keeper", "changes": {"saves": [2, 3]}},
    ],
    "warnings": ["line 9: Dee Front has 140 minutes, and hardly anybody has more than 130."],
    "dry_run": False,
}
