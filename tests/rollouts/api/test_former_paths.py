"""The first scripts' paths lead to today's."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from rollouts.api.former_paths import FormerPathsMiddleware

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@pytest.mark.parametrize(
    ("path", "content_type", "leads_to", "read_as"),
    [
        ("/feature-flags", FORM, "/api/feature-flags/", JSON),
        ("/feature-flags/", "", "/api/feature-flags/", JSON),
        ("/feature-flags/rollout/bots/increase", JSON, "/api/feature-flags/rollout/bots/increase", JSON),
        ("/feature-flags/bots", "text/csv", "/api/feature-flags/bots", "text/csv"),
        ("/feature-flagship", FORM, "/feature-flagship", FORM),
        ("/api/feature-flags/bots", FORM, "/api/feature-flags/bots", FORM),
        ("/leagues/feature-flags/", FORM, "/leagues/feature-flags/", FORM),
    ],
)
def test_former_path_is_todays(path: str, content_type: str, leads_to: str, read_as: str) -> None:
    seen: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    FormerPathsMiddleware(answer)(RequestFactory().generic("POST", path, b"{}", content_type=content_type))
    [request] = seen
    assert (request.path, request.path_info) == (leads_to, leads_to)
    assert (request.content_type, request.META.get("CONTENT_TYPE", "")) == (read_as, read_as)
