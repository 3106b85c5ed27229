"""The calls of the product's first scripts, as they stand there but for the base URL: a table, played in its order."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens
from rollouts.changes import services
from rollouts.changes.services import Author, Source, change_flag
from tests.rollouts.api.api_client import refused

CURL_D = "application/x-www-form-urlencoded"
"""What `curl -d` says of a body when the script says nothing."""
F = "waiting_room"
WHY = {"override": "as tried elsewhere"}
CALLS: list[tuple[str, str, Any, dict[str, Any]]] = [
    ("GET", "/feature-flags/", None, {}),
    ("GET", "/feature-flags", None, {}),
    ("GET", f"/feature-flags/{F}", None, {}),
    ("PUT", f"/feature-flags/{F}", {"enabled": True, "percentage": 5, **WHY}, {"percent": 5.0}),
    ("PUT", f"/feature-flags/{F}", {"strategy": "ring", "rings": {"internal": 100}, **WHY}, {"strategy": "ring"}),
    ("PUT", f"/feature-flags/{F}", {"strategy": "percentage", **WHY}, {"strategy": "percentage", "percent": 5.0}),
    ("POST", f"/feature-flags/rollout/{F}/increase", {"increase_by": 5, **WHY}, {"percent": 10.0}),
    ("POST", f"/feature-flags/rollout/{F}/increase", WHY, {"percent": 25.0}),
    ("POST", f"/feature-flags/freeze/{F}", {"reason": "finals"}, {"freeze_reason": "finals"}),
    ("POST", f"/feature-flags/unfreeze/{F}", None, {"frozen_at": None}),
    ("POST", "/feature-flags/toggle", {"name": F, "enabled": False}, {"everyone": False}),
    ("POST", "/feature-flags/toggle", {"flag": F, "enabled": True, **WHY}, {"everyone": True}),
    ("POST", "/feature-flags/bulk-update", [{"name": F, "enabled": False}], {"everyone": False}),
    ("GET", f"/feature-flags/{F}/changes", None, {}),
]


class Script:
    """One who runs a script: the token is the same, the base URL new."""

    def __init__(self, user: User) -> None:
        self._client = Client(headers={"Authorization": f"Bearer {sign_in_tokens(user)['access']}"})

    def call(self, method: str, path: str, body: Any = None, content_type: str = CURL_D) -> Any:
        text = b"" if body is None else json.dumps(body).encode()
        return self._client.generic(method, path, text, content_type=content_type if text else "")


@pytest.mark.parametrize("content_type", [CURL_D, "application/json"])
def test_scripts_run_unchanged(olga: User, content_type: str) -> None:
    change_flag(F, {"everyone": None, "percent": 0}, Author(source=Source.CODE))
    script = Script(olga)
    for method, path, body, expected in CALLS:
        answer = script.call(method, path, body, content_type)
        assert answer.status_code == 200, (method, path, answer.content)
        state, _ = services.current_state(F)
        assert {key: state[key] for key in expected} == expected, (method, path)


def test_scripts_ask_by_user_id(olga: User, max_: User) -> None:
    change_flag(F, {"everyone": None, "percent": 0, "users": [max_.pk]}, Author(source=Source.CODE, override="x"))
    asked = {"context": {"user_id": max_.pk}, "flags": [F]}
    [found] = Script(olga).call("POST", "/feature-flags/evaluate", asked).json()["flags"]
    assert (found["value"], found["reason"]) == (True, "NAMED")
    nobody = Script(olga).call("POST", "/feature-flags/evaluate", {"context": {"user_id": "1000000000"}})
    assert refused(nobody, 400, "invalid")["context"] == ["targetingKey: there is no user 1000000000."]


def test_mistakes_are_told_as_ever(olga: User, max_: User) -> None:
    script = Script(olga)
    refused(script.call("POST", "/feature-flags/toggle", {"enabled": True}), 400, "invalid")
    refused(script.call("PUT", "/feature-flags/nothing", {"enabled": True}), 404, "not_found")
    refused(script.call("POST", "/feature-flags/nothing/at/all", {}), 404, "not_found")
    refused(Script(max_).call("POST", "/feature-flags/toggle", {"name": F, "enabled": False}), 403, "permission_denied")
    form = script.call("POST", "/api/feature-flags/toggle", {"name": F, "enabled": False})
    refused(form, 415, "unsupported_media_type")  # today's address wants to be told what it is sent
