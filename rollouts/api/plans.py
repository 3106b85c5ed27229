"""The calls that show, make and steer plans: each parses, makes one call of the plans' services, and answers."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from auctionsite.http.openapi import call
from auctionsite.http.pagination import ListPagination, paginated_response
from rollouts.api import examples
from rollouts.api.views import REFUSED, FlagView, user_of, validated, with_flag
from rollouts.models import Plan
from rollouts.plans import queries, services
from rollouts.plans.definition import LONGEST_TEXT, ApprovalRole
from rollouts.plans.machine import PlanStatus
from rollouts.plans.templates.catalogue import TEMPLATES

REASON_LENGTH = 500
_STATUSES, _ROLES = (", ".join(f"`{each}`" for each in kind) for kind in (PlanStatus, ApprovalRole))


# What is shown ----------------------------------------------------------------------------------------
class PlanSerializer(serializers.Serializer[Any]):
    """A plan: where it is, and what it waits for."""

    id = serializers.IntegerField()
    flag = serializers.CharField()
    template = serializers.CharField(allow_blank=True, help_text="What it was made from. Empty: it can't be read here.")
    status = serializers.CharField(help_text=f"One of {_STATUSES}.")
    phase = serializers.CharField(allow_null=True, help_text="Null: before the first.")
    phases = serializers.ListField(child=serializers.CharField())
    since = serializers.DateTimeField(help_text="When the phase began, or began anew.")
    outlook = serializers.CharField(allow_blank=True, help_text="What it waits for, in a sentence.")
    looked_at = serializers.DateTimeField(allow_null=True, help_text="Every half minute while it is alive.")

    def to_representation(self, instance: Plan) -> dict[str, Any]:
        """As terminals have it."""
        shown: dict[str, Any] = super().to_representation(self.described(instance))
        return shown

    def described(self, plan: Plan) -> dict[str, Any]:
        """The plan, as its fields name it."""
        return queries.describe_plan(plan)


class PlanEventSerializer(serializers.Serializer[Any]):
    """What was decided or done."""

    at = serializers.DateTimeField()
    what = serializers.CharField()
    sentence = serializers.CharField()
    by = serializers.CharField(allow_null=True, help_text="The operator's name; null: the plan, or a command line.")
    reason = serializers.CharField(allow_blank=True)
    figures = serializers.DictField(help_text="By metric, `[failed, subjects]` with the flag and without it.")
    change = serializers.IntegerField(allow_null=True, help_text="The change of the flag by its id.")


class GateSerializer(serializers.Serializer[Any]):
    """A gate of the next phase."""

    name = serializers.CharField()
    says = serializers.CharField()
    by_hand = serializers.BooleanField(help_text="A person answers it.")
    passed = serializers.BooleanField()
    sentence = serializers.CharField()


class ApprovalSerializer(serializers.Serializer[Any]):
    """An approval that the next phase needs."""

    role = serializers.CharField(help_text=f"One of {_ROLES}.")
    by = serializers.CharField(allow_null=True, help_text="The operator's name; null: nobody yet.")


class PlanDetailSerializer(PlanSerializer):
    """A plan with what it is made of, what the next phase asks for, and what was decided."""

    definition = serializers.JSONField(help_text="Its phases and triggers; send it back changed to edit a draft.")
    revision = serializers.IntegerField(help_text="Of the definition; approvals are of one.")
    gates = GateSerializer(many=True, help_text="Of the next phase.")
    approvals = ApprovalSerializer(many=True, help_text="Of the next phase.")
    forecast = serializers.ListField(
        child=serializers.CharField(), help_text="Of a draft: what each phase can know if it starts now."
    )
    events = PlanEventSerializer(many=True, help_text="The newest first; ten at most.")

    def described(self, plan: Plan) -> dict[str, Any]:
        """The plan, and the next phase."""
        return {**super().described(plan), **queries.plan_ahead(plan)}


# What is sent -----------------------------------------------------------------------------------------
class PlanBody(serializers.Serializer[Any]):
    """Which plan to make."""

    flag = serializers.CharField(max_length=100)
    template = serializers.ChoiceField([*TEMPLATES])
    start = serializers.BooleanField(default=False, help_text="Start it at once. Without, it is a draft.")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=REASON_LENGTH)


class EditBody(serializers.Serializer[Any]):
    """Another definition."""

    definition = serializers.JSONField()


class ReasonBody(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=REASON_LENGTH)


class ApproveBody(serializers.Serializer[Any]):
    """Which phase, and as whom."""

    phase = serializers.CharField(max_length=LONGEST_TEXT)
    role = serializers.CharField(max_length=20, help_text=f"One of {_ROLES}.")


class GateBody(serializers.Serializer[Any]):
    """What is so, and where to see it."""

    gate = serializers.CharField(max_length=LONGEST_TEXT)
    passed = serializers.BooleanField()
    proof = serializers.CharField(max_length=REASON_LENGTH)


# The calls --------------------------------------------------------------------------------------------
ANSWER: dict[Any, Any] = {200: (PlanDetailSerializer, examples.PLAN), **REFUSED}
MADE: dict[Any, Any] = {201: (PlanDetailSerializer, examples.PLAN), **REFUSED}
_LARGEST_ID = 2**63 - 1


def _shown(plan: Plan, status: int = 200) -> Response:
    return Response(PlanDetailSerializer(Plan.objects.get(pk=plan.pk)).data, status=status)


def _found(plan: int) -> int:
    if plan > _LARGEST_ID:
        raise NotFound("There is no such plan.")
    return plan


class PlansView(FlagView):
    """`feature-flags/plans`: all plans."""

    pagination_class = ListPagination

    @call("plans_list", {200: (PlanSerializer(many=True), examples.PLAN_LINE)}, 403, 404)
    def get(self, request: Request) -> Response:
        """All plans, the newest first."""
        answer: Response = paginated_response(request, queries.all_plans(), PlanSerializer, "-id")
        return answer

    @call("plans_make", MADE, 400, 403, 404, request=PlanBody, example=examples.PLAN_BODY)
    def post(self, request: Request) -> Response:
        """Make a plan of a flag from a template: a draft, or started at once. One plan of a flag runs at a time."""
        body = validated(PlanBody, with_flag(request.data))
        asked = body["flag"], TEMPLATES[body["template"]], user_of(request)
        if body["start"]:
            return _shown(services.make_started_plan(*asked, body.get("reason", "")), 201)
        return _shown(services.make_plan(*asked), 201)


class PlanDetailView(FlagView):
    """`feature-flags/plans/{id}`: one plan."""

    @call("plans_retrieve", {200: (PlanDetailSerializer, examples.PLAN)}, 403, 404)
    def get(self, request: Request, plan: int) -> Response:
        """A plan with what it waits for, and what was decided by which figures."""
        row = queries.all_plans().filter(pk=_found(plan)).first()
        if row is None:
            raise NotFound("There is no such plan.")
        return _shown(row)

    @call("plans_edit", ANSWER, 400, 403, 404, request=EditBody, example=examples.PLAN_EDIT)
    def put(self, request: Request, plan: int) -> Response:
        """Give a draft another definition, which makes its approvals void."""
        body = validated(EditBody, request.data)
        return _shown(services.edit_plan(_found(plan), body["definition"], user_of(request)))


ACTS: Mapping[str, Callable[[int, User, str], Plan]] = MappingProxyType(
    {
        "start": services.start_plan,
        "pause": services.pause_plan,
        "go-on": services.go_on,
        "roll-back": services.roll_back_plan,
        "end": services.end_plan,
    }
)


class PlanActView(FlagView):
    """`feature-flags/plans/{id}/{act}`: steer a plan."""

    @call("plans_steer", ANSWER, 400, 403, 404, request=ReasonBody, example={"reason": "Finals tonight."})
    def post(self, request: Request, plan: int, act: str) -> Response:
        """`start` a draft, `pause` it, let it `go-on`, `roll-back` its flag, or `end` it, the flag staying as it is.

        `go-on` lets a paused plan run, its phase beginning anew; or lets one pass that waits for evidence and may be
        asked, for which it needs a reason. 409 `not_now` with what the plan is doing instead.
        """
        body = validated(ReasonBody, request.data)
        if act not in ACTS:
            raise NotFound(f"There is no such act; there are {', '.join(ACTS)}.")
        return _shown(ACTS[act](_found(plan), user_of(request), body.get("reason", "")))


class PlanApproveView(FlagView):
    """`feature-flags/plans/{id}/approve`: approve a phase."""

    @call("plans_approve", ANSWER, 400, 403, 404, request=ApproveBody, example=examples.APPROVE_BODY)
    def post(self, request: Request, plan: int) -> Response:
        """Approve in a role that one holds; never a plan that one made or edited oneself."""
        body = validated(ApproveBody, request.data)
        return _shown(services.approve_phase(_found(plan), body["phase"], body["role"], user_of(request)))


class PlanGateView(FlagView):
    """`feature-flags/plans/{id}/gate`: answer a gate."""

    @call("plans_answer_gate", ANSWER, 400, 403, 404, request=GateBody, example=examples.GATE_BODY)
    def post(self, request: Request, plan: int) -> Response:
        """Say whether a gate holds that no program answers, and where the proof is."""
        body = validated(GateBody, request.data)
        if not body["proof"].strip():
            raise ValidationError({"proof": ["Say where the proof is: a link, a run, a name."]})
        answer = {"passed": body["passed"], "proof": body["proof"], "actor": user_of(request)}
        return _shown(services.answer_gate(_found(plan), body["gate"], **answer))
