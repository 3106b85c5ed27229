"""Errors have one shape for programs, and a page for people."""

import json

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from rest_framework.exceptions import PermissionDenied, Throttled, ValidationError
from rest_framework_simplejwt.exceptions import InvalidToken

from auctionsite.http import errors


@pytest.mark.parametrize(
    ("error", "status", "code", "detail"),
    [
        (ValidationError({"name": ["Too long."]}), 400, "invalid", "Some fields are wrong; see `fields`."),
        (ValidationError("No."), 400, "invalid", "Some fields are wrong; see `fields`."),
        (Throttled(wait=2), 429, "too_fast", "That was too fast. Try again in 2 s."),
        (Throttled(), 429, "too_fast", "That was too fast. Try again in 1 s."),
        (PermissionDenied("Not yours."), 403, "permission_denied", "Not yours."),
        (InvalidToken("The token is old."), 401, "token_not_valid", "The token is old."),
        (Http404("No league here."), 404, "not_found", "No league here."),
        (Http404(), 404, "not_found", "Not found."),
    ],
)
def test_every_error_of_a_call_has_the_one_shape(error: Exception, status: int, code: str, detail: str) -> None:
    response = errors.api_exception_handler(error, {})
    assert response is not None
    assert (response.status_code, set(response.data)) == (status, {"code", "detail", "fields"})
    assert (response.data["code"], response.data["detail"]) == (code, detail)


def test_fields_name_what_is_wrong_where() -> None:
    response = errors.api_exception_handler(ValidationError({"name": ["Too long."]}), {})
    assert response is not None
    assert response.data["fields"] == {"name": ["Too long."]}


def test_error_that_is_not_of_the_framework_is_left_alone() -> None:
    assert errors.api_exception_handler(RuntimeError(), {}) is None


def test_programs_get_json_in_the_shape_of_their_protocol(rf: RequestFactory) -> None:
    answer = errors.too_many_requests(rf.get("/api/leagues/"), 7)
    assert (answer.status_code, answer["Retry-After"]) == (429, "7")
    assert json.loads(answer.content)["code"] == "too_fast"
    answer = errors.unavailable(rf.get("/ofrep/v1/evaluate"), "Not now.")
    assert (answer.status_code, json.loads(answer.content)) == (
        503,
        {"errorCode": "GENERAL", "errorDetails": "Not now."},
    )


def test_people_get_a_page(client: Client, db: None) -> None:
    answer = client.get("/no-such-page/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "<h1>There is nothing at this address</h1>" in answer.text
