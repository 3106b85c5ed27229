"""Descriptions of calls for the OpenAPI document: answers, examples, and the one shape of errors."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from auctionsite.http import errors

F = TypeVar("F", bound=Callable[..., Any])


class ErrorSerializer(serializers.Serializer[Any]):
    """The one shape of an error: `code` for programs, `detail` for people, `fields` names what is wrong where."""

    ok = serializers.BooleanField(required=False, help_text="False, of a command that was refused.")
    message = serializers.CharField(required=False, help_text="The same as `detail`, of a refused command.")
    seq = serializers.IntegerField(required=False, allow_null=True, help_text="Of a refused command: the newest event.")
    receipt = serializers.DictField(required=False, allow_null=True, help_text="Of a refused bid.")
    code = serializers.CharField()
    detail = serializers.CharField()
    fields = serializers.DictField()  # type: ignore[assignment] # shadows what Serializer has of this name


_MEANINGS = {
    400: ("invalid", "The request isn't of the protocol."),
    401: ("not_authenticated", "Not signed in."),
    403: ("permission_denied", "Signed in, but without the right."),
    404: ("not_found", "Not there, or not for you to know of."),
    409: ("wrong_status", "Not now, not so."),
    413: ("too_large", "More than is read here."),
    415: ("unsupported_media_type", "A body of a kind that isn't read here."),
    429: ("too_fast", "Over the limit; `Retry-After` says for how many seconds."),
    503: ("busy", "Nothing was changed; send it again. `read_only`: in some minutes, see `Retry-After`."),
}

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.UUID,
    OpenApiParameter.HEADER,
    description="A new UUID for each thing you want; the same one again gets the same answer.",
)

NOT_MODIFIED = None
"""The answer without a body."""


def error_answers(*statuses: int) -> dict[Any, Any]:
    """The errors of a call, each with its shape and an example."""
    answers = {}
    for status in statuses:
        code, meaning = _MEANINGS[status]
        example = OpenApiExample(code, errors.error_body(code, meaning), response_only=True, status_codes=[str(status)])
        answers[status] = OpenApiResponse(ErrorSerializer, meaning, examples=[example])
    return answers


def call(
    name: str,
    answers: dict[Any, Any],
    *problems: int,
    request: Any = None,
    example: Any = None,
    parameters: Sequence[OpenApiParameter] = (),
    open_to_all: bool = False,
) -> Callable[[F], F]:
    """Describe one call: its name, its good answers, its errors beside 401 and 429, and an example of its body.

    `answers` maps a status, or (status, media type), to a serializer and an example of the answer; an error's, if it
    has a shape or an example of its own. A call that changes something may be answered with 503
    too: see `read_only.py`.
    """
    described: dict[Any, Any] = {}
    for status, (serializer, shown) in answers.items():
        sample = OpenApiExample("answer", shown, response_only=True)
        described[status] = OpenApiResponse(serializer, examples=[sample] if shown is not None else [])
    usual = () if open_to_all else (401, 429)
    bodies = (413, 415) if request is not None else ()
    body = [OpenApiExample("body", example, request_only=True)] if example is not None else []

    def describe(method: F) -> F:
        changes = () if open_to_all or method.__name__ == "get" else (503,)
        problems_of = {*problems, *usual, *bodies, *changes} - described.keys()
        operation: Callable[[F], F] = extend_schema(
            operation_id=name,
            request=request,
            responses={**described, **error_answers(*sorted(problems_of))},
            parameters=list(parameters),
            examples=body,
            auth=[] if open_to_all else None,
        )
        return operation(method)

    return describe


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call, misc, unused-ignore] # as below
    """The access token that `auth/verify-magic-link` hands out."""

    target_class = "accounts.sign_in.authentication.DeviceAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """`Authorization: Bearer …`."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class LegacyHeaderScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call, misc, unused-ignore] # as below
    """The header of the product's first clients."""

    target_class = "accounts.sign_in.authentication.LegacyHeaderAuthentication"
    name = "legacyHeader"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Deprecated, and refused unless the site allows it to its proxies."""
        meaning = "Deprecated. Refused unless the site takes it from its own proxies."
        return {"type": "apiKey", "in": "header", "name": "X-User-ID", "description": meaning}


class TaggedSchema(AutoSchema):  # type: ignore[no-untyped-call, misc, unused-ignore] # spectacular is typed in part
    """Calls grouped by the first word of their path below `/api/`."""

    def get_tags(self) -> list[str]:
        """`leagues`, `auction`, `sports`, …"""
        return [self.path.removeprefix("/api/").strip("/").split("/")[0]]
