"""Calls of the flags' API, as a program makes them."""

from typing import Any

from django.test import Client

from accounts.models import User
from accounts.sign_in.devices import sign_in_tokens


class Api:
    """The API for one user's program."""

    def __init__(self, user: User, at: str = "/api/feature-flags/") -> None:
        self._client = Client(headers={"Authorization": f"Bearer {sign_in_tokens(user)['access']}"})
        self._at = at

    def get(self, path: str = "") -> Any:
        return self._client.get(path if path.startswith("http") else self._at + path)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self._client.put(self._at + path, body, content_type="application/json", headers=headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        given = {} if body is None else body
        return self._client.post(self._at + path, given, content_type="application/json", headers=headers)


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The answer's `fields`; it must be an error of this kind, in the one shape."""
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert body.keys() == {"code", "detail", "fields"}
    assert body["detail"].endswith((".", "?"))
    fields: dict[str, Any] = body["fields"]
    return fields
