"""Evaluation over HTTP: checks who may ask about whom, and answers with the trace."""

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.sign_in import second_factor
from auctionsite.http.openapi import call
from rollouts.api import examples, serializers
from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.types import Subject
from rollouts.openfeature import contexts
from rollouts.propagation import snapshot


def subject_of(request: Request, context: Mapping[str, Any]) -> Subject:
    """Return the context's subject; only operators name others. Raises InvalidContext, SubjectNotAllowed."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 # the permission class let nobody else in
    return contexts.verified_subject(context, None if second_factor.may_operate_by_api(request) else user)


class EvaluateView(APIView):
    """`feature-flags/evaluate`: what flags are for somebody, and why."""

    @call(
        "flags_evaluate", {200: (serializers.EvaluationSerializer, examples.EVALUATION)}, 400, 403, 404,
        request=serializers.EvaluateBody, example={"context": examples.CONTEXT, "flags": ["waiting_room"]},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """For oneself, alone or in a league that one is a member of; operators ask about anybody.

        Each decision comes with its trace. `flags` are the flags asked for, all by default.
        """
        read = serializers.EvaluateBody(data=request.data)
        read.is_valid(raise_exception=True)
        try:
            subject = subject_of(request, read.validated_data.get("context", {}))
        except contexts.InvalidContext as error:
            raise ValidationError({"context": [str(error)]}) from error
        except contexts.SubjectNotAllowed as error:
            raise PermissionDenied(str(error)) from error
        now = snapshot.current()
        wanted = read.validated_data.get("flags") or now.flag_names()
        if unknown := [name for name in wanted if not now.has_flag(name)]:
            raise NotFound(f"There is no flag {unknown[0]}.")
        evaluations = [evaluate(now, name, subject).as_json() for name in wanted]
        return Response({"version": now.version, "flags": evaluations})
