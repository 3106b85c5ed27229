"""Examples in the OpenAPI document."""

LEAGUE = {
    "id": "6f1d6cf0-4a6c-4b55-9b3e-0d1f6f1a7a11",
    "name": "The Friday League",
    "sport": "football",
    "code": "KWRTBD",
    "role": "commissioner",
    "size": 8,
    "settings": {"unit": "£m", "budget": 200, "slots_min": 3, "slots_max": 6, "lot_seconds": 30},
    "created_at": "2026-08-14T18:00:00Z",
}
MEMBER = {
    "id": "12",
    "name": "Max",
    "team": "",
    "role": "manager",
    "plays": True,
    "owns_with": None,
    "bot": False,
    "joined_at": "2026-08-14T18:05:00Z",
}
OWNER = {**MEMBER, "id": "14", "name": "Mona", "plays": False, "owns_with": "12"}
OWNERS = {"owners": [MEMBER, OWNER]}
INVITATION = {"code": "KWRTBDKWRTBDKWRT", "link": "https://auctions.example.com/join/seat/KWRTBDKWRTBDKWRT/"}
FOLLOWS = {"sentences": ["Max can watch, but not bid, trade or invite."]}
SPORT = {"id": "football", "name": "Football", "asset_word": "club", "positions": []}
ASSET = {
    "id": "7",
    "name": "Arsenal FC",
    "position": "",
    "club": "",
    "country": "ENG",
    "external_id": "arsenal-fc-eng",
    "rank": None,
    "opening_price": None,
}
REPORT = {
    "created": ["ajax-ned"],
    "changed": [],
    "unchanged": ["psv-ned"],
    "missing": ["fc-porto-por"],
    "retired": [],
    "questions": [],
    "listed": [],
    "into": "Our own list",
    "upload": "31",
}
LIST_UPLOAD = {
    "id": "31",
    "name": "clubs.csv",
    "by": "Carla",
    "applied_at": "2026-08-14T18:00:00Z",
    "created": 1,
    "changed": 0,
    "taken_back_at": None,
}
ASSET_LIST = {
    "id": "3",
    "key": "premier-league-2025-26",
    "name": "Premier League",
    "season": "2025/26",
    "title": "Premier League 2025/26",
    "size": 812,
    "own": False,
}
POOL = {
    "list": ASSET_LIST,
    "positions": ["DEF", "FWD", "MID"],
    "first": 200,
    "left_out": ["411"],
    "added": [],
    "count": 199,
}
TARGETS = {
    "targets": [
        {
            "place": 1,
            "asset": {
                "id": "7",
                "name": "Arsenal FC",
                "position": None,
                "club": None,
                "country": "ENG",
                "external_id": "arsenal-fc-eng",
            },
            "worth": 45,
            "note": "Only without Mia",
        }
    ]
}
