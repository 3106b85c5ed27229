"""Examples in the OpenAPI document."""

STARTED = {"id": "0b6a2f38-6c8f-4f8e-8f5c-3f0a2f9b6d10", "status": "waiting"}
RESULT = {
    "ok": True,
    "code": "ok",
    "message": "Done.",
    "seq": 118,
    "receipt": {
        "lot": "41",
        "amount": 32,
        "seen": 31,
        "arrived_ms": 1786730401234,
        "decided_ms": 1786730401239,
        "deadline_ms": 1786730409000,
        "late_ms": None,
        "price": 31,
        "leader": "7",
        "leader_name": "Mia",
    },
}
EVENTS = {
    "epoch": 1,
    "events": [{"seq": 2, "kind": "auction_begun", "at": 1786730400000, "data": {"detail": {}}}],
    "next": None,
}
PREVIEW = {"sentences": ["Max gets 32 back (200 to spend).", "Arsenal FC is back in the queue and comes up next."]}
NEW_SETTING = "Budget: £300m instead of £200m."
LATE_MEMBERS = {
    "members": [
        {
            "id": "7",
            "name": "Otto",
            "sentence": "Starts with £200m, as everybody did, and can bid at once.",
            "budget": 200,
        }
    ],
    "seats": [
        {
            "participant": "3",
            "name": "Max",
            "budget": 120,
            "slots_min": None,
            "slots_max": 9,
            "keepers": [{"lot": "41", "price": 30}],
        }
    ],
}
MESSAGE = {"id": "7", "member": "12", "name": "Max", "text": "Going, going…", "at": 1786730400000}
MESSAGES = {"open": True, "messages": [MESSAGE], "before": None}
