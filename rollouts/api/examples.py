"""Examples in the OpenAPI document."""

from auctionsite.http import errors

FLAG = {
    "name": "waiting_room",
    "version": 41,
    "enabled": None,
    "percentage": 25.0,
    "strategy": "percentage",
    "bucket_by": "league",
    "salt": "",
    "rings": {},
    "labels": [],
    "regions": [],
    "leagues": ["6f1d6cf0-4a6c-4b55-9b3e-0d1f6f1a7a11"],
    "criteria": {"account_age_days": {"at_least": 30}},
    "requires": {},
    "starts_at": None,
    "ends_at": None,
    "frozen_at": None,
    "freeze_reason": "",
    "testing": False,
    "superusers": False,
    "staff": True,
    "authenticated": False,
    "languages": "",
    "note": "",
    "users": [7],
    "groups": [],
    "excluded_users": [],
    "excluded_groups": [],
    "excluded_leagues": [],
    "arms": [],
    "frozen": False,
    "share": 25.0,
    "on_for": "some",
    "because": "",
    "forced": None,
    "next_step_at": None,
    "switch": False,
    "does": "An auction waits in a room until its commissioner begins it. Off: it begins when it is made.",
    "owner": "auctions",
    "ends": "2027-06",
    "launched_at": None,
    "read_at": "2026-11-22T09:55:00Z",
    "stale": {},
}
CHANGED = {**FLAG, "change": 12, "done": []}
CHANGE = {
    "id": 12,
    "flag": "waiting_room",
    "at": "2026-11-22T10:00:00Z",
    "by": "Olga",
    "source": "api",
    "reason": "No complaints since Monday.",
    "override": "",
    "consequence": "",
    "reverts": None,
    "version": 41,
    "changed": {"percentage": [10.0, 25.0]},
    "on_for": ["some", "some"],
}
CHANGE_BODY = {"percentage": 50, "reason": "No complaints since Monday.", "version": 41}
BULK_BODY = [
    {"flag": "bidding", "enabled": False, "reason": "The database is slow.", "override": "Both at once: it burns."},
    {"flag": "new_auctions", "enabled": False},
]
OVERRIDE_NEEDED = errors.error_body(
    "override_needed",
    "It skips steps: after 25 % comes 50 %. Give a reason as override if it must be.",
    {"override": ["It skips steps: after 25 % comes 50 %."]},
)
CONTEXT = {"user": 7, "league": "6f1d6cf0-4a6c-4b55-9b3e-0d1f6f1a7a11"}
EVALUATION = {
    "version": 41,
    "flags": [
        {
            "flag": "waiting_room",
            "value": True,
            "variant": "on",
            "reason": "PERCENTAGE",
            "on_from": 18.35,
            "trace": [
                {"step": "everyone", "found": "not off for everyone", "decided": False},
                {"step": "percentage", "found": "the league's place 18.34 % is below 25 %", "decided": True},
            ],
        }
    ],
}
OFREP_ANSWER = {
    "key": "waiting_room",
    "value": True,
    "variant": "on",
    "reason": "SPLIT",
    "metadata": {"version": 41, "decidedBy": "PERCENTAGE"},
}
OFREP_CONTEXT = {"context": {"targetingKey": "7", "league": "6f1d6cf0-4a6c-4b55-9b3e-0d1f6f1a7a11"}}
_ARM = {"subjects": 12, "failed": 1, "rate": 0.083, "interval": {"low": 0.002, "high": 0.46}}
_OUTCOME = {
    "name": "bids_per_lot",
    "says": "bids on each lot that closed",
    "within_seconds": 172_800.0,
    "typical": "median",
    "unit": "number",
    "on": {"subjects": 40, "typical": 4.5},
    "off": {"subjects": 41, "typical": 4.1},
    "more": 21,
    "less": 17,
    "same": 1,
    "interval": {"low": 0.36, "high": 0.73},
    "verdict": "undecided",
}
FIGURES = {
    "flag": "waiting_room",
    "bucket_by": "league",
    "since": "2026-11-22T10:00:00Z",
    "on": 12,
    "off": 108,
    "both": 0,
    "chosen": 1,
    "drawn": True,
    "share": 0.1,
    "ratio_off": False,
    "complete": True,
    "metrics": [
        {
            "name": "server_error",
            "says": "got an error page or an answer 5xx",
            "on": _ARM,
            "off": {"subjects": 108, "failed": 3, "rate": 0.028, "interval": {"low": 0.002, "high": 0.11}},
            "verdict": "undecided",
            "noticing": {"subjects": 1304, "seconds": 1_700_000.0},
        }
    ],
    "outcomes": [_OUTCOME],
    "arms": {
        "control": "as_today",
        "sizes": [
            {"arm": "as_today", "subjects": 7, "share": 0.5},
            {"arm": "larger", "subjects": 5, "share": 0.5},
        ],
        "ratio_off": False,
        "compared": [{"arm": "larger", "outcomes": [_OUTCOME]}],
    },
    "passing": {"subjects": 73, "seconds": 440_000.0},
}
PLAN_LINE = {
    "id": 3,
    "flag": "waiting_room",
    "template": "waiting-room",
    "status": "running",
    "phase": "canary",
    "phases": ["canary", "all but a control", "everybody"],
    "since": "2026-11-22T10:00:00Z",
    "outlook": "The phase canary lasts until 11:00 UTC.",
    "looked_at": "2026-11-22T10:12:30Z",
}
PLAN = {
    **PLAN_LINE,
    "definition": {"name": "waiting-room", "says": "10 % for an hour.", "phases": [], "triggers": []},
    "revision": 1,
    "gates": [],
    "approvals": [{"role": "product", "by": None}],
    "forecast": [],
    "events": [
        {
            "at": "2026-11-22T10:00:00Z",
            "what": "enter",
            "sentence": "The phase canary begins.",
            "by": None,
            "reason": "",
            "figures": {},
            "change": 12,
        }
    ],
}
PLAN_BODY = {"flag": "waiting_room", "template": "waiting-room", "start": True, "reason": "It passed in staging."}
PLAN_EDIT = {"definition": PLAN["definition"]}
APPROVE_BODY = {"phase": "all but a control", "role": "product"}
GATE_BODY = {"gate": "browser tests", "passed": True, "proof": "run 1204"}
