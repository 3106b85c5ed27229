"""The HTTP calls that show and change flags: parse, one service, the answer. They are for operators."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from auctionsite.http.openapi import ErrorSerializer, call
from auctionsite.http.pagination import ListPagination, paginated_names_response, paginated_response
from rollouts.api import examples, refusals, serializers
from rollouts.api.permissions import IsOperator
from rollouts.changes import actions, services
from rollouts.changes.services import Author, ChangeRequest, FlagRefused, Source
from rollouts.explain import outcomes, queries, representation
from rollouts.models import FlagChange

_WHY = ("reason", "override", "version", "consequence")
REFUSED = {409: (ErrorSerializer, examples.OVERRIDE_NEEDED)}
CHANGED: dict[Any, Any] = {200: (serializers.ChangedFlagSerializer, examples.CHANGED), **REFUSED}
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The flag's `ETag`; as `version`.")


class FlagView(APIView):
    """A call for operators. What the service refuses is answered with its code."""

    permission_classes = [IsAuthenticated, IsOperator]

    def handle_exception(self, exc: Exception) -> Response:
        """A refusal is an answer like others."""
        if isinstance(exc, FlagRefused):
            return refusals.refusal_response(exc)
        if isinstance(exc, actions.ActionNotPossible):
            return refusals.refusal_response(NotPossible(f"{self.kwargs['flag']} {exc}"))
        return super().handle_exception(exc)


class NotPossible(FlagRefused):
    """The flag's state has no such way on."""

    code = "not_now"


def validated(serializer: Any, data: Any) -> dict[str, Any]:
    """The body as the serializer reads it. Raises ValidationError."""
    read = serializer(data=data)
    read.is_valid(raise_exception=True)
    fields: dict[str, Any] = read.validated_data
    return fields


def user_of(request: Request) -> User:
    """Return the caller; the permission classes let nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101 # see above
    return request.user


def author_of(request: Request, why: Mapping[str, Any]) -> Author:
    """Return the author of a change by this call."""
    return Author(
        source=Source.API, actor=user_of(request), reason=why.get("reason", ""), override=why.get("override", "")
    )


def change_request(flag: str, fields: Mapping[str, Any], why: Mapping[str, Any]) -> ChangeRequest:
    """Return the request for a change with these fields of the API. Raises ValidationError, UnknownFlag."""
    before, version = services.current_state(flag)
    try:
        patch = representation.patch_of(fields, before)
    except representation.InvalidFields as error:
        raise ValidationError({name: [sentence] for name, sentence in error.fields.items()}) from error
    return _change(flag, patch, why, version if representation.depends_on_state(fields) else None)


def _change(flag: str, patch: Mapping[str, Any], why: Mapping[str, Any], built_on: int | None = None) -> ChangeRequest:
    """`built_on`: the version that the patch was made for. What builds on none is never refused for a race."""
    expected = why.get("version", built_on)
    return ChangeRequest(flag=flag, patch=patch, expected_version=expected, consequence=why.get("consequence", ""))


def split_body(data: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split a body into fields to change and the reasons with them. Raises ValidationError."""
    if not isinstance(data, dict):
        raise ValidationError({"body": ["Send an object with what is to be changed."]})
    why = validated(serializers.WhySerializer, data)
    return {name: value for name, value in data.items() if name not in _WHY}, why


def with_flag(data: Any) -> Any:
    """Return a body that says `name` for `flag`, as first scripts do, in today's word."""
    if not isinstance(data, dict) or "flag" in data or "name" not in data:
        return data
    return {"flag" if key == "name" else key: value for key, value in data.items()}


def with_if_match(request: Request, why: dict[str, Any]) -> dict[str, Any]:
    """Add the version of the header `If-Match`, which is the flag's `ETag`; `*` is any. Raises ValidationError."""
    tag = request.headers.get("If-Match", "*").strip()
    if tag == "*":
        return why
    number = tag.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise ValidationError({"version": ["Send the flag's ETag as If-Match."]})
    if why.get("version") not in {None, int(number)}:
        raise ValidationError({"version": ["If-Match names another version than the body."]})
    return {**why, "version": int(number)}


def make_change(request: Request, wanted: ChangeRequest, why: Mapping[str, Any]) -> Response:
    """Make the change, and answer with the flag as it is then."""
    [change] = services.change_flags([wanted], author_of(request, why))
    return _after(change)


def _after(change: FlagChange) -> Response:
    flag = queries.describe_flag(change.flag)
    shown = {**flag, "change": change.pk, "done": list(change.done)}
    return Response(shown, headers={"ETag": f'"{flag["version"]}"'})


class FlagsView(FlagView):
    """`feature-flags/`: all flags."""

    pagination_class = ListPagination

    @call("flags_list", {200: (serializers.FlagSerializer(many=True), examples.FLAG)}, 403, 404)
    def get(self, request: Request) -> Response:
        """All flags, by name."""
        answer: Response = paginated_names_response(request, queries.flag_names(), queries.describe_flags)
        return answer


class FlagDetailView(FlagView):
    """`feature-flags/{name}`: one flag."""

    @call("flags_retrieve", {200: (serializers.FlagSerializer, examples.FLAG)}, 403, 404)
    def get(self, request: Request, flag: str) -> Response:
        """A flag; its `ETag` is its version."""
        described = queries.describe_flag(flag)
        return Response(described, headers={"ETag": f'"{described["version"]}"'})

    @call(
        "flags_change", CHANGED, 400, 403, 404,
        request=serializers.ChangeBody, example=examples.CHANGE_BODY, parameters=[IF_MATCH],
    )  # fmt: skip
    def put(self, request: Request, flag: str) -> Response:
        """Change what is named; the rest stays. 409 `stale_version`, `frozen`, or `override_needed` with the cautions.

        A share that is named counts: `{"enabled": true, "percentage": 25}` is on for 25 %, as is `{"percentage": 25}`
        for a flag that was on for everybody. A flag that is off for everybody stays off.
        """
        fields, why = split_body(request.data)
        why = with_if_match(request, why)
        return make_change(request, change_request(flag, fields, why), why)


class IncreaseView(FlagView):
    """`feature-flags/rollout/{name}/increase`: more people."""

    @call(
        "flags_increase", CHANGED, 400, 403, 404,
        request=serializers.IncreaseBody, example={"increase_by": 10, "reason": "No complaints."},
    )  # fmt: skip
    def post(self, request: Request, flag: str) -> Response:
        """By `increase_by` percentage points; without, to the next step of 0, 1, 5, 10, 25, 50, 75, 100.

        409 `not_now` for a flag that is on or off for everybody, or is released by ring or canary.
        """
        fields, why = split_body(request.data)
        if unknown := fields.keys() - {"increase_by"}:
            raise ValidationError({name: ["There is no such field; there is increase_by."] for name in unknown})
        before, version = services.current_state(flag)
        try:
            patch = actions.increase_percentage(before, fields.get("increase_by"))
        except ValueError as error:
            raise ValidationError({"increase_by": [str(error)]}) from error
        return make_change(request, _change(flag, patch, why, version), why)


class FreezeView(FlagView):
    """`feature-flags/freeze/{name}`: nobody may be added."""

    @call(
        "flags_freeze", CHANGED, 400, 403, 404,
        request=serializers.FreezeBody, example={"reason": "The finals."},
    )  # fmt: skip
    def post(self, request: Request, flag: str) -> Response:
        """It can still be narrowed and turned off."""
        why = validated(serializers.FreezeBody, request.data)
        before, _ = services.current_state(flag)
        patch = actions.freeze(before, datetime.now(UTC), why.get("reason", ""))
        return make_change(request, _change(flag, patch, why), why)


class UnfreezeView(FlagView):
    """`feature-flags/unfreeze/{name}`: people may be added again."""

    @call(
        "flags_unfreeze", CHANGED, 400, 403, 404,
        request=serializers.WhySerializer, example={"reason": "The finals are over."},
    )  # fmt: skip
    def post(self, request: Request, flag: str) -> Response:
        """Whoever the freeze kept out enters: 409 `override_needed` with the cautions of any widening.

        A flag that isn't frozen stays as it is.
        """
        why = validated(serializers.WhySerializer, request.data)
        return make_change(request, _change(flag, actions.unfreeze(), why), why)


class ToggleView(FlagView):
    """`feature-flags/toggle`: on or off for everybody."""

    @call(
        "flags_toggle", CHANGED, 400, 403, 404,
        request=serializers.ToggleBody, example={"flag": "bidding", "enabled": False, "reason": "The lots are wrong."},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Off is never refused for a caution, on may be: it skips the steps of a release."""
        body = validated(serializers.ToggleBody, with_flag(request.data))
        return make_change(request, change_request(body["flag"], {"enabled": body["enabled"]}, body), body)


class BulkView(FlagView):
    """`feature-flags/bulk-update`: some flags at once."""

    @call(
        "flags_bulk", {200: (serializers.ChangedFlagSerializer(many=True), [examples.CHANGED]), **REFUSED},
        400, 403, 404, request=serializers.BulkItem(many=True), example=examples.BULK_BODY,
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """All are changed or none. To let somebody into one of several at once needs an `override`.

        Reasons and overrides of several entries are put together. `fields` names what is wrong by flag.
        """
        wanted, author = self._change_requests(request)
        try:
            changes = services.change_flags(wanted, author)
        except FlagRefused as refused:
            return refusals.refusal_response(refused, by_flag=True)
        shown = {flag["name"]: flag for flag in queries.describe_flags([change.flag for change in changes])}
        return Response([{**shown[each.flag], "change": each.pk, "done": list(each.done)} for each in changes])

    def _change_requests(self, request: Request) -> tuple[list[ChangeRequest], Author]:
        items = request.data
        if not isinstance(items, list) or not 0 < len(items) <= serializers.MOST_AT_ONCE:
            most = serializers.MOST_AT_ONCE
            raise ValidationError({"body": [f"Send a list of 1 to {most} flags with their changes."]})
        whys: list[dict[str, Any]] = []
        wanted: dict[str, ChangeRequest] = {}
        for item in items:
            fields, why = split_body(with_flag(item))
            flag = _flag_of(fields)
            if flag in wanted:
                raise ValidationError({"flag": [f"{flag} is named twice. Put its changes together."]})
            wanted[flag] = _named_change(flag, fields, why)
            whys.append(why)
        together = {key: "; ".join(dict.fromkeys(w[key] for w in whys if w.get(key))) for key in ("reason", "override")}
        return list(wanted.values()), author_of(request, together)


def _flag_of(fields: dict[str, Any]) -> str:
    flag = fields.pop("flag", None)
    if not isinstance(flag, str) or not flag.strip() or len(flag) > 100 or not flag.isprintable():
        raise ValidationError({"flag": ["Give the name of a flag with each change."]})
    return flag


def _named_change(flag: str, fields: Mapping[str, Any], why: Mapping[str, Any]) -> ChangeRequest:
    try:
        return change_request(flag, fields, why)
    except ValidationError as error:
        raise ValidationError({flag: error.detail}) from error


class ChangesView(FlagView):
    """`feature-flags/{name}/changes`: who changed what when, and why."""

    pagination_class = ListPagination

    @call("flags_changes", {200: (serializers.FlagChangeSerializer(many=True), examples.CHANGE)}, 403, 404)
    def get(self, request: Request, flag: str) -> Response:
        """A flag's changes, newest first."""
        answer: Response = paginated_response(request, queries.changes_of(flag), _with_outcomes, "-id")
        return answer


def _with_outcomes(changes: Any, **options: Any) -> serializers.FlagChangeSerializer:
    """Return the serializer of these changes, which knows for whom each left the flag on."""
    return serializers.FlagChangeSerializer(changes, context={"outcomes": outcomes.outcomes_of(changes)}, **options)


class RevertView(FlagView):
    """`feature-flags/changes/{id}/revert`: take a change back."""

    @call(
        "flags_revert", CHANGED, 400, 403, 404,
        request=serializers.WhySerializer, example={"reason": "It broke bidding in small leagues."},
    )  # fmt: skip
    def post(self, request: Request, change_id: int) -> Response:
        """The flag gets the state that it had before the change, also if it was changed since: `version` guards that.

        It is a change of its own, and needs no override.
        """
        why = validated(serializers.WhySerializer, request.data)
        change = FlagChange.objects.filter(pk=change_id).first()
        if change is None:
            raise NotFound("There is no such change.")
        options = {"expected_version": why.get("version"), "consequence": why.get("consequence", "")}
        return _after(services.revert(change, author_of(request, why), **options))
