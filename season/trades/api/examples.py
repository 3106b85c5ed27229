"""Examples in the OpenAPI document."""

from leagues.api.examples import ASSET

MAX = {"id": "12", "name": "Max", "team": None}
MIA = {"id": "13", "name": "Mia", "team": "Miami Nice"}
CLUB = {**ASSET, "position": None, "club": None}
del CLUB["rank"], CLUB["opening_price"]
OFFER = {"partner": "13", "gives": ["7"], "takes": ["9", "21"], "pays": 5, "note": "You need a goalkeeper."}
OFFERED = {"deed": "offer", "by": "Max", "status": "offered", "at": "2026-09-01T18:00:00Z"}
TRADE = {
    "id": "4",
    "status": "agreed",
    "approval": "veto",
    "takes_effect_at": "2026-09-02T19:30:00Z",
    "created_at": "2026-09-01T18:00:00Z",
    "proposer": MAX,
    "partner": MIA,
    "gives": [{"asset": CLUB, "price": 30}],
    "takes": [],
    "pays": -20,
    "unit": "£m",
    "note": "",
    "reason": None,
    "objections": 0,
    "objections_needed": 2,
    "you_may": ["veto"],
    "steps": [OFFERED, {"deed": "accept", "by": "Mia", "status": "agreed", "at": "2026-09-01T19:30:00Z"}],
}
OWNED = {
    "asset": CLUB,
    "owner": MAX,
    "price": 30,
    "since": "2026-08-14T18:20:00Z",
    "auction": "0b9e3d0e-6f0e-4f0e-9c53-6c3a7a0f6a52",
}
NEWS = {
    "asset": "7",
    "name": "Manchester Utd",
    "what": "name",
    "old": "Man United",
    "new": "Manchester Utd",
    "by": "Carla",
    "at": "2026-08-20T09:00:00Z",
}
SETTINGS = {
    "trades": True,
    "approval": "veto",
    "veto_hours": 24,
    "trade_deadline": "2027-03-01T18:00:00+01:00",
    "drops": True,
    "drop_refund": False,
    "fixed": False,
}
DROPPED = {"asset": "7", "seq": 412}
