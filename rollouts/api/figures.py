"""The call that shows what a flag did to whom."""

import math
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from auctionsite.http.openapi import call
from rollouts.api import examples
from rollouts.api.views import FlagView
from rollouts.changes import services
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import BucketBy
from rollouts.exposures.compared import OutcomeArm, OutcomeVerdict
from rollouts.figures import Verdict, read_figures


class IntervalSerializer(serializers.Serializer[Any]):
    """Between what a share is, however often one looks; 0 to 1."""

    low = serializers.FloatField()
    high = serializers.FloatField()


class ArmFiguresSerializer(serializers.Serializer[Any]):
    """One side: its subjects, and those with at least one failure since they met the flag."""

    subjects = serializers.IntegerField()
    failed = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True, help_text="0 to 1; null of nobody.")
    interval = IntervalSerializer()


class ForecastSerializer(serializers.Serializer[Any]):
    """What it takes until something can be known."""

    subjects = serializers.IntegerField(allow_null=True, help_text="Null: it never can.")
    seconds = serializers.FloatField(allow_null=True, help_text="0: now. Null: never at the pace of now.")


class MetricFiguresSerializer(serializers.Serializer[Any]):
    """Both sides by one metric."""

    name = serializers.CharField(source="metric.name")
    says = serializers.CharField(source="metric.says")
    on = ArmFiguresSerializer()
    off = ArmFiguresSerializer()
    verdict = serializers.ChoiceField([*Verdict])
    noticing = ForecastSerializer(help_text="Of four times as many failures.")


class OutcomeArmSerializer(serializers.Serializer[Any]):
    """One side of an experiment."""

    subjects = serializers.IntegerField(help_text="Whose time is over.")
    typical = serializers.SerializerMethodField(help_text="Mean or median; null: never, or of nobody.")

    def get_typical(self, arm: OutcomeArm) -> float | None:
        """JSON knows no infinity, which is how long never takes."""
        return None if arm.typical is None or math.isinf(arm.typical) else arm.typical


class OutcomeFiguresSerializer(serializers.Serializer[Any]):
    """Both sides by what they did."""

    name = serializers.CharField(source="measure.name")
    says = serializers.CharField(source="measure.says")
    within_seconds = serializers.FloatField(source="measure.within_seconds", help_text="From meeting the flag.")
    typical = serializers.CharField(source="measure.typical", help_text="`mean` or `median`.")
    unit = serializers.CharField(source="measure.unit", help_text="`share`, `number` or `seconds`.")
    on = OutcomeArmSerializer()
    off = OutcomeArmSerializer()
    more = serializers.IntegerField(source="pairs.more", help_text="Pairs in which the one with the flag has more.")
    less = serializers.IntegerField(source="pairs.less")
    same = serializers.IntegerField(source="pairs.same")
    interval = IntervalSerializer(source="pairs.share", help_text="Of the share with more, of pairs that differ.")
    verdict = serializers.ChoiceField([*OutcomeVerdict])


class ArmSizeSerializer(serializers.Serializer[Any]):
    """How large an arm is."""

    arm = serializers.CharField()
    subjects = serializers.IntegerField()
    share = serializers.FloatField(help_text="Of those in all arms there should be, 0 to 1.")


class ArmOutcomesSerializer(serializers.Serializer[Any]):
    """An arm against the control."""

    arm = serializers.CharField()
    outcomes = OutcomeFiguresSerializer(many=True, help_text="`on` are those in the arm, `off` those in the control.")


class ArmsFiguresSerializer(serializers.Serializer[Any]):
    """The arms of a flag, and what those in them did."""

    control = serializers.CharField(help_text="With which the others are compared.")
    sizes = ArmSizeSerializer(many=True, help_text="The control first.")
    ratio_off = serializers.BooleanField(help_text="They aren't as large as their weights say: no outcome counts.")
    compared = ArmOutcomesSerializer(many=True, help_text="All but the control.")


class FlagFiguresSerializer(serializers.Serializer[Any]):
    """A flag's figures since it was changed last, or for the 90 days that are kept."""

    flag = serializers.CharField()
    bucket_by = serializers.ChoiceField([*BucketBy], source="kind", help_text="What was counted.")
    since = serializers.DateTimeField()
    on = serializers.IntegerField()
    off = serializers.IntegerField()
    both = serializers.IntegerField(help_text="They met it on and off meanwhile, and are left out.")
    chosen = serializers.IntegerField(
        help_text="They were named or kept out while others were drawn, and are left out."
    )
    drawn = serializers.BooleanField(help_text="A percentage drew who has it, so both sides are alike.")
    share = serializers.FloatField(allow_null=True, help_text="Of those with it there should be, 0 to 1.")
    ratio_off = serializers.BooleanField(help_text="There are too many or too few: no figure counts.")
    complete = serializers.BooleanField(help_text="All were counted.")
    metrics = MetricFiguresSerializer(many=True)
    outcomes = OutcomeFiguresSerializer(many=True, help_text="What they did, of those whom the percentage drew.")
    arms = ArmsFiguresSerializer(allow_null=True, help_text="Null of a flag without arms.")
    passing = ForecastSerializer(help_text="Of fewer than 5 % of those with it failing, if none does.")


class FiguresView(FlagView):
    """`feature-flags/{name}/figures`: what a flag did to whom."""

    @call("flags_figures", {200: (FlagFiguresSerializer, examples.FIGURES)}, 403, 404)
    def get(self, request: Request, flag: str) -> Response:
        """Those with it and those without side by side since it was changed last; 404 for a switch, too."""
        services.current_state(flag)
        if flag in SPECS and SPECS[flag].switch:
            raise NotFound(f"{flag} is the same for everybody: there is nobody to compare.")
        return Response(FlagFiguresSerializer(read_figures(flag)).data)
