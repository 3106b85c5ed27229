"""The bodies and answers of the flags' calls. Values are checked by `rollouts/changes/validation.py` alone."""

from typing import Any

from rest_framework import serializers

from rollouts.evaluation.types import BucketBy, Strategy
from rollouts.explain import representation
from rollouts.explain.outcomes import ChangeReach
from rollouts.models import FlagChange

MOST_AT_ONCE = 50
"""Flags in one bulk update."""
MOST_ASKED = 100
"""Flags in one evaluation."""


def _percentages() -> serializers.DictField:
    return serializers.DictField(child=serializers.FloatField(min_value=0, max_value=100), required=False)


class ArmSerializer(serializers.Serializer[Any]):
    """A way in which a flag is on."""

    name = serializers.CharField(max_length=40)
    weight = serializers.FloatField(min_value=0, max_value=100, help_text="In percent, with two decimals at most.")


class FlagFields(serializers.Serializer[Any]):
    """What of a flag can be changed; what is absent stays."""

    enabled = serializers.BooleanField(
        required=False,
        allow_null=True,
        help_text="True: on for everybody; false: off for everybody; null: for whom the rest says.",
    )
    percentage = serializers.FloatField(
        required=False, allow_null=True, min_value=0, max_value=100, help_text="With two decimals at most."
    )
    strategy = serializers.ChoiceField([*Strategy], required=False)
    bucket_by = serializers.ChoiceField([*BucketBy], required=False)
    salt = serializers.CharField(required=False, allow_blank=True, max_length=100)
    rings = _percentages()
    labels = serializers.ListField(child=serializers.CharField(), required=False)
    regions = serializers.ListField(child=serializers.CharField(), required=False)
    leagues = serializers.ListField(child=serializers.UUIDField(), required=False)
    criteria = serializers.DictField(required=False, help_text='Such as `{"account_age_days": {"at_least": 30}}`.')
    requires = serializers.DictField(child=serializers.BooleanField(), required=False)
    starts_at = serializers.DateTimeField(required=False, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)
    testing = serializers.BooleanField(required=False)
    superusers = serializers.BooleanField(required=False)
    staff = serializers.BooleanField(required=False)
    authenticated = serializers.BooleanField(required=False)
    languages = serializers.CharField(required=False, allow_blank=True, max_length=200)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    users = serializers.ListField(child=serializers.IntegerField(), required=False)
    groups = serializers.ListField(child=serializers.IntegerField(), required=False)
    excluded_users = serializers.ListField(
        child=serializers.IntegerField(), required=False, help_text="Left out, before all but a kill."
    )
    excluded_groups = serializers.ListField(child=serializers.IntegerField(), required=False)
    excluded_leagues = serializers.ListField(child=serializers.UUIDField(), required=False)
    arms = serializers.ListField(
        child=ArmSerializer(), required=False, help_text="The ways in which it is on, the control first; 100 together."
    )


class FlagSerializer(FlagFields):
    """A flag with all that is known of it."""

    name = serializers.CharField()
    version = serializers.IntegerField(help_text="Changes with every change; 0: nobody has set it yet.")
    frozen = serializers.BooleanField(help_text="Nobody may be added.")
    frozen_at = serializers.DateTimeField(allow_null=True)
    freeze_reason = serializers.CharField(allow_blank=True)
    share = serializers.FloatField(help_text="The percentage of those whom nothing names that get it.")
    on_for = serializers.ChoiceField(
        [*representation.ON_FOR.values()],
        help_text="For whom it is on now on the servers that run, whatever it is set to: its schedule, a flag that it "
        "needs, a freeze and FEATURE_<NAME> are counted.",
    )
    because = serializers.CharField(
        allow_blank=True, help_text="What beside its strategy keeps out one who doesn't have it; empty: nothing."
    )
    forced = serializers.BooleanField(
        allow_null=True,
        help_text="What FEATURE_<NAME> says on every server, whatever the flag says. Null where it says nothing, or "
        "where the servers differ: the control room shows how.",
    )
    next_step_at = serializers.DateTimeField(
        allow_null=True,
        help_text="From when its next step needs no `override` for coming too early. Null: at once, or there is none.",
    )
    switch = serializers.BooleanField(help_text="It is on or off for everybody, and nothing between.")
    does = serializers.CharField(allow_blank=True)
    owner = serializers.CharField(allow_blank=True)
    ends = serializers.CharField(allow_null=True, help_text="The month by which it should be gone, as `2027-06`.")
    launched_at = serializers.DateTimeField(allow_null=True, help_text="Since when it is on for everybody.")
    read_at = serializers.DateTimeField(
        allow_null=True, help_text="When the product acted on its answer last, within 90 days; to a few minutes."
    )
    stale = serializers.DictField(
        child=serializers.CharField(),
        help_text="Why it should be removed, a sentence by reason: `launched` (on for everybody for 30 days), `unread` "
        "(nothing asked for it for 30 days), `overdue` (its month is over).",
    )


class ChangedFlagSerializer(FlagSerializer):
    """A flag after a change."""

    change = serializers.IntegerField(help_text="The change's id, by which it can be taken back.")
    done = serializers.ListField(
        child=serializers.CharField(), help_text="What became of those whom it affected, in sentences."
    )


class WhySerializer(serializers.Serializer[Any]):
    """What goes along with a change."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=500)
    override = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="Why a caution is set aside."
    )
    version = serializers.IntegerField(
        required=False,
        min_value=0,
        help_text="The one that was looked at; 409 `stale_version` if there is a newer.",
    )
    consequence = serializers.CharField(
        required=False, allow_blank=True, max_length=40, help_text="What becomes of those whom it affects."
    )


class ChangeBody(FlagFields, WhySerializer):
    """What is to become of a flag."""


class BulkItem(ChangeBody):
    """What is to become of one of some flags."""

    flag = serializers.CharField(max_length=100)


class ToggleBody(WhySerializer):
    """On or off for everybody."""

    flag = serializers.CharField(max_length=100)
    enabled = serializers.BooleanField()


class IncreaseBody(WhySerializer):
    """By how many percentage points; by default to the ladder's next step."""

    increase_by = serializers.FloatField(required=False, help_text="Above 0, with two decimals at most.")


class FreezeBody(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)
    version = serializers.IntegerField(required=False, min_value=0)


class FlagChangeSerializer(serializers.Serializer[FlagChange]):
    """One change of a flag."""

    id = serializers.IntegerField()
    flag = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.SerializerMethodField(help_text="The operator's name; null: the program, or another hand.")
    source = serializers.ChoiceField(FlagChange.Source.choices)  # type: ignore[assignment] # shadows what Field has of this name
    reason = serializers.CharField()
    override = serializers.CharField()
    consequence = serializers.CharField()
    reverts = serializers.IntegerField(source="reverts_id", allow_null=True)
    version = serializers.IntegerField()
    changed = serializers.SerializerMethodField(help_text="`[before, after]` by field.")
    on_for = serializers.SerializerMethodField(
        help_text="`[before, after]`: for whom it was on just before and after (`everybody`, `some` or `nobody`), by "
        "all that was set then; FEATURE_ variables of then aren't kept. Null: it says who came or went."
    )

    def get_by(self, change: FlagChange) -> str | None:
        """Addresses of people are shown to nobody."""
        return change.actor.display_name if change.actor else None

    def get_changed(self, change: FlagChange) -> dict[str, list[Any]]:
        """Only what is different after it."""
        return representation.api_differences(change.before, change.after)

    def get_on_for(self, change: FlagChange) -> list[str] | None:
        """By the evaluator, as the pages say it."""
        found: ChangeReach | None = self.context["outcomes"].get(change.pk)
        return None if found is None else [representation.ON_FOR[reach.extent] for reach in (found.before, found.after)]


class EvaluateBody(serializers.Serializer[Any]):
    """About whom, and which flags; by default all."""

    context = serializers.DictField(  # type: ignore[assignment] # shadows what Serializer has of this name
        required=False, help_text="`user`, `league`, `auction` by id; operators may claim traits too."
    )
    flags = serializers.ListField(child=serializers.CharField(max_length=100), required=False, max_length=MOST_ASKED)


class LineSerializer(serializers.Serializer[Any]):
    """One step of the decision."""

    step = serializers.CharField()
    found = serializers.CharField()
    decided = serializers.BooleanField(help_text="The answer stands here.")


class DecisionSerializer(serializers.Serializer[Any]):
    """What a flag is for the subject, and why."""

    flag = serializers.CharField()
    value = serializers.BooleanField()
    variant = serializers.CharField(help_text="The arm; without arms `on`, and `off` where it is off.")
    reason = serializers.CharField()
    on_from = serializers.FloatField(allow_null=True, help_text="The percentage from which the subject is in.")
    trace = LineSerializer(many=True)


class EvaluationSerializer(serializers.Serializer[Any]):
    """Answers by one picture of all flags."""

    version = serializers.IntegerField()
    flags = DecisionSerializer(many=True)
