"""No body breaks a call: every call of the API × bodies that are nested, huge, broken or of another kind.

The calls are those of the URL configuration, so a new one is tried without being named here.
"""

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.models import User
from auctions.models import Auction
from auctionsite.http.parsers import BODY_BYTES
from leagues.models import League
from tests import cast
from tests.auctionsite.http.test_openapi import addresses

DEEP = 5000
BODIES: dict[str, tuple[bytes, str]] = {
    "lists in lists": (b"[" * DEEP + b"]" * DEEP, "application/json"),
    "objects in objects": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, "application/json"),
    "lists in a field": (b'{"email":' + b"[" * DEEP + b"]" * DEEP + b"}", "application/json"),
    "without an end": (b"[" * 100_000, "application/json"),
    "huge": (b'{"email":"' + b"a" * BODY_BYTES + b'"}', "application/json"),
    "a number of 5,000 digits": (b'{"email":' + b"9" * 5000 + b"}", "application/json"),
    "NaN": (b'{"email":NaN}', "application/json"),
    "broken": (b'{"email"', "application/json"),
    "no UTF-8": (b'{"email":"\xff"}', "application/json"),
    "half a character": (b'{"email":"\\ud800"}', "application/json"),
    "any kind": (b"[" * DEEP, "application/*"),
    "no kind": (b"[" * DEEP, ""),
    "a form": (b"email=a%40example.com&" + b"a=1&" * 5000, "application/x-www-form-urlencoded"),
    "files without an end": (b'--x\r\nContent-Disposition: form-data; name="file"', "multipart/form-data; boundary=x"),
    "files without a boundary": (b"x", "multipart/form-data"),
    "a table of NULs": (b"name\n\0\n", "text/csv"),
}
READ_BY_OTHERS = ("lists in lists", "huge", "a form", "files without an end", "files without a boundary")
"""What the site looks at before a call does: how long it is, and whether a form holds a token."""
CALLS = sorted(
    path
    for path, _ in addresses(get_resolver().url_patterns)
    if path.startswith(("/api/", "/ofrep/")) and path not in ("/api/health",)
)
SHAPES = ({"code", "detail", "fields"}, {"errorCode", "errorDetails"}, {"key", "errorCode", "errorDetails"})


@pytest.fixture
def auction(league: League) -> Auction:
    return cast.auction_of(league, lots=3)


def client_of(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def refusal_of(answer: Any) -> dict[str, Any] | None:
    """The error that an answer says, in one of the shapes; None if the call was done."""
    if answer.status_code < 400:
        return None
    assert answer.status_code < 500, answer.content[:300]
    assert answer["Content-Type"].startswith("application/json"), answer.content[:300]
    said: dict[str, Any] = json.loads(answer.content)
    assert set(said) in SHAPES or {"code", "detail", "fields"} <= set(said), said
    return said


@pytest.mark.parametrize("path", CALLS)
def test_no_body_breaks_a_call(path: str, auction: Auction, carla: User, max_: User, olga: User) -> None:
    known = {"league_id": auction.league_id, "auction_id": auction.pk, "key": "football", "flag": "waiting_room"}
    known["member_id"] = cast.member_of(auction.league, max_).pk
    for key, value in known.items():
        for kind in ("uuid", "int", "slug", "str"):
            path = path.replace(f"<{kind}:{key}>", str(value))
    path = path.replace("<slug:act>", "pause")
    for key in ("plan", "participant", "change_id", "trade_id", "upload_id", "asset_id", "message_id", "owner_id"):
        path = path.replace(f"<int:{key}>", "1")
    assert "<" not in path, "say here what stands for it"
    for user in (None, carla, olga):
        client = client_of(user)
        for method in methods_of(client, path):
            read = reads_the_body(client, method, path)
            for data, kind in BODIES.values() if read else map(BODIES.__getitem__, READ_BY_OTHERS):
                refusal_of(send(client, method, path, data, kind))


def send(client: Client, method: str, path: str, data: bytes, kind: str) -> Any:
    """The answer to a body."""
    headers = {"Idempotency-Key": str(uuid4())}
    return client.generic(method, path, data, content_type=kind, headers=headers)


def reads_the_body(client: Client, method: str, path: str) -> bool:
    """Return True if the call reaches its body: whoever may not make it, and a wrong method, are refused before."""
    return send(client, method, path, *BODIES["broken"]).status_code not in (401, 403, 405)


def methods_of(client: Client, path: str) -> set[str]:
    """The methods with a body that the call takes; one that it doesn't take is tried in each case."""
    allowed = {each.strip() for each in client.generic("TRACE", path)["Allow"].split(",")}
    return allowed & {"POST", "PUT", "PATCH", "DELETE"} | {"DELETE"}


def test_the_calls_are_all_there() -> None:
    assert len(CALLS) > 50
    assert "/api/auth/magic-link" in CALLS
    assert "/ofrep/v1/evaluate/flags" in CALLS


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "code"),
    [
        ("GET", "/api/nothing/", {}, 404, "not_found"),
        ("GET", "/api/leagues/not-a-uuid/", {}, 404, "not_found"),
        ("DELETE", "/api/auth/me", {}, 405, "method_not_allowed"),
        ("POST", "/api/leagues/", {"content_type": "text/plain", "data": "x"}, 415, "unsupported_media_type"),
        ("POST", "/api/leagues/", {"data": b" " * (BODY_BYTES + 1)}, 413, "too_large"),
        ("POST", "/api/leagues/", {"data": "{"}, 400, "parse_error"),
        ("GET", "/api/leagues/", {"headers": {"Authorization": "Bearer a.b.c"}}, 401, "token_not_valid"),
        ("GET", "/api/leagues/", {"headers": {"Host": "elsewhere.example"}}, 400, "bad_host"),
        ("GET", "/ofrep/v1/nothing", {}, 404, None),
        ("POST", "/ofrep/v1/evaluate/flags", {"data": "{"}, 400, None),
        ("POST", "/ofrep/v1/evaluate/flags", {"headers": {"Host": "elsewhere.example"}}, 400, None),
    ],
)
def test_every_refusal_is_json(
    method: str, path: str, more: dict[str, Any], status: int, code: str | None, max_: User, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = client_of(max_).generic(method, path, **{"content_type": "application/json", **more})
    said = refusal_of(answer)
    assert said is not None
    assert (answer.status_code, said.get("code")) == (status, code)


def test_a_call_without_a_csrf_token_is_refused_in_json(max_: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(max_)
    answer = client.post("/api/leagues/", {"name": "New", "sport": "football"}, "application/json")
    said = refusal_of(answer)
    assert said is not None
    assert (answer.status_code, said["code"]) == (403, "permission_denied")


def test_a_page_without_a_csrf_token_is_refused_with_what_to_do(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"email": "max@example.com"})
    assert answer.status_code == 403
    assert "Reload the page" in answer.text


def test_a_form_of_more_than_is_read_is_refused_with_a_page(db: None) -> None:
    answer = Client().post("/sign-in/", {f"field{number}": "x" for number in range(1001)})
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.parametrize("head", ["[" * 4000, "x", "e30", '{"a":' * 3000])
def test_no_token_breaks_a_call(head: str, db: None) -> None:
    """The head of a token is JSON too, and is read before anybody knows who signed it."""
    packed = base64.urlsafe_b64encode(head.encode()).decode().rstrip("=")
    client = Client(raise_request_exception=False)
    token = f"{packed}.{packed}.x"
    answer = client.get("/api/leagues/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert client.post("/api/auth/refresh", {"refresh": token[:2000]}, "application/json").status_code == 401
    assert client.post("/api/auth/logout", {"refresh": token[:2000]}, "application/json").status_code in (204, 400)
