"""Errors as people and programs read them: a page that helps, or `{"code", "detail", "fields"}` under `/api/`.

Under `/ofrep/` they have the shape of that protocol; see `rollouts/api/ofrep.py`.
"""

import sys
from math import ceil
from typing import Any

from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from rest_framework.exceptions import APIException, Throttled, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from auctionsite.moments.durations import format_wait
from auctionsite.postgresql.availability import circuit

PROGRAMS = ("/api/", "/ofrep/")
"""Paths that programs call: errors there are JSON, never a page."""
DATABASE_AWAY = gettext_noop("We can't reach our database right now. Nothing is lost: try again in a few seconds.")
DATABASE_RETRY_SECONDS = 2
TOO_FAST = gettext_noop("That was too fast.")


def error_body(code: str, detail: str, fields: dict[str, Any] | None = None) -> dict[str, Any]:
    """The one shape of an error."""
    return {"code": code, "detail": detail, "fields": fields or {}}


def api_exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return an exception of DRF's in our shape; None for any other, which becomes a 500."""
    response = exception_handler(error, context)
    if response is None:
        return None
    if (request := context.get("request")) is not None:  # JSON, in whatever the call answers otherwise
        request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
    if isinstance(error, ValidationError):
        fields = error.detail if isinstance(error.detail, dict) else {}
        response.data = error_body("invalid", _("Some fields are wrong; see `fields`."), fields)
    elif isinstance(error, Throttled):
        response.data = error_body("too_fast", _with_wait(_(TOO_FAST), getattr(error, "wait", None) or 1))
    elif isinstance(error, APIException):
        # A token that isn't good comes as {"detail", "code", "messages"}.
        detail = error.detail["detail"] if isinstance(error.detail, dict) else error.detail
        response.data = error_body(str(getattr(detail, "code", "invalid")), str(detail))
    else:
        response.data = error_body(
            "not_found" if response.status_code == 404 else "forbidden", str(error) or _("Not found.")
        )
    return response


def _page(request: HttpRequest, status: int, code: str, detail: str, **context: Any) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse(error_body(code, detail), status=status)
    if request.path.startswith(PROGRAMS):
        return JsonResponse({"errorCode": "GENERAL", "errorDetails": detail}, status=status)
    return render(request, f"{status}.html", {"detail": detail, **context}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, to programs as JSON and to people as a page: no view has this address, or it found nothing there."""
    return _page(request, 404, "not_found", _("There is nothing at this address."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413: what Django refuses before a view sees it."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return _page(request, 413, "too_large", _("That is more than is read here. Send less at once."))
    if isinstance(exception, DisallowedHost):
        return _page(request, 400, "bad_host", _("The site isn't served under this address. Use its own."))
    return _page(request, 400, "malformed", _("The request isn't well-formed. Mend it and send it again."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the request doesn't show that a page of ours made it."""
    detail = _("The form you sent was too old, or came from another site. Reload the page and send it again.")
    return _page(request, 403, "csrf_failed", detail)


def cross_origin(request: HttpRequest) -> HttpResponse:
    """403: a page of another site sent it."""
    detail = _("A page of another site sent this. Send it from a page of this site.")
    return _page(request, 403, "cross_origin", detail)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403; the exception's text says why."""
    return _page(request, 403, "forbidden", str(exception) or _("You may not do this."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: it has been reported. Or 503, if it came of a database that is away."""
    if is_of_absent_database(sys.exc_info()[1]):
        return database_away(request)
    detail = _("Something broke on our side. It was reported; try again in a moment.")
    return _page(request, 500, "server_error", detail)


def is_of_absent_database(error: BaseException | None) -> bool:
    """Return whether an error came of a database that is away."""
    return isinstance(error, OperationalError | InterfaceError) and circuit.is_away


def database_away(request: HttpRequest) -> HttpResponse:
    """503: nobody is looked up for it, since nobody can be."""
    if request.path.startswith(PROGRAMS):
        response = _page(request, 503, "database_away", _(DATABASE_AWAY))
    else:
        response = HttpResponse(render_to_string("503.html", {"detail": _(DATABASE_AWAY)}), status=503)
    response["Retry-After"] = str(DATABASE_RETRY_SECONDS)
    return response


def too_many_requests(request: HttpRequest, seconds: float, what: str = "") -> HttpResponse:
    """429, with the time to wait: `what` says of what there was too much. A page keeps what was typed."""
    response = _page(request, 429, "too_fast", _with_wait(what or _(TOO_FAST), seconds), fields=_typed(request))
    response["Retry-After"] = str(max(1, ceil(seconds)))
    return response


def _with_wait(what: str, seconds: float) -> str:
    again = _("Try again in {wait}.").format(wait=format_wait(seconds))
    return f"{what} {again}"


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of a form, to be sent again by one button; none of one with a password or a file."""
    if request.path.startswith(PROGRAMS) or request.content_type != "application/x-www-form-urlencoded":
        return []
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return [] if "password" in request.POST else fields


def unavailable(request: HttpRequest, detail: str, code: str = "unavailable") -> HttpResponse:
    """503: a part that this needs is away, or switched off."""
    return _page(request, 503, code, detail)
