"""OFREP, OpenFeature's remote evaluation protocol: any OpenFeature client can ask for flags, with its own words."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctionsite.http.openapi import NOT_MODIFIED, call
from rollouts.api import examples
from rollouts.api.evaluation import subject_of
from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.types import FlagSnapshot, Subject
from rollouts.openfeature import contexts
from rollouts.openfeature.reasons import missing_key, openfeature_reason
from rollouts.propagation import snapshot

PARSE_ERROR = "PARSE_ERROR"
TARGETING_KEY_MISSING = "TARGETING_KEY_MISSING"
INVALID_CONTEXT = "INVALID_CONTEXT"
FLAG_NOT_FOUND = "FLAG_NOT_FOUND"
GENERAL = "GENERAL"


class OfrepBody(serializers.Serializer[Any]):
    """About whom."""

    context = serializers.DictField(  # type: ignore[assignment] # shadows what Serializer has of this name
        required=False, help_text="`targetingKey` is a user's id; `league` and `auction` are ids too."
    )


class OfrepFailure(serializers.Serializer[Any]):
    """Why there is no answer."""

    key = serializers.CharField(required=False)
    errorCode = serializers.CharField()  # noqa: N815 # the protocol's name
    errorDetails = serializers.CharField()  # noqa: N815


class OfrepSuccess(serializers.Serializer[Any]):
    """What a flag is."""

    key = serializers.CharField()
    value = serializers.BooleanField()
    variant = serializers.CharField()
    reason = serializers.CharField()
    metadata = serializers.DictField()


class OfrepItem(serializers.Serializer[Any]):
    """What a flag is, or why there is no answer."""

    key = serializers.CharField()
    value = serializers.BooleanField(required=False)
    variant = serializers.CharField(required=False)
    reason = serializers.CharField(required=False)
    metadata = serializers.DictField(required=False)
    errorCode = serializers.CharField(required=False)  # noqa: N815
    errorDetails = serializers.CharField(required=False)  # noqa: N815


class OfrepBulk(serializers.Serializer[Any]):
    """What all flags are."""

    flags = OfrepItem(many=True)
    metadata = serializers.DictField()


class OfrepError(Exception):
    """An answer in the protocol's shape of errors."""

    def __init__(self, status: int, code: str, details: str) -> None:
        super().__init__(details)
        self.status, self.code, self.details = status, code, details


def _failure(code: str, details: str, key: str | None = None) -> dict[str, str]:
    return {**({"key": key} if key else {}), "errorCode": code, "errorDetails": details}


_PROBLEMS: dict[Any, Any] = {
    400: (OfrepFailure, _failure(INVALID_CONTEXT, "league: give an id as in its address.", "waiting_room")),
    401: (OfrepFailure, _failure(GENERAL, "Authentication credentials were not provided.")),
    403: (OfrepFailure, _failure(GENERAL, "You can ask about yourself only.")),
    415: (OfrepFailure, _failure(GENERAL, "Send JSON.")),
    429: (OfrepFailure, _failure(GENERAL, "That was too fast. Try again in 1 s.")),
    500: (OfrepFailure, _failure(GENERAL, "Something broke on our side.")),
}
_NOT_FOUND = {404: (OfrepFailure, _failure(FLAG_NOT_FOUND, "There is no flag waiting_rom.", "waiting_rom"))}
_ONE: dict[Any, Any] = {200: (OfrepSuccess, examples.OFREP_ANSWER), **_NOT_FOUND, **_PROBLEMS}
_ALL: dict[Any, Any] = {
    200: (OfrepBulk, {"flags": [examples.OFREP_ANSWER], "metadata": {"version": 41}}),
    304: (NOT_MODIFIED, None),
    **_PROBLEMS,
}


class OfrepView(APIView):
    """A call of the protocol: whatever goes wrong is told in its shape. Signed in as for the rest of the API."""

    def handle_exception(self, exc: Exception) -> Response:
        """Our refusals and DRF's, with the protocol's codes; what nobody expected becomes a 500."""
        key = self.kwargs.get("flag")
        if isinstance(exc, OfrepError):
            return Response(_failure(exc.code, exc.details, key), exc.status)
        answer: Response = super().handle_exception(exc)
        code = PARSE_ERROR if isinstance(exc, ParseError) else GENERAL
        answer.data = _failure(code, answer.data["detail"], key)
        return answer


def subject_of_body(request: Request) -> Subject:
    """Return the subject that the body asks about. Raises OfrepError."""
    if not isinstance(request.data, dict):
        raise OfrepError(400, PARSE_ERROR, "Send an object with a context.")
    context = request.data.get("context", {})
    if not isinstance(context, dict):
        raise OfrepError(400, INVALID_CONTEXT, "The context must be an object.")
    try:
        return subject_of(request, context)
    except contexts.InvalidContext as error:
        raise OfrepError(400, INVALID_CONTEXT, str(error)) from error
    except contexts.SubjectNotAllowed as error:
        raise OfrepError(403, GENERAL, str(error)) from error


def evaluate_flag(now: FlagSnapshot, key: str, subject: Subject) -> dict[str, Any]:
    """Evaluate one flag. Raises OfrepError if the subject lacks the key that decides."""
    evaluation = evaluate(now, key, subject)
    if missing := missing_key(now, subject, evaluation):
        attribute = "targetingKey" if missing == "user" else missing
        raise OfrepError(400, TARGETING_KEY_MISSING, f"{key} is decided by {missing}: give {attribute} in the context.")
    return {
        "key": key,
        "value": evaluation.value,
        "variant": evaluation.variant,
        "reason": openfeature_reason(evaluation),
        "metadata": {"version": evaluation.version, "decidedBy": str(evaluation.reason)},
    }


class OfrepFlagView(OfrepView):
    """`ofrep/v1/evaluate/flags/{key}`: one flag."""

    @call("ofrep_flag", _ONE, request=OfrepBody, example=examples.OFREP_CONTEXT)
    def post(self, request: Request, flag: str) -> Response:
        """What a flag is for the context: oneself, or for operators anybody."""
        subject, now = subject_of_body(request), snapshot.current()
        if not now.has_flag(flag):
            raise OfrepError(404, FLAG_NOT_FOUND, f"There is no flag {flag}.")
        return Response(evaluate_flag(now, flag, subject))


class OfrepBulkView(OfrepView):
    """`ofrep/v1/evaluate/flags`: all flags."""

    @call(
        "ofrep_flags", _ALL, request=OfrepBody, example=examples.OFREP_CONTEXT,
        parameters=[OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="The last `ETag`.")],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """What all flags are for the context; 304 if nothing of it, and of who asks, has changed since the `ETag`."""
        subject, now = subject_of_body(request), snapshot.current()
        body = {
            "flags": [_item(now, key, subject) for key in now.flag_names()],
            "metadata": {"version": now.version},
        }
        tag = _tag(body, request)
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            return Response(status=304, headers={"ETag": tag})
        return Response(body, headers={"ETag": tag})


def _item(now: FlagSnapshot, key: str, subject: Subject) -> dict[str, Any]:
    try:
        return evaluate_flag(now, key, subject)
    except OfrepError as failure:
        return _failure(failure.code, failure.details, key)


def _tag(body: Mapping[str, Any], request: Request) -> str:
    """Of the answers, not of version and context alone: an account grows older without a new version."""
    text = json.dumps([body, request.data, request.user.pk], sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
